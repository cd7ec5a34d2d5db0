"""Confirms an upload: joins its parts, compares it with its announcement, inspects it, and queues its analysis."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.fairness.quotas import check_stored_bytes
from domain.uploads.assembly import ReportedParts, require_object
from domain.uploads.camera import stamp_by_file
from domain.uploads.comparison import check_announced, inspect_upload
from domain.uploads.inspection import FileInspection
from domain.uploads.pinning import PinnedObject, discard_copy, pin_original
from domain.uploads.ports import Connection
from domain.uploads.request import DuplicateVideo
from domain.uploads.scope import UploadScope
from models.enums import JobKind, VideoStatus
from models.errors import NotFound, Unavailable, UserMistake, WrongState
from models.footage.uploads import ReportedPart, UploadTerms
from models.jobs import NewJob
from models.rows.video import VideoRow
from vision.version import ANALYSIS_PIPELINE

_TOKEN_FIELD = ("input", "uploadToken")
_MEDIA_COLUMNS = ("duration_seconds", "frame_rate", "width", "height", "codec")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """duplicate_of: the video that has the same file; nothing was changed then. is_original: the pinned object is."""

    duplicate_of: UUID | None
    is_original: bool


async def confirm_upload(
    scope: UploadScope,
    token: str,
    parts: Sequence[ReportedPart] | None,
    columns: frozenset[str],
    duplicate_columns: frozenset[str],
) -> VideoRow:
    """Check what arrived, and queue its analysis in the transaction that makes it a video; the video's row.

    Each step may be repeated, also by two callers at once and after a crash in between: the result is one video and one
    job. Raises UserMistake: what is missing can still be sent, what a quota refuses can be confirmed later, and what is
    wrong is removed. Raises Busy where too many files are inspected.
    """
    terms = scope.read_terms(token, _TOKEN_FIELD)
    if await _is_uploading(scope, terms):
        try:
            duplicate_of = await _confirm_object(scope, terms, parts)
        except (NotFound, WrongState):
            # A faster confirmation removes the object under the upload's key.
            if await _is_uploading(scope, terms):
                raise
            duplicate_of = None
        if duplicate_of is not None:
            await scope.discard_upload(terms.video_id)
            duplicate = await scope.load_video(duplicate_of, duplicate_columns, ("uploadToken",))
            raise DuplicateVideo(duplicate, _TOKEN_FIELD)
        scope.data.outbox.nudge()
        await _note_footage(scope, terms)
    return await scope.load_video(terms.video_id, columns, _TOKEN_FIELD)


async def _note_footage(scope: UploadScope, terms: UploadTerms) -> None:
    """Note at the camera that it was recording. The workers' schedule does what cannot be done now."""
    with suppress(UserMistake, Unavailable):
        video = await scope.load_video(terms.video_id, frozenset({"camera_id"}), _TOKEN_FIELD)
        if video["camera_id"] is not None:
            await scope.data.camera_footage.refresh_last_footage(scope.principal, [video["camera_id"]])


async def _is_uploading(scope: UploadScope, terms: UploadTerms) -> bool:
    video = await scope.load_video(terms.video_id, frozenset({"status"}), _TOKEN_FIELD)
    return bool(video["status"] == VideoStatus.UPLOADING)


async def _confirm_object(scope: UploadScope, terms: UploadTerms, parts: Sequence[ReportedPart] | None) -> UUID | None:
    """Make the upload a video; or return the id of the video that has the same file, with nothing changed."""
    reported = ReportedParts.validate(parts, terms)
    # Refuse before the parts are joined: what was sent stays as it is.
    scope.limits.inspector.check_capacity(scope.principal.organization, with_checksum=False)
    head = await require_object(scope, terms, reported, _TOKEN_FIELD)
    await check_announced(scope, terms, head, reported.composite_sha256, _TOKEN_FIELD)
    pinned = await pin_original(scope, terms, head, _TOKEN_FIELD)
    committing = False
    try:
        # Only the pinned object counts, whatever was sent to the upload's key meanwhile.
        await check_announced(scope, terms, pinned.head, reported.composite_sha256, _TOKEN_FIELD)
        inspection = await inspect_upload(scope, terms, pinned, _TOKEN_FIELD)
        committing = True
        outcome = await _commit_video(scope, terms, pinned, inspection)
    except BaseException as error:
        # A commit that failed may have taken effect, unless a check refused it: then the DELETE job or the sweep cleans
        # up.
        if not committing or isinstance(error, UserMistake):
            await discard_copy(scope, terms, pinned.key)
        raise
    if not outcome.is_original:
        await discard_copy(scope, terms, pinned.key)
    elif pinned.key != terms.key:
        with suppress(Unavailable):
            await scope.data.objects.delete("storage", terms.key)
    return outcome.duplicate_of


async def _commit_video(
    scope: UploadScope, terms: UploadTerms, pinned: PinnedObject, inspection: FileInspection
) -> _Outcome:
    """Make the pinned object the video's original, and queue the analysis. Raises NotFound, QuotaExceeded."""
    data, principal, video_id = scope.data, scope.principal, terms.video_id
    async with data.postgres.transaction(principal) as connection:
        video = await data.uploads.lock_video(connection, video_id)
        if video is None:
            raise NotFound(field=_TOKEN_FIELD)
        if video["status"] != VideoStatus.UPLOADING:
            return _Outcome(None, video["object_key"] == pinned.key)
        checksum = terms.checksum_sha256 or pinned.head.checksum_sha256
        duplicate_of = await data.uploads.find_duplicate_in(
            connection,
            size_bytes=pinned.head.size_bytes,
            checksum_sha256=checksum,
            etag=pinned.head.etag,
            other_than=video_id,
        )
        if duplicate_of is not None and not await data.uploads.allows_duplicate(connection, video_id):
            return _Outcome(duplicate_of, is_original=False)
        await _charge_quotas(scope, connection, pinned.head.size_bytes)
        columns = _to_columns(pinned, inspection, video)
        await data.videos.update_in(connection, video_id, **columns, checksum_sha256=checksum)
        await data.uploads.delete_in(connection, video_id)
        if pinned.key != terms.key:
            # After that time the URL of the upload has expired.
            later = scope.limits.upload_url_seconds + scope.limits.job_lease_seconds
            await data.removals.schedule_stray_removal_in(connection, principal, video_id, terms.key, later)
        job = NewJob(JobKind.ANALYZE, pipeline_version=ANALYSIS_PIPELINE, video_id=video_id)
        await data.jobs.enqueue(connection, principal, job)
        await scope.write_audit(connection, "confirmUpload", video_id, {"sizeBytes": pinned.head.size_bytes})
    return _Outcome(None, is_original=True)


async def _charge_quotas(scope: UploadScope, connection: Connection, size_bytes: int) -> None:
    """Raises QuotaExceeded. The upload stays as it is then, and can be confirmed later."""
    quotas = scope.limits.quotas
    if quotas.stored_bytes:
        usage = await scope.quota_meter.measure_usage(connection, scope.principal)
        check_stored_bytes(quotas, usage, size_bytes, _TOKEN_FIELD)
    await scope.charge_analysis(connection, _TOKEN_FIELD)


def _to_columns(pinned: PinnedObject, inspection: FileInspection, video: VideoRow) -> dict[str, Any]:
    """The video's columns that the confirmed file determines."""
    return media_columns(pinned, inspection) | stamp_by_file(inspection.media.created_at, video)


def media_columns(pinned: PinnedObject, inspection: FileInspection) -> dict[str, Any]:
    """A queued video's columns that its original and the file's header determine."""
    media, head = inspection.media, pinned.head
    columns: dict[str, Any] = {name: getattr(media, name) for name in _MEDIA_COLUMNS}
    columns |= {"status": VideoStatus.QUEUED.value, "clock": media.clock.to_json()}
    columns |= {"object_key": pinned.key, "etag": head.etag, "object_version": head.version}
    columns |= {"play_obstacles": [list(note) for note in media.play_obstacles]}
    return columns | {"other_tracks": list(media.other_tracks)}
