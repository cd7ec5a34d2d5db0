"""importVideo: a caller names an object of its organization's inbox, and what is known of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID, uuid4

from domain.fairness.quotas import check_stored_bytes
from domain.inbox.footage import CameraFinder, columns_of_camera, columns_of_time, file_columns, make_name
from domain.inbox.intake import build_import, to_new_object
from domain.inbox.path import ForeignKey, InboxKey, InboxRules
from domain.inbox.ports import InboxData
from domain.inbox.times import UnreadableTime
from domain.inbox.transfer import Transfer, TransferLimits, check_object
from domain.language.validation import validate_datetime, validate_line, validate_time_zone
from domain.uploads.camera import stamp
from domain.uploads.ports import Connection
from domain.uploads.scope import UploadScope
from models.access.principal import Principal
from models.enums import VideoStatus
from models.errors import NotFound, WrongState
from models.footage.inbox import InboxObject, InboxState
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead
from models.mistakes import MistakeCollector, about_field
from models.rows.camera import CameraRow
from models.rows.video import VideoRow

_KEY_FIELD = ("input", "key")
_CAMERA_FIELD = ("input", "cameraId")


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a caller says of an object. version: null: the newest. camera_id: null: the camera that the key names."""

    key: str
    version: str | None = None
    camera_id: UUID | None = None
    name: str | None = None
    timezone: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportServices:
    """What importVideo needs beside the scope of an upload."""

    data: InboxData
    rules: InboxRules
    cameras: CameraFinder


async def request_import(
    scope: UploadScope, services: ImportServices, asked: ImportRequest, columns: frozenset[str]
) -> VideoRow:
    """Make a video of an object, and queue the job that brings it; the video. Repeated, it answers the same video.

    Raises NotFound for an object that is missing, or in another organization's or site's inbox; other UserMistakes for
    what cannot become a video.
    """
    asked = _validate(asked)
    principal, data = scope.principal, services.data
    key = _find_key(services.rules, principal, asked.key)
    head = await _look(data, ObjectRef(asked.key, None, asked.version))
    with about_field(*_KEY_FIELD):
        content_type = check_object(key, head)
    found = to_new_object(key, ObjectRef(asked.key, head.etag, head.version), head.size_bytes).found
    async with data.postgres.transaction(principal) as connection:
        [registered] = await data.inbox.register_in(connection, principal, [found])
        row = await data.inbox.lock_in(connection, registered.id)
        if row is None:
            raise NotFound(field=_KEY_FIELD)
        video = await _find_video(data, connection, row)
        if video is None:
            row = await _renew(data, connection, row)
            described = await _describe(services, connection, principal, key, asked)
            await _check_quota(scope, connection, head.size_bytes)
            file = file_columns(key, content_type, head.size_bytes)
            await _insert_video(data, connection, principal, row, {**file, **described})
            await scope.write_audit(connection, "importVideo", row.video_id, {"sizeBytes": head.size_bytes})
        elif row.state is InboxState.WAITING and video["status"] == VideoStatus.FAILED:
            again: dict[str, Any] = {"status": VideoStatus.UPLOADING.value, "failure_code": None}
            await data.videos.update_in(connection, row.video_id, **again, failure_values=None)
            await data.jobs.enqueue(connection, principal, build_import(row))
    data.outbox.nudge()
    return await scope.load_video(row.video_id, columns, _KEY_FIELD)


def _validate(asked: ImportRequest) -> ImportRequest:
    with MistakeCollector() as mistakes:
        name = mistakes.check(validate_line, asked.name, ("input", "name"))
        timezone = asked.timezone
        if timezone is not None:
            timezone = mistakes.check(validate_time_zone, timezone, ("input", "timezone"))
        recorded_at = mistakes.check(validate_datetime, asked.recorded_at, ("input", "recordedAt"))
    version = None if asked.version in ("", "null") else asked.version
    return ImportRequest(asked.key, version, asked.camera_id, name, timezone, recorded_at)


def _find_key(rules: InboxRules, principal: Principal, text: str) -> InboxKey:
    """Raises NotFound for a key that is not the caller's, whether there is such an object or not."""
    try:
        key = rules.read_key(text)
    except ForeignKey:
        raise NotFound(field=_KEY_FIELD) from None
    is_visible = principal.sites is None or (key.site is not None and key.site in principal.sites)
    if key.organization != principal.organization or not is_visible:
        raise NotFound(field=_KEY_FIELD)
    return key


async def _look(data: InboxData, source: ObjectRef) -> ObjectHead:
    """What the store says of the object, whatever its etag."""
    try:
        return await Transfer(data, TransferLimits()).look(source)
    except WrongState as error:
        if error.code == "INBOX_OBJECT_MISSING":
            raise NotFound(field=_KEY_FIELD) from None
        error.field = _KEY_FIELD
        raise


async def _find_video(data: InboxData, connection: Connection, row: InboxObject) -> VideoRow | None:
    """The caller's video that the object is already, or will be; locked."""
    if row.state not in (InboxState.WAITING, InboxState.STORED):
        return None
    return await data.uploads.lock_video(connection, row.video_id)


async def _insert_video(
    data: InboxData, connection: Connection, principal: Principal, row: InboxObject, columns: dict[str, Any]
) -> None:
    """Insert the video that an object is to be, and queue the job that brings it."""
    folder = video_folder(row.organization, row.video_id)
    object_key = f"{folder}original{PurePosixPath(row.source.key).suffix.lower()}"
    await data.videos.insert(connection, principal, id=row.video_id, object_key=object_key, **columns)
    await data.jobs.enqueue(connection, principal, build_import(row, again=True))


async def _renew(data: InboxData, connection: Connection, row: InboxObject) -> InboxObject:
    """Let the object be imported for a caller, perhaps once more: its former video was deleted."""
    renewed: dict[str, Any] = {"state": InboxState.WAITING.value, "requested": True}
    if row.requested or row.state is not InboxState.WAITING:
        # What is left in the folder of a deleted video is still being deleted.
        renewed |= {"video_id": uuid4(), "copy_state": None}
    await data.inbox.update_in(connection, row.id, **renewed)
    found = await data.inbox.lock_in(connection, row.id)
    assert found is not None
    return found


async def _describe(
    services: ImportServices, connection: Connection, principal: Principal, key: InboxKey, asked: ImportRequest
) -> dict[str, Any]:
    """The columns of the new video that its camera and its caller say. Raises NotFound, WrongState."""
    camera = await _find_camera(services, connection, principal, key, asked)
    inherited = {"site": key.site, "timezone": "UTC"} if camera is None else columns_of_camera(camera)
    if asked.timezone is not None:
        inherited["timezone"] = asked.timezone
    offset = 0.0 if camera is None else camera["clock_offset_seconds"]
    time = (
        stamp(asked.recorded_at, offset) if asked.recorded_at is not None else _read_time(services, key, camera, asked)
    )
    recorded_at = time.get("recorded_at")
    made = key.filename if camera is None or recorded_at is None else make_name(camera, recorded_at)
    return {**inherited, **time, "name": asked.name or made[-255:]}


def _read_time(
    services: ImportServices, key: InboxKey, camera: CameraRow | None, asked: ImportRequest
) -> dict[str, Any]:
    """The columns of the time that the key says; none where it says none. Raises WrongState."""
    path = key.parse()
    if path is None:
        return {}
    try:
        with about_field(*_KEY_FIELD):
            return columns_of_time(services.cameras.place(path, camera, asked.timezone))
    except UnreadableTime:
        # The file's own time is taken, when it has been looked into.
        return {}


async def _find_camera(
    services: ImportServices, connection: Connection, principal: Principal, key: InboxKey, asked: ImportRequest
) -> CameraRow | None:
    if asked.camera_id is not None:
        camera = await services.data.cameras.lock_in(connection, asked.camera_id)
        if camera is None:
            raise NotFound(field=_CAMERA_FIELD)
        return camera
    path = key.parse()
    if path is None:
        return None
    with about_field(*_KEY_FIELD):
        return await services.cameras.find_in(connection, principal, path, asked.timezone)


async def _check_quota(scope: UploadScope, connection: Connection, size_bytes: int) -> None:
    quotas = scope.limits.quotas
    if quotas.stored_bytes:
        usage = await scope.quota_meter.measure_usage(connection, scope.principal)
        check_stored_bytes(quotas, usage, size_bytes, _KEY_FIELD)
