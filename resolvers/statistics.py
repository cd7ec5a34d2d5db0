"""Statistics of events and footage."""

import math
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from datasources.postgres.search.statistics import BucketCounts, EventGroup, Facet, TierUse
from domain.language.validation import validate_time_zone
from models.asking.answers import Coverage
from models.enums import EventGrouping, EventType, Examination
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


async def count_facets(context: Context, event_ids: Sequence[UUID]) -> list[Facet]:
    """The values of these events by each field. The key of a video is its opaque id."""
    facets = await context.data.statistics.count_facets(context.caller, event_ids) if event_ids else []
    return [
        replace(facet, key=ids.encode(ids.Kind.VIDEO, UUID(facet.key))) if facet.field is EventGrouping.VIDEO else facet
        for facet in facets
    ]


async def measure_coverage(context: Context, wanted: EventFilter | None) -> Coverage:
    """What of the footage that fits was examined."""
    return await context.data.search.measure_coverage(context.caller, wanted)


async def examine_groups(
    context: Context, wanted: EventFilter | None, grouping: EventGrouping, groups: Sequence[EventGroup]
) -> list[tuple[EventGroup, Examination | None]]:
    """The groups with how well the footage was examined for their types; None for groups of all types.

    Groups of types begin with the types, of those that are wanted, that were not examined or in part, even without
    events: else a list without them would read as "none".
    """
    coverage = await measure_coverage(context, wanted)
    asked = list(EventType) if wanted is None or wanted.types is None else list(wanted.types)
    if grouping is not EventGrouping.TYPE:
        order = list(Examination)
        worst = None if wanted is None or wanted.types is None else min(map(coverage.examine, asked), key=order.index)
        return [(group, worst) for group in groups]
    by_type = {group.key: group for group in groups if group.key is not None}
    unexamined = [kind for kind in asked if coverage.examine(kind) is not Examination.EXAMINED]
    first = [by_type.pop(kind.value, EventGroup(kind.value, 0, 0)) for kind in unexamined]
    return [(group, coverage.examine(EventType(str(group.key)))) for group in (*first, *by_type.values())]


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
