"""Uploading: the server signs, checks and remembers; the bytes go to S3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from datasources.postgres.tables.quotas import measure_usage
from domain.fairness.quotas import check_new_upload
from domain.uploads.announcement import UploadRequest
from domain.uploads.parts import MAX_PARTS_PER_REQUEST, PartLayout
from models.access.principal import Principal
from models.enums import UploadMethod, VideoStatus
from models.errors import NotFound, WatchgraphError, WrongState
from models.footage.object_keys import video_folder
from models.footage.uploads import UploadTerms
from models.paging import Row
from resolvers import audit
from resolvers import video_deletion as removing
from resolvers.core.context import Context
from resolvers.core.ids import Kind
from resolvers.upload_parts import SignedPart, presign_parts
from resolvers.upload_terms import load_video, plan_parts, read_terms


class DuplicateVideo(WrongState):
    """The organization has the file already; video is who has it."""

    default_code = "DUPLICATE_VIDEO"

    def __init__(self, video: Row, field: tuple[str, ...]) -> None:
        super().__init__(field=field)
        self.video = video


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """What a client needs to send the bytes: a URL with its headers, or the first of its parts."""

    video: Row
    token: str
    expires_at: datetime
    duplicate: Row | None
    url: str | None = None
    headers: Mapping[str, str] | None = None
    part_size_bytes: int | None = None
    parts: Sequence[SignedPart] | None = None


async def request_upload(
    context: Context,
    announcement: UploadRequest,
    allow_duplicate: bool,
    columns: frozenset[str],
    duplicate_columns: frozenset[str],
) -> UploadTicket:
    """Write the video down as UPLOADING and sign addresses that take just the announced bytes.

    Raises Duplicate where the checksum tells that the file is here already, unless that is allowed, and QuotaExceeded.
    """
    principal = context.caller
    duplicate = await _find_duplicate(context, principal, announcement, duplicate_columns)
    if duplicate is not None and not allow_duplicate:
        raise DuplicateVideo(duplicate, ("input", "checksumSha256"))
    promise = await _insert_video(context, principal, announcement, allow_duplicate)
    try:
        if announcement.size_bytes > context.limits.upload_single_bytes:
            promise = await _begin_multipart(context, promise)
        ticket = await _build_ticket(
            context, promise, await load_video(context, principal, promise.video_id, columns), duplicate
        )
    except WatchgraphError:
        # Whoever asks again gets another upload: this one must not stay until its end.
        await removing.discard_upload(context, principal, promise.video_id)
        raise
    return ticket


async def _find_duplicate(
    context: Context, principal: Principal, announcement: UploadRequest, columns: frozenset[str]
) -> Row | None:
    if announcement.checksum_sha256 is None:
        return None
    holder = await context.data.uploads.find_duplicate(
        principal, size_bytes=announcement.size_bytes, checksum_sha256=announcement.checksum_sha256
    )
    return None if holder is None else (await context.data.videos.get_by_ids(principal, [holder], columns))[0]


async def _insert_video(
    context: Context, principal: Principal, announcement: UploadRequest, allow_duplicate: bool
) -> UploadTerms:
    data, limits = context.data, context.limits
    expires_at = context.clock() + timedelta(seconds=limits.upload_token_seconds)
    async with data.postgres.transaction(principal) as connection:
        if limits.quotas.limits_uploads:
            check_new_upload(limits.quotas, await measure_usage(connection, principal), announcement.size_bytes)
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
        at_once = announcement.size_bytes <= limits.upload_single_bytes
        key = f"{video_folder(principal.organization, video_id)}{announcement.object_name(single_request=at_once)}"
        await data.videos.update_in(connection, video_id, object_key=key)
        await data.uploads.insert_in(
            connection,
            principal,
            video_id,
            allow_duplicate=allow_duplicate,
            # An address that is signed in the token's last moment outlives it.
            expires_at=expires_at + timedelta(seconds=limits.upload_url_seconds),
        )
        details = {"contentType": announcement.content_type, "sizeBytes": announcement.size_bytes}
        await audit.record_action(context, connection, "requestUpload", Kind.VIDEO, video_id, details)
    return UploadTerms(
        organization=principal.organization,
        video_id=video_id,
        key=key,
        size_bytes=announcement.size_bytes,
        content_type=announcement.content_type,
        checksum_sha256=announcement.checksum_sha256,
        expires_at=expires_at,
        part_checksums=announcement.part_checksums and not at_once,
    )


async def _begin_multipart(context: Context, promise: UploadTerms) -> UploadTerms:
    upload_id = await context.data.objects.begin_multipart(
        "storage", promise.key, promise.content_type, part_checksums=promise.part_checksums
    )
    cut = PartLayout.for_size(promise.size_bytes, context.limits.upload_part_bytes)
    return replace(promise, upload_id=upload_id, part_size_bytes=cut.part_bytes)


async def _build_ticket(context: Context, promise: UploadTerms, video: Row, duplicate: Row | None) -> UploadTicket:
    life = context.limits.upload_url_seconds
    usual = UploadTicket(
        video=video,
        token=context.data.upload_tokens.issue(promise),
        expires_at=context.clock() + timedelta(seconds=life),
        duplicate=duplicate,
    )
    cut = plan_parts(promise)
    if cut is not None:
        # Parts that are sent with their SHA-256 are signed with it, by requestUploadParts.
        first = {} if promise.part_checksums else dict.fromkeys(range(1, min(cut.count, MAX_PARTS_PER_REQUEST) + 1))
        return replace(usual, part_size_bytes=cut.part_bytes, parts=await presign_parts(context, promise, cut, first))
    url, headers = await context.data.objects.presign_put(
        "storage",
        promise.key,
        content_type=promise.content_type,
        size_bytes=promise.size_bytes,
        checksum_sha256=promise.checksum_sha256,
        expires_in=life,
    )
    return replace(usual, url=url, headers=headers)


async def abort_upload(context: Context, token: str) -> UUID:
    """Take away every trace of an upload that is not confirmed; the id of the video that it would have been."""
    principal = context.caller
    promise = await read_terms(context, principal, token, ("uploadToken",))
    try:
        await removing.remove_video(context, principal, promise.video_id, "abortUpload", unconfirmed=True)
    except (NotFound, WrongState) as error:
        raise type(error)(error.code, field=("uploadToken",)) from None
    return promise.video_id


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ReceivedUpload:
    """What S3 holds of an upload."""

    video: Row
    method: UploadMethod
    parts: Sequence[ReceivedPart]
    missing: Sequence[int]
    expires_at: datetime


async def load_upload_status(context: Context, token: str, columns: frozenset[str]) -> ReceivedUpload:
    """What arrived so far. Raises InvalidInput for a token that does not hold, NotFound for a foreign one."""
    principal = context.caller
    promise = await read_terms(context, principal, token, ("uploadToken",))
    video = await load_video(context, principal, promise.video_id, columns | {"status", "etag", "size_bytes"})
    cut = plan_parts(promise)
    if cut is None and video["status"] != VideoStatus.UPLOADING:
        # It stands elsewhere since it was confirmed. What may be sent to the same address now changes nothing.
        parts = [ReceivedPart(1, video["etag"] or "", video["size_bytes"])]
        return ReceivedUpload(video, UploadMethod.SINGLE, parts, [], promise.expires_at)
    head = await context.data.objects.head("storage", promise.key)
    if cut is None:
        parts = [] if head is None else [ReceivedPart(1, head.etag, head.size_bytes)]
        return ReceivedUpload(video, UploadMethod.SINGLE, parts, [] if parts else [1], promise.expires_at)
    if head is not None:
        # Put together: it has no parts any more, and lacks none.
        return ReceivedUpload(video, UploadMethod.MULTIPART, [], [], promise.expires_at)
    assert promise.upload_id is not None
    held = await context.data.objects.list_parts("storage", promise.key, promise.upload_id) or []
    whole = [ReceivedPart(part.number, part.etag, part.size_bytes) for part in held]
    missing = cut.missing_parts({part.number: part.size_bytes for part in whole})
    return ReceivedUpload(video, UploadMethod.MULTIPART, whole, missing, promise.expires_at)
