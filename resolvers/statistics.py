"""Statistics of events and footage."""

import math
from uuid import UUID

from datasources.postgres.search.statistics import BucketCounts, EventGroup, TierUse
from domain.language.validation import validate_time_zone
from models.enums import EventGrouping
from models.errors import InvalidInput
from models.filters import EventFilter
from resolvers.core import ids
from resolvers.core.context import Context

MAX_BUCKETS = 10_000


async def group_events(
    context: Context, wanted: EventFilter | None, grouping: EventGrouping, timezone: str | None
) -> list[EventGroup]:
    """Groups of the events that match. The key of a video's group is its opaque id. Raises InvalidInput."""
    principal = context.caller
    zone = None if timezone is None else validate_time_zone(timezone, ("timezone",))
    groups = await context.data.statistics.count_by_group(principal, wanted, grouping, zone)
    if grouping is not EventGrouping.VIDEO:
        return groups
    return [
        EventGroup(group.key and ids.encode(ids.Kind.VIDEO, UUID(group.key)), group.count, group.people)
        for group in groups
    ]


async def load_timeline(
    context: Context, video: UUID, duration_seconds: float | None, bucket_seconds: float
) -> list[BucketCounts]:
    """All buckets of a video, with the empty ones, batched over the videos of the operation.

    Raises InvalidInput for a length that is not positive, or gives more than MAX_BUCKETS.
    """
    least = math.ceil((duration_seconds or 0.0) / MAX_BUCKETS * 1000) / 1000
    if not (0 < bucket_seconds < math.inf) or bucket_seconds < least:
        raise InvalidInput(
            "BUCKETS_NOT_POSSIBLE", field=("bucketSeconds",), value=bucket_seconds, most=MAX_BUCKETS, least=least
        )
    if not duration_seconds:
        return []
    loader = context.loader(
        ("timeline", bucket_seconds),
        lambda keys: context.data.statistics.count_by_bucket(context.caller, keys, bucket_seconds),
    )
    busy = {bucket.number: bucket for bucket in await loader.load(video)}
    count = math.ceil(duration_seconds / bucket_seconds)
    return [busy.get(number) or BucketCounts(number, {}, 0) for number in range(count)]


async def load_tier_usage(context: Context) -> list[TierUse]:
    """What each storage tier holds."""
    return await context.data.statistics.measure_tiers(context.caller)
