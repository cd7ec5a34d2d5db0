"""What an object of the inbox is as footage: its camera and its time, from its key."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.inbox.path import InboxKey, InboxPath
from domain.inbox.ports import InboxCameras
from domain.inbox.times import PlacedTime, parse_time, place_time
from domain.uploads.ports import Connection
from models.access.principal import Principal
from models.errors import WrongState
from models.rows.camera import CameraRow

# Clocks that nobody sets are off by minutes; a recording from next year is a clock that is wrong.
_TOLERANCE = timedelta(minutes=10)
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class CameraPolicy:
    """create: make cameras that keys name and that there are none of, in this time zone."""

    create: bool = True
    timezone: str = "UTC"


class CameraFinder:
    """Finds the camera that a key names, and places the time that it says."""

    def __init__(self, cameras: InboxCameras, policy: CameraPolicy, clock: Callable[[], datetime]) -> None:
        self._cameras = cameras
        self._policy = policy
        self._clock = clock

    async def check(self, principal: Principal, path: InboxPath) -> None:
        """Raise WrongState where a video of this key could not be stored: before the work, not after it."""
        camera = await self._cameras.find(principal, path.site, path.camera)
        if camera is None and not self._policy.create:
            raise _missing(path)
        self.place(path, camera)

    async def find_in(
        self, connection: Connection, principal: Principal, path: InboxPath, timezone: str | None = None
    ) -> CameraRow:
        """The camera, locked, made where that is allowed, in this time zone. Raises WrongState."""
        if self._policy.create:
            timezone = timezone or self._policy.timezone
            return await self._cameras.ensure_in(connection, principal, path.site, path.camera, timezone=timezone)
        camera = await self._cameras.find_in(connection, path.site, path.camera)
        if camera is None:
            raise _missing(path)
        return camera

    def place(self, path: InboxPath, camera: CameraRow | None, timezone: str | None = None) -> PlacedTime:
        """When the recording began; by this time zone, or the camera's. Raises WrongState (INBOX_TIME_IN_FUTURE)."""
        zone = timezone or (self._policy.timezone if camera is None else camera["timezone"])
        placed = place_time(parse_time(path.time), zone)
        offset = 0.0 if camera is None else camera["clock_offset_seconds"]
        at = placed.at + timedelta(seconds=offset)
        now = self._clock()
        if at > now + _TOLERANCE:
            raise WrongState("INBOX_TIME_IN_FUTURE", time=_format(at), now=_format(now))
        return replace(placed, at=at)


def columns_of_camera(camera: CameraRow) -> dict[str, Any]:
    """The columns that a new video inherits of its camera."""
    return {
        "camera": camera["name"],
        "camera_id": camera["id"],
        "site": camera["site"],
        "timezone": camera["timezone"],
        "zones": camera["zones"],
        "camera_change": camera["last_change"],
        "clock_offset_seconds": camera["clock_offset_seconds"],
    }


def columns_of_time(placed: PlacedTime) -> dict[str, Any]:
    """The columns of a video's time, as `domain.uploads.camera.stamp` has them of a time in an input."""
    return {"recorded_at": placed.at, "recorded_offset_seconds": placed.offset_seconds}


def make_name(camera: CameraRow, at: datetime) -> str:
    """A video's name for people: its camera, and when it began there."""
    local = f"{at.astimezone(ZoneInfo(camera['timezone'])):%Y-%m-%d %H:%M:%S}"
    return f"{camera['name'][: _LONGEST_NAME - len(local) - 1]} {local}"


def file_columns(key: InboxKey, content_type: str, size_bytes: int) -> dict[str, Any]:
    """The columns of a new video that its object determines before anybody has looked into it."""
    filename = key.filename[-_LONGEST_NAME:]
    return {"original_filename": filename, "content_type": content_type, "size_bytes": size_bytes}


def _missing(path: InboxPath) -> WrongState:
    return WrongState("INBOX_CAMERA_MISSING", site=path.site, camera=path.camera)


def _format(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
