"""The camera of an upload: the one that the request names by id or by name, and what the video has of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from domain.cameras.site import choose_site
from domain.uploads.announcement import UploadRequest
from domain.uploads.ports import Connection, UploadCameras
from domain.uploads.scope import UploadScope
from models.access.principal import Principal
from models.errors import InvalidInput, NotFound
from models.footage.clock_jumps import to_aware_time
from models.rows.camera import CameraRow
from models.rows.video import VideoRow

_ID_FIELD, _NAME_FIELD = ("input", "cameraId"), ("input", "camera")
# Cameras of one name are counted up to this number.
_MOST_NAMESAKES = 100


async def resolve_camera(scope: UploadScope, connection: Connection, request: UploadRequest) -> CameraRow | None:
    """The camera of a requested upload, which stays as it is until the transaction ends; None where none is named.

    Raises NotFound for an id that is none, InvalidInput for a name that several cameras have.
    """
    if request.camera_id is None:
        if request.camera is None:
            return None
        cameras, given = scope.data.cameras, {} if request.timezone is None else {"timezone": request.timezone}
        return await find_named_camera(cameras, connection, scope.principal, request.camera, given)
    camera = await scope.data.cameras.lock_in(connection, request.camera_id)
    if camera is None:
        raise NotFound(field=_ID_FIELD)
    if request.camera is not None and request.camera != camera["name"]:
        raise InvalidInput("CAMERA_TWICE", field=_NAME_FIELD, name=camera["name"])
    return camera


async def find_named_camera(
    cameras: UploadCameras, connection: Connection, principal: Principal, name: str, settings: Mapping[str, Any]
) -> CameraRow:
    """The camera that a mere name means: the one without a site, else the only one, or a new one with settings.

    Who is limited to sites means one of theirs. Raises InvalidInput where several may be meant.
    """
    known = await cameras.find_by_name_in(connection, name, _MOST_NAMESAKES)
    if known and (known[0]["site"] is None or len(known) == 1):
        return known[0]
    if known:
        raise InvalidInput("CAMERA_AMBIGUOUS", field=_NAME_FIELD, name=name, count=len(known))
    site = choose_site(principal, None, _ID_FIELD)
    return await cameras.ensure_in(connection, principal, site, name, **settings)


def inherit_settings(principal: Principal, request: UploadRequest, camera: CameraRow | None) -> dict[str, Any]:
    """The columns of a new video that it has of its camera. What the request says itself goes first.

    Without a camera it is at the principal's only site. Raises InvalidInput for one who has several sites, or none.
    """
    if camera is None:
        site = choose_site(principal, None, _ID_FIELD)
        return {"site": site, "timezone": request.timezone or "UTC", **stamp(request.recorded_at, 0.0)}
    return {
        "camera": camera["name"],
        "camera_id": camera["id"],
        "camera_change": camera["last_change"],
        "site": camera["site"],
        "timezone": request.timezone or camera["timezone"],
        "zones": camera["zones"],
        "clock_offset_seconds": camera["clock_offset_seconds"],
        **stamp(request.recorded_at, camera["clock_offset_seconds"]),
    }


def stamp(stamped: datetime | None, clock_offset_seconds: float) -> dict[str, Any]:
    """The columns of a time that a camera's clock stamped: when it was really, and the UTC offset it was given with."""
    if stamped is None:
        return {}
    given = stamped.utcoffset()
    assert given is not None
    return {
        "recorded_at": stamped + timedelta(seconds=clock_offset_seconds),
        "recorded_offset_seconds": round(given.total_seconds()),
    }


def stamp_by_file(created_at: datetime | None, video: VideoRow) -> dict[str, Any]:
    """The same of the time in a file's container. One without an offset is the local time of the camera's clock.

    Only a proposal: cameras' clocks are often wrong, so a time that the video has already wins.
    video: its recorded_at, timezone and clock_offset_seconds.
    """
    if created_at is None or video["recorded_at"] is not None:
        return {}
    columns = stamp(to_aware_time(created_at, video["timezone"]), video["clock_offset_seconds"] or 0.0)
    return columns if created_at.tzinfo is None else {**columns, "recorded_offset_seconds": None}
