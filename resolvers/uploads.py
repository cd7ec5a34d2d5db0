"""Uploading: the server signs, checks and remembers; the bytes go to S3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.upload import Announcement
from models.enums import JobKind, VideoStatus
from models.errors import InvalidInput, NotFound, UserMistake, WrongState
from models.jobs import NewJob
from models.paging import Row
from models.principal import Principal
from resolvers import audit
from resolvers.context import Context
from resolvers.ids import Kind
from vision.version import PIPELINE


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a client needs to send the bytes."""

    video: Row
    token: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


async def request(context: Context, announcement: Announcement, columns: frozenset[str]) -> Ticket:
    """Write the video down as UPLOADING and sign a PUT that takes just the announced bytes."""
    principal = context.may("Mutation.requestUpload")
    data, limits = context.data, context.limits
    async with data.postgres.transaction(principal) as connection:
        video_id = await data.videos.insert(
            connection,
            principal,
            name=announcement.name,
            original_filename=announcement.filename,
            description=announcement.description,
            camera=announcement.camera,
            timezone=announcement.timezone,
            recorded_at=announcement.recorded_at,
            content_type=announcement.content_type,
            size_bytes=announcement.size_bytes,
            checksum_sha256=announcement.checksum_sha256,
            object_key="",
        )
        key = announcement.key(principal.organization, video_id)
        await data.videos.update_in(connection, video_id, object_key=key)
        details = {"contentType": announcement.content_type, "sizeBytes": announcement.size_bytes}
        await audit.note(context, connection, "requestUpload", Kind.VIDEO, video_id, details)
    url, headers = await data.objects.presign_put(
        "storage",
        key,
        content_type=announcement.content_type,
        size_bytes=announcement.size_bytes,
        checksum_sha256=announcement.checksum_sha256,
        expires_in=limits.upload_url_seconds,
    )
    promise = {
        "organization": principal.organization,
        "video": str(video_id),
        "key": key,
        "size": announcement.size_bytes,
        "type": announcement.content_type,
        "checksum": announcement.checksum_sha256,
    }
    return Ticket(
        video=await _read(context, principal, video_id, columns),
        token=data.tokens.upload(promise, timedelta(seconds=limits.upload_token_seconds)),
        url=url,
        headers=headers,
        expires_at=context.clock() + timedelta(seconds=limits.upload_url_seconds),
    )


async def confirm(context: Context, token: str, columns: frozenset[str]) -> Row:
    """Compare what arrived with what was announced, and queue the analysis in the same transaction as the change.

    Confirming twice gives the same video and one job. Raises UserMistake where the bytes are missing or others.
    """
    principal = context.may("Mutation.confirmUpload")
    data = context.data
    promise = data.tokens.promise(token)
    if promise["organization"] != principal.organization:
        raise NotFound(field=("input", "uploadToken"))
    video_id = UUID(promise["video"])
    head = await data.objects.head("storage", promise["key"])
    problem = _problem(promise, None if head is None else head.size_bytes)
    if problem is not None:
        raise problem
    async with data.postgres.transaction(principal) as connection:
        others = [status for status in VideoStatus if status is not VideoStatus.UPLOADING]
        if await data.videos.update_in(connection, video_id, unless=others, status=VideoStatus.QUEUED.value):
            await data.jobs.enqueue(
                connection, principal, NewJob(JobKind.ANALYZE, pipeline_version=PIPELINE, video_id=video_id)
            )
            await audit.note(context, connection, "confirmUpload", Kind.VIDEO, video_id, {"sizeBytes": promise["size"]})
    data.outbox.nudge()
    return await _read(context, principal, video_id, columns)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What S3 holds of an upload. etag is null while nothing arrived."""

    video: Row
    etag: str | None
    size_bytes: int
    expires_at: datetime


async def status(context: Context, token: str, columns: frozenset[str]) -> Arrived:
    """What arrived so far. Raises InvalidInput for a token that does not hold, NotFound for a foreign one."""
    principal = context.may("Query.uploadStatus")
    promise = context.data.tokens.promise(token)
    if promise["organization"] != principal.organization:
        raise NotFound(field=("uploadToken",))
    video = await _read(context, principal, UUID(promise["video"]), columns)
    head = await context.data.objects.head("storage", promise["key"])
    return Arrived(
        video=video,
        etag=None if head is None else head.etag,
        size_bytes=0 if head is None else head.size_bytes,
        expires_at=datetime.fromtimestamp(promise["exp"], UTC),
    )


def _problem(promise: Mapping[str, object], arrived: int | None) -> UserMistake | None:
    if arrived is None:
        return WrongState("UPLOAD_MISSING", field=("input", "uploadToken"))
    if arrived != promise["size"]:
        return InvalidInput("SIZE_MISMATCH", field=("input", "uploadToken"), actual=arrived, announced=promise["size"])
    return None


async def _read(context: Context, principal: Principal, video_id: UUID, columns: frozenset[str]) -> Row:
    row = (await context.data.videos.by_ids(principal, [video_id], columns))[0]
    if row is None:
        raise NotFound
    return row
