"""Announcing an upload: deduplicate it, store its video as UPLOADING, and sign URLs for just the announced bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.fairness.quotas import check_new_upload
from domain.uploads.announcement import UploadRequest
from domain.uploads.camera import inherit_settings, resolve_camera
from domain.uploads.parts import MAX_PARTS_PER_REQUEST, PartLayout
from domain.uploads.scope import Field, UploadScope, plan_parts
from domain.uploads.signing import SignedPart, presign_parts
from models.errors import WatchgraphError, WrongState
from models.footage.object_keys import video_folder
from models.footage.uploads import UploadTerms
from models.rows.video import VideoRow

_CHECKSUM_FIELD = ("input", "checksumSha256")
_CAMERA_FIELD = ("input", "camera")


class DuplicateVideo(WrongState):
    """The organization has the file already. video: the row of the video that has it."""

    default_code = "DUPLICATE_VIDEO"

    def __init__(self, video: VideoRow, field: Field) -> None:
        super().__init__(field=field)
        self.video = video


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """What a client needs to send the bytes: a URL with its headers, or the first parts.

    duplicate: the video that has the same file, where that is allowed.
    """

    video: VideoRow
    token: str
    expires_at: datetime
    duplicate: VideoRow | None
    url: str | None = None
    headers: Mapping[str, str] | None = None
    part_size_bytes: int | None = None
    parts: Sequence[SignedPart] | None = None


async def request_upload(
    scope: UploadScope,
    request: UploadRequest,
    columns: frozenset[str],
    duplicate_columns: frozenset[str],
) -> UploadTicket:
    """Store the announced video and return where to send its bytes.

    Raises DuplicateVideo where the checksum shows that the organization has the file, unless the request allows it, and
    QuotaExceeded.
    """
    duplicate = await _find_duplicate(scope, request, duplicate_columns)
    if duplicate is not None and not request.allow_duplicate:
        raise DuplicateVideo(duplicate, _CHECKSUM_FIELD)
    terms = await _insert_video(scope, request)
    try:
        if request.size_bytes > scope.limits.upload_single_bytes:
            terms = await _begin_multipart(scope, terms)
        video = await scope.load_video(terms.video_id, columns, ("uploadToken",))
        return await _build_ticket(scope, terms, video, duplicate)
    except WatchgraphError:
        # A caller who tries again gets another upload: this one must not count until its end.
        await scope.discard_upload(terms.video_id)
        raise


async def _find_duplicate(scope: UploadScope, request: UploadRequest, columns: frozenset[str]) -> VideoRow | None:
    if request.checksum_sha256 is None:
        return None
    duplicate_id = await scope.data.uploads.find_duplicate(
        scope.principal, size_bytes=request.size_bytes, checksum_sha256=request.checksum_sha256
    )
    return (
        None
        if duplicate_id is None
        else (await scope.data.videos.get_by_ids(scope.principal, [duplicate_id], columns))[0]
    )


async def _insert_video(scope: UploadScope, request: UploadRequest) -> UploadTerms:
    data, limits, principal = scope.data, scope.limits, scope.principal
    expires_at = scope.clock() + timedelta(seconds=limits.upload_token_seconds)
    single_request = request.size_bytes <= limits.upload_single_bytes
    async with data.postgres.transaction(principal) as connection:
        if limits.quotas.limits_uploads:
            usage = await scope.quota_meter.measure_usage(connection, principal)
            check_new_upload(limits.quotas, usage, request.size_bytes)
        camera = await resolve_camera(scope, connection, request)
        columns = {**request.to_columns(), **inherit_settings(principal, request, camera)}
        video_id = await data.videos.insert(connection, principal, **columns)
        key = f"{video_folder(principal.organization, video_id)}{request.object_name(single_request=single_request)}"
        await data.videos.update_in(connection, video_id, object_key=key)
        await data.uploads.insert_in(
            connection,
            principal,
            video_id,
            allow_duplicate=request.allow_duplicate,
            # A URL that is signed in the token's last moment outlives the token.
            expires_at=expires_at + timedelta(seconds=limits.upload_url_seconds),
        )
        details = {"contentType": request.content_type, "sizeBytes": request.size_bytes}
        await scope.write_audit(connection, "requestUpload", video_id, details)
    return UploadTerms(
        organization=principal.organization,
        video_id=video_id,
        key=key,
        size_bytes=request.size_bytes,
        content_type=request.content_type,
        checksum_sha256=request.checksum_sha256,
        expires_at=expires_at,
        part_checksums=request.part_checksums and not single_request,
    )


async def _begin_multipart(scope: UploadScope, terms: UploadTerms) -> UploadTerms:
    upload_id = await scope.data.objects.begin_multipart(
        "storage", terms.key, terms.content_type, part_checksums=terms.part_checksums
    )
    layout = PartLayout.for_size(terms.size_bytes, scope.limits.upload_part_bytes)
    return replace(terms, upload_id=upload_id, part_size_bytes=layout.part_bytes)


async def _build_ticket(
    scope: UploadScope, terms: UploadTerms, video: VideoRow, duplicate: VideoRow | None
) -> UploadTicket:
    url_seconds = scope.limits.upload_url_seconds
    ticket = UploadTicket(
        video=video,
        token=scope.data.upload_tokens.issue(terms),
        expires_at=scope.clock() + timedelta(seconds=url_seconds),
        duplicate=duplicate,
    )
    layout = plan_parts(terms)
    if layout is not None:
        # Parts with a SHA-256 are signed together with it, by requestUploadParts.
        count = 0 if terms.part_checksums else min(layout.count, MAX_PARTS_PER_REQUEST)
        parts = await presign_parts(scope, terms, layout, dict.fromkeys(range(1, count + 1)))
        return replace(ticket, part_size_bytes=layout.part_bytes, parts=parts)
    url, headers = await scope.data.objects.presign_put(
        "storage",
        terms.key,
        content_type=terms.content_type,
        size_bytes=terms.size_bytes,
        checksum_sha256=terms.checksum_sha256,
        expires_in=url_seconds,
    )
    return replace(ticket, url=url, headers=headers)
