"""Moving videos between tiers: archived, restored, and what that would save."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.keeping.archive_job import build_archive_job
from domain.keeping.moving import MAX_VIDEOS, Move, judge_moves, validate_target
from models.enums import OriginalState, StorageTier, VideoStatus
from models.errors import InvalidInput, NotFound, UserMistake, WrongState
from models.footage.originals import ObjectRef
from models.keeping.tiers import TIER_COLUMNS, RestoreOrder
from models.mistakes import MistakeCollector, about_field
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import ids
from resolvers.core.context import Context

MAX_RESTORE_DAYS = 365


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What is to be moved. video_ids: opaque ids; null: every video that is older."""

    tier: StorageTier
    video_ids: Sequence[str] | None
    older_than_days: int | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class ArchiveResult:
    """moves: in the order of the input. has_more: there are more old videos than one call takes."""

    moves: Sequence[Move]
    has_more: bool


async def archive_videos(context: Context, order: ArchiveOrder, columns: frozenset[str]) -> ArchiveResult:
    """Have videos moved to a tier by jobs, or only say what would come of it. Raises InvalidInput, NotFound.

    columns: of the videos, beside TIER_COLUMNS.
    """
    with MistakeCollector() as mistakes:
        mistakes.check(validate_target, order.tier, order.older_than_days, order.video_ids)
        rows, has_more = await _list_rows(context, order, columns, mistakes)
    busy = await context.data.keeping.tiers.list_moving(context.caller, [row["id"] for row in rows])
    moves = judge_moves(rows, busy, order.tier, context.clock())
    if not order.dry_run:
        moves = [await _order(context, move, order.tier) for move in moves]
        context.data.outbox.nudge()
    return ArchiveResult(moves, has_more)


async def restore_video(context: Context, id_: str, days: int, columns: frozenset[str]) -> VideoRow:
    """Have S3 make a copy of an archived video, which takes hours; the video, which is RESTORING then.

    Raises InvalidInput, NotFound, WrongState, and Unavailable where S3 refuses: then nothing has changed.
    """
    with MistakeCollector() as mistakes:
        row = await videos.load_video(context, id_, frozenset(TIER_COLUMNS))
        if row is None:
            mistakes.add(NotFound(field=("id",)))
        elif (obstacle := _find_restore_obstacle(row)) is not None:
            mistakes.add(obstacle)
        if not 1 <= days <= MAX_RESTORE_DAYS:
            mistakes.add(InvalidInput("OUT_OF_RANGE", field=("days",), low=1, high=MAX_RESTORE_DAYS))
    assert row is not None
    key, tiers = row["id"], context.data.keeping.tiers
    # Asked before it is noted: what S3 refuses is not RESTORING. It may be asked for again at any time.
    with about_field("id"):
        try:
            is_archived = await context.data.objects.request_restore("storage", ObjectRef.from_row(row), days)
        except NotFound:
            raise WrongState("ORIGINAL_MISSING") from None
    if not is_archived:
        # It was brought back by other means: there is nothing to wait for.
        await tiers.adopt(context.caller, key, StorageTier.COLD, StorageTier.HOT)
        return await videos.require_by_id(context, id_, columns, "id")
    async with context.data.postgres.transaction(context.caller) as connection:
        if await tiers.begin_restore_in(connection, key, RestoreOrder(days, context.clock())):
            await audit.record_action(context, connection, "restoreVideo", ids.Kind.VIDEO, key, {"days": days})
    return await videos.require_by_id(context, id_, columns, "id")


def _find_restore_obstacle(row: VideoRow) -> UserMistake | None:
    field = ("id",)
    if row["status"] == VideoStatus.UPLOADING:
        return WrongState("NOT_UPLOADED", field=field)
    if row["original_fault"] == OriginalState.EXPIRED:
        return WrongState("FOOTAGE_EXPIRED", field=field)
    if row["tier"] == StorageTier.RESTORING:
        return WrongState("TIER_RESTORING", field=field)
    return None if row["tier"] == StorageTier.COLD else WrongState("NOT_ARCHIVED", field=field, tier=row["tier"])


async def _list_rows(
    context: Context, order: ArchiveOrder, columns: frozenset[str], mistakes: MistakeCollector
) -> tuple[Sequence[VideoRow], bool]:
    columns |= {*TIER_COLUMNS}
    if order.video_ids is None:
        if mistakes.any:
            return (), False
        before = context.clock() - timedelta(days=order.older_than_days or 0)
        found = await context.data.keeping.tiers.list_older(context.caller, before, order.tier, MAX_VIDEOS + 1, columns)
        return found[:MAX_VIDEOS], len(found) > MAX_VIDEOS
    keys = [ids.decode(ids.Kind.VIDEO, id_) for id_ in order.video_ids[:MAX_VIDEOS]]
    wanted = list(dict.fromkeys(key for key in keys if key is not None))
    rows = await context.data.videos.get_by_ids(context.caller, wanted, columns)
    known = {row["id"]: row for row in rows if row is not None}
    if any(key not in known for key in keys):
        mistakes.add(NotFound(field=("input", "videoIds")))
    return [row for row in known.values() if _is_old(context, row, order.older_than_days)], False


def _is_old(context: Context, row: VideoRow, days: int | None) -> bool:
    at = row["recorded_at"] or row["created_at"]
    return days is None or at < context.clock() - timedelta(days=days)


async def _order(context: Context, move: Move, tier: StorageTier) -> Move:
    """Queue the job of a video that can move; one that has changed meanwhile tells why by its job."""
    if move.obstacle is not None:
        return move
    data, key = context.data, move.video["id"]
    try:
        async with data.postgres.transaction(context.caller) as connection:
            await data.jobs.enqueue(connection, context.caller, build_archive_job(key, tier))
            details = {"tier": tier.value}
            await audit.record_action(context, connection, "archiveVideos", ids.Kind.VIDEO, key, details)
    except NotFound as mistake:
        return Move(move.video, None, mistake)
    return move
