"""What cameras recorded: lists of their videos and events, hours without footage, and a timeline by the clock."""

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from datasources.postgres.cameras.footage import ClockBucket
from domain.language.validation import validate_datetime
from models.enums import EventOrder, VideoOrder
from models.errors import InvalidInput
from models.filters import EventFilter, TimeRange, VideoFilter
from models.footage.gaps import Gap
from models.paging import PageWindow, Slice
from models.rows.camera import CameraRow
from models.rows.event import EventRow
from models.rows.video import VideoRow
from resolvers.core import ids
from resolvers.core.context import Context

MAX_CAMERAS = 100
MAX_BUCKETS = 10_000
MAX_DAYS = 366
MAX_GAPS = 1000


@dataclass(frozen=True, slots=True)
class CameraBuckets:
    """A camera of a timeline, and all of its buckets, with the empty ones."""

    camera: CameraRow
    buckets: Sequence[ClockBucket]


async def load_videos(
    context: Context,
    camera: UUID,
    wanted: VideoFilter | None,
    order: VideoOrder,
    window: PageWindow,
    columns: frozenset[str],
) -> tuple[Slice[VideoRow], Callable[[], Awaitable[int]]]:
    """A window over one camera's videos, and a function that counts them; batched over the operation's cameras."""
    lists, caller = context.data.camera_lists, context.caller
    pages = context.loader(
        ("videos of camera", repr(wanted), order, window, columns),
        lambda keys: lists.list_video_pages(caller, keys, wanted, order, window, columns),
    )
    counts = context.loader(
        ("count of camera's videos", repr(wanted)), lambda keys: lists.count_videos(caller, keys, wanted)
    )
    return await pages.load(camera), lambda: counts.load(camera)


async def load_events(
    context: Context,
    camera: UUID,
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
) -> tuple[Slice[EventRow], Callable[[], Awaitable[int]]]:
    """The same for one camera's events."""
    lists, caller = context.data.camera_lists, context.caller
    pages = context.loader(
        ("events of camera", repr(wanted), order, window, columns),
        lambda keys: lists.list_event_pages(caller, keys, wanted, order, window, columns),
    )
    counts = context.loader(
        ("count of camera's events", repr(wanted)), lambda keys: lists.count_events(caller, keys, wanted)
    )
    return await pages.load(camera), lambda: counts.load(camera)


async def load_gaps(context: Context, camera: UUID, start: datetime, end: datetime) -> list[Gap]:
    """The gaps of a camera's time, batched over the operation's cameras. Nothing is missing from the future.

    Raises InvalidInput for a time that is reversed or too long, or has too many gaps.
    """
    _check_period(start, end)
    until = min(end, context.clock())
    if start >= until:
        return []
    period = TimeRange(start, until)
    loader = context.loader(
        ("gaps of camera", start, until),
        lambda keys: context.data.camera_footage.list_gaps(context.caller, keys, period, MAX_GAPS + 1),
    )
    gaps: list[Gap] = await loader.load(camera)
    if len(gaps) > MAX_GAPS:
        raise InvalidInput("TOO_MANY_GAPS", field=("to",), most=MAX_GAPS)
    return gaps


async def load_timeline(
    context: Context, camera_ids: Sequence[str], period: TimeRange, seconds: float, columns: frozenset[str]
) -> list[CameraBuckets]:
    """The buckets of each camera, in the order of the ids; a missing or foreign camera is left out.

    Raises InvalidInput for a time or a length that is not possible, or gives too many buckets.
    """
    assert period.start is not None
    assert period.end is not None
    _check_period(period.start, period.end)
    if len(camera_ids) > MAX_CAMERAS:
        raise InvalidInput("TOO_MANY_VALUES", field=("cameraIds",), most=MAX_CAMERAS)
    keys = list(dict.fromkeys(key for id_ in camera_ids if (key := ids.decode(ids.Kind.CAMERA, id_)) is not None))
    count = _count_buckets(period, seconds, len(keys))
    data, caller = context.data, context.caller
    rows = [row for row in await data.cameras.get_by_ids(caller, keys, columns | {"id"}) if row is not None]
    if not rows:
        return []
    there = [row["id"] for row in rows]
    found = await data.camera_footage.count_by_bucket(caller, there, period.start, period.end, seconds)
    return [
        CameraBuckets(row, _fill({bucket.number: bucket for bucket in buckets}, count))
        for row, buckets in zip(rows, found, strict=True)
    ]


def _fill(busy: dict[int, ClockBucket], count: int) -> list[ClockBucket]:
    return [busy.get(number) or ClockBucket(number, {}, 0) for number in range(count)]


def _count_buckets(period: TimeRange, seconds: float, cameras: int) -> int:
    """How many buckets a camera has."""
    assert period.start is not None
    assert period.end is not None
    length = (period.end - period.start).total_seconds()
    if not 1 <= seconds < math.inf:
        raise InvalidInput("OUT_OF_RANGE", field=("bucketSeconds",), low=1, high=MAX_DAYS * 86_400)
    count = math.ceil(length / seconds)
    if count * max(cameras, 1) > MAX_BUCKETS:
        raise InvalidInput(
            "TOO_MANY_BUCKETS", field=("bucketSeconds",), count=count * max(cameras, 1), most=MAX_BUCKETS
        )
    return count


def _check_period(start: datetime, end: datetime) -> None:
    validate_datetime(start, ("from",))
    validate_datetime(end, ("to",))
    if start > end:
        raise InvalidInput("RANGE_REVERSED", field=("from",), start=start, end=end)
    days = math.ceil((end - start) / timedelta(days=1))
    if days > MAX_DAYS:
        raise InvalidInput("PERIOD_TOO_LONG", field=("to",), days=days, most=MAX_DAYS)
