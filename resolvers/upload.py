"""Uploads: announced, sent in parts, confirmed, given up, looked at. `domain.uploads` decides; the bytes go to S3."""

from collections.abc import Callable, Sequence
from uuid import UUID

from datasources.postgres.tables import quotas
from domain.inbox.footage import CameraFinder
from domain.inbox.request import ImportRequest, ImportServices, request_import
from domain.uploads import confirmation, received, request, signing
from domain.uploads.announcement import UploadAnnouncement, validate_upload
from domain.uploads.ports import Connection
from domain.uploads.received import ReceivedUpload
from domain.uploads.request import UploadTicket
from domain.uploads.scope import Field, UploadScope
from domain.uploads.signing import SignedPart
from models.footage.uploads import ReportedPart
from models.rows.video import VideoRow
from resolvers.core import budget, ids
from resolvers.core.context import Context


async def request_upload(
    context: Context, announcement: UploadAnnouncement, columns: frozenset[str], duplicate_columns: frozenset[str]
) -> UploadTicket:
    """Where to send an announced file. Raises UserMistake; DuplicateVideo where the organization has the file."""
    checked = validate_upload(announcement)
    return await request.request_upload(build_scope(context), checked, columns, duplicate_columns)


async def sign_parts(
    context: Context, token: str, numbers: Sequence[int], checksums: Sequence[str] | None
) -> list[SignedPart]:
    """URLs for these parts. Raises UserMistake."""
    return await signing.sign_parts(build_scope(context), token, numbers, checksums)


async def confirm_upload(
    context: Context,
    token: str,
    parts: Sequence[ReportedPart] | None,
    columns: frozenset[str],
    duplicate_columns: frozenset[str],
) -> VideoRow:
    """The video that an upload became. Raises UserMistake, Busy; DuplicateVideo where the organization has the file."""
    return await confirmation.confirm_upload(build_scope(context), token, parts, columns, duplicate_columns)


async def abort_upload(context: Context, token: str) -> UUID:
    """Remove an upload; the id of the video that it would have been. Raises UserMistake."""
    return await received.abort_upload(build_scope(context), token)


async def load_upload_status(context: Context, token: str, columns: frozenset[str]) -> ReceivedUpload:
    """What arrived of an upload. Raises UserMistake."""
    return await received.load_received(build_scope(context), token, columns)


async def import_video(
    context: Context,
    camera_id: str | None,
    build_request: Callable[[UUID | None], ImportRequest],
    columns: frozenset[str],
) -> VideoRow:
    """The video that an object of the inbox becomes. Raises UserMistake."""
    camera = None if camera_id is None else ids.require(ids.Kind.CAMERA, camera_id, "input", "cameraId")
    cameras = CameraFinder(context.data.cameras, context.limits.camera_policy, context.clock)
    services = ImportServices(context.data, context.limits.inbox_rules, cameras)
    return await request_import(build_scope(context), services, build_request(camera), columns)


def build_scope(context: Context) -> UploadScope:
    """What `domain.uploads` takes of an operation."""

    async def charge_analysis(connection: Connection, field: Field) -> None:
        await budget.spend_analysis(context, connection, field)

    return UploadScope(
        principal=context.caller,
        request_id=context.request_id,
        data=context.data,
        limits=context.limits,
        quota_meter=quotas,
        charge_analysis=charge_analysis,
        clock=context.clock,
        wait_for_disconnect=context.wait_for_disconnect,
    )
