"""Counting events and footage."""

import math
from uuid import UUID

from datasources.postgres.search.statistics import Bucket, Group, TierUse
from domain.language.validation import zone
from models.enums import EventGrouping
from models.errors import InvalidInput
from models.filters import EventFilter
from resolvers.core import ids
from resolvers.core.context import Context

MOST_BUCKETS = 10_000


async def events(context: Context, wanted: EventFilter | None, by: EventGrouping, timezone: str | None) -> list[Group]:
    """Groups of the events that fit; a video's key is its id as clients know it."""
    principal = context.may("Query.eventStatistics")
    named = None if timezone is None else zone(timezone, ("timezone",))
    groups = await context.data.statistics.events(principal, wanted, by, named)
    if by is not EventGrouping.VIDEO:
        return groups
    return [
        Group(group.key and ids.encode(ids.Kind.VIDEO, UUID(group.key)), group.count, group.people) for group in groups
    ]


async def timeline(
    context: Context, video: UUID, duration_seconds: float | None, bucket_seconds: float
) -> list[Bucket]:
    """Every bucket of a video, also the empty ones, batched over the videos of the operation.

    Raises InvalidInput where the buckets are not positive or more than MOST_BUCKETS.
    """
    least = math.ceil((duration_seconds or 0.0) / MOST_BUCKETS * 1000) / 1000
    if not (0 < bucket_seconds < math.inf) or bucket_seconds < least:
        raise InvalidInput(
            "BUCKETS_NOT_POSSIBLE", field=("bucketSeconds",), value=bucket_seconds, most=MOST_BUCKETS, least=least
        )
    if not duration_seconds:
        return []
    loader = context.loader(
        ("timeline", bucket_seconds),
        lambda keys: context.data.statistics.timelines(context.who, keys, bucket_seconds),
    )
    busy = {bucket.number: bucket for bucket in await loader.load(video)}
    count = math.ceil(duration_seconds / bucket_seconds)
    return [busy.get(number) or Bucket(number, {}, 0) for number in range(count)]


async def tiers(context: Context) -> list[TierUse]:
    """What each storage tier holds."""
    return await context.data.statistics.tiers(context.may("Query.tierStatistics"))
