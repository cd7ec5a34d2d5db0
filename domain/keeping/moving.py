"""Which videos can move to a tier, and what that saves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.keeping.prices import MoveEstimate, estimate_move
from domain.ports import VideoReader
from models.access.principal import Principal
from models.enums import StorageTier
from models.errors import InvalidInput, NotFound, UserMistake, WrongState
from models.keeping.holds import is_held
from models.keeping.tiers import TIER_COLUMNS, find_move_obstacle
from models.rows.video import VideoRow

MAX_VIDEOS = 500
TARGETS = (StorageTier.HOT, StorageTier.WARM, StorageTier.COLD)


class MovingJobs(Protocol):
    async def list_moving(self, principal: Principal, ids: Sequence[UUID], /) -> set[UUID]:
        """Those of the videos that a job works on."""
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """A video that can move, with what that saves; or why it cannot."""

    video: VideoRow
    estimate: MoveEstimate | None
    obstacle: UserMistake | None


def judge_moves(rows: Sequence[VideoRow], busy: set[UUID], tier: StorageTier, now: datetime) -> list[Move]:
    """What becomes of each video. rows: with TIER_COLUMNS. busy: on which a job works."""
    moves = []
    for row in rows:
        obstacle = find_move_obstacle(row, tier, held=is_held(row, now))
        if obstacle is None and row["id"] in busy:
            obstacle = WrongState("TIER_BUSY")
        estimate = None if obstacle is not None else estimate_video(row, tier, now)
        moves.append(Move(row, estimate, obstacle))
    return moves


def estimate_video(row: Mapping[str, Any], tier: StorageTier, now: datetime) -> MoveEstimate:
    """What moving a video to a tier costs and saves until it expires."""
    since = row["tier_changed_at"] or row["created_at"]
    days_left = None if row["expires_at"] is None else max(0.0, (row["expires_at"] - now).total_seconds() / 86400)
    days_there = max(0.0, (now - since).total_seconds() / 86400)
    return estimate_move(row["size_bytes"], StorageTier(row["tier"]), tier, days_there=days_there, days_left=days_left)


def validate_target(tier: StorageTier, older_than_days: int | None, ids: Sequence[str] | None) -> None:
    """Raises InvalidInput for a tier that nothing can be moved to, or where no videos are named."""
    if tier not in TARGETS:
        raise InvalidInput("TIER_NO_TARGET", field=("input", "tier"))
    if not ids and older_than_days is None:
        raise InvalidInput("NO_VIDEOS_NAMED", field=("input", "videoIds"))
    if ids is not None and len(ids) > MAX_VIDEOS:
        raise InvalidInput("TOO_MANY_VIDEOS", field=("input", "videoIds"), most=MAX_VIDEOS, count=len(ids))
    if older_than_days is not None and not 0 <= older_than_days <= 36500:
        raise InvalidInput("OUT_OF_RANGE", field=("input", "olderThanDays"), low=0, high=36500)


@dataclass(frozen=True, slots=True)
class MoveCheck:
    """Checks a video just before it moves."""

    videos: VideoReader
    clock: Callable[[], datetime]

    async def require(self, principal: Principal, video_id: UUID, tier: StorageTier) -> None:
        """Raises NotFound, or the obstacle that keeps the video from moving to the tier now."""
        [row] = await self.videos.get_by_ids(principal, [video_id], TIER_COLUMNS)
        if row is None:
            raise NotFound
        obstacle = find_move_obstacle(row, tier, held=is_held(row, self.clock()))
        if obstacle is not None:
            raise obstacle
