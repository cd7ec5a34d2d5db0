"""Footage follows corrections of its camera: values that it has of the camera, and its moments.

The recordings' files stay, and nothing is analyzed again: events' times of day follow from the video's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.cameras.ports import CorrectionStore, Database, FootageTimes
from domain.language.timecode import zone_or_utc
from models.access.principal import Principal
from models.footage.cameras import Correction, FollowedVideo
from models.rows.video import VideoRow

# Videos a transaction, which also moves their events.
SLICE = 50
# A video's column for each setting that it simply has of its camera.
_COPIED = {"name": "camera", "site": "site", "zones": "zones", "timezone": "timezone"}


def offset_in(zone: ZoneInfo, moment: datetime) -> int:
    """The UTC offset of a zone at a moment, in seconds."""
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def follow_corrections(video: VideoRow, corrections: Sequence[Correction]) -> FollowedVideo:
    """What a video becomes with corrections that it has not followed yet, in their order.

    What was set for the video alone, and so differs from what its camera had, stays as it is.
    """
    state: dict[str, Any] = dict(video)
    moved: dict[UUID, float] = {}
    for correction in corrections:
        before = state["recorded_at"]
        if "timezone" in correction.settings and not correction.keep_moments:
            _keep_wall_clock(state, *correction.settings["timezone"])
        if "clock_offset_seconds" in correction.settings:
            _move_clock(state, *correction.settings["clock_offset_seconds"])
        for setting, column in _COPIED.items():
            former, new = correction.settings.get(setting, (None, None))
            if setting in correction.settings and state[column] == former:
                state[column] = new
        if before is not None and state["recorded_at"] != before:
            moved[correction.id] = (state["recorded_at"] - before).total_seconds()
    if corrections:
        state["camera_change"] = corrections[-1].id
    columns = {name: value for name, value in state.items() if value != video.get(name)}
    return FollowedVideo(video["id"], columns, moved)


def _move_clock(state: dict[str, Any], former: float, new: float) -> None:
    """Move a recording with its camera's clock. A time that was set by hand is nobody's clock's, and stays."""
    if state["clock_offset_seconds"] is None:
        return
    state["clock_offset_seconds"] = new
    if state["recorded_at"] is not None:
        state["recorded_at"] += timedelta(seconds=new - former)


def _keep_wall_clock(state: dict[str, Any], former: str, new: str) -> None:
    """Move a recording so that the camera's clock shows the same in the new zone as it did in the former one.

    Only one whose time was given with the offset that the former zone had then: any other offset, or none, comes from
    a clock that knew better.
    """
    recorded, given_offset = state["recorded_at"], state["recorded_offset_seconds"]
    if recorded is None or given_offset is None or state["timezone"] != former:
        return
    shift = timedelta(seconds=state["clock_offset_seconds"] or 0.0)
    stamped = recorded - shift
    former_zone, new_zone = zone_or_utc(former), zone_or_utc(new)
    if offset_in(former_zone, stamped) != given_offset:
        return
    wall_clock = stamped.astimezone(former_zone).replace(tzinfo=None)
    # A time that the new zone's clocks skip is read as if they had not changed.
    moment = wall_clock.replace(tzinfo=new_zone, fold=stamped.astimezone(former_zone).fold).astimezone(UTC)
    state["recorded_offset_seconds"] = offset_in(new_zone, moment)
    state["recorded_at"] = moment + shift


@dataclass(frozen=True, slots=True)
class FootageFollower:
    """Lets footage follow corrections, a few videos a transaction: killed in between, it goes on where it was.

    Several processes may do so at once: each takes other videos.
    """

    database: Database
    corrections: CorrectionStore
    times: FootageTimes

    async def follow(self, principal: Principal, camera_id: UUID, at_most: int) -> int:
        """Let about `at_most` videos of a camera follow its corrections; how many did."""
        followed = 0
        while followed < at_most:
            done = await self._follow_slice(principal, camera_id)
            followed += done
            if done == 0:
                break
        if await self.corrections.finish(principal, camera_id) or followed:
            await self.times.refresh_last_footage(principal, [camera_id])
        return followed

    async def _follow_slice(self, principal: Principal, camera_id: UUID) -> int:
        async with self.database.transaction(principal) as connection:
            known = await self.corrections.list_in(connection, camera_id)
            if not known:
                return 0
            lagging = await self.corrections.lock_lagging_in(connection, camera_id, known[-1].id, SLICE)
            counts: dict[UUID, list[float | None]] = {}
            followed = []
            for video in lagging:
                since = video["camera_change"]
                ahead = [each for each in known if since is None or each.id > since]
                result = follow_corrections(video, ahead)
                followed.append(result)
                for each in ahead:
                    counts.setdefault(each.id, []).append(result.moved_seconds.get(each.id))
            await self.corrections.store_in(connection, followed)
            await self.corrections.sum_up_in(connection, counts)
        return len(followed)
