"""The end of an upload: put together, compared with what was announced, looked into, and queued, once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from datasources.postgres.tables.quotas import measure_usage
from datasources.s3 import ObjectHead
from domain.fairness.quotas import check_stored_bytes
from domain.uploads.checksums import composite_checksum, validate_final_checksums
from domain.uploads.inspection import FileInspection
from domain.uploads.parts import PartLayout, find_problem
from models.access.principal import Principal
from models.enums import JobKind, VideoStatus
from models.errors import InvalidInput, NotFound, Unavailable, UnusableMedia, UserMistake, WrongState
from models.footage.clock_jumps import to_aware_time
from models.footage.uploads import ReportedPart, UploadTerms
from models.jobs import NewJob
from models.paging import Row
from resolvers import audit
from resolvers import video_deletion as removing
from resolvers.core import budget
from resolvers.core.context import Context
from resolvers.core.ids import Kind
from resolvers.upload import DuplicateVideo
from resolvers.upload_pinning import PinnedObject, discard_copy, pin_original
from resolvers.upload_terms import load_video, plan_parts, read_terms
from vision.version import PIPELINE

_TOKEN_FIELD = ("input", "uploadToken")
_PARTS_FIELD = ("input", "parts")


async def confirm_upload(
    context: Context,
    token: str,
    given: Sequence[ReportedPart] | None,
    columns: frozenset[str],
    duplicate_columns: frozenset[str],
) -> Row:
    """Check what arrived, and queue its analysis in the transaction that makes it a video.

    Each step may be repeated, also by two at once and after a crash in between: one video and one job come of it.
    Raises UserMistake. What is missing can still be sent, and what a quota refuses be confirmed later; what is
    wrong leaves nothing behind. Raises Busy where too many files are looked into.
    """
    principal = context.caller
    promise = await read_terms(context, principal, token, _TOKEN_FIELD)
    if (await _load_status(context, principal, promise)) == VideoStatus.UPLOADING:
        try:
            holder = await _confirm_object(context, principal, promise, given)
        except (NotFound, WrongState):
            # Another, who was faster, takes away what it was sent to.
            if (await _load_status(context, principal, promise)) == VideoStatus.UPLOADING:
                raise
            holder = None
        if holder is not None:
            await removing.discard_upload(context, principal, promise.video_id)
            raise DuplicateVideo(await load_video(context, principal, holder, duplicate_columns), _TOKEN_FIELD)
        context.data.outbox.nudge()
    return await _load_video(context, principal, promise, columns)


async def _confirm_object(
    context: Context, principal: Principal, promise: UploadTerms, given: Sequence[ReportedPart] | None
) -> UUID | None:
    """Make it a video; or the key of the video that has the same file, with nothing changed."""
    checksums = validate_final_checksums(given, required=promise.part_checksums)
    together = None if checksums is None else composite_checksum(checksums)
    # Rather now than with the parts put together; what was sent stays as it is.
    context.limits.inspector.check_capacity(principal.organization, with_checksum=False)
    head = await _require_object(context, promise, given, checksums)
    await _check_announced(context, principal, promise, head, together)
    pinned = await pin_original(context, principal, promise, head)
    begun = False
    try:
        # It is the pinned object that counts, whatever was sent to the address meanwhile.
        await _check_announced(context, principal, promise, pinned.head, together)
        looked = await _inspect_file(context, principal, promise, pinned)
        begun = True
        holder, ours = await _commit_video(context, principal, promise, pinned, looked)
    except BaseException as error:
        # Whether what failed in its end took effect is not known, unless a check refused it: what is left then, the
        # DELETE job or the sweep takes.
        if not begun or isinstance(error, UserMistake):
            await discard_copy(context, promise, pinned.key)
        raise
    if not ours:
        await discard_copy(context, promise, pinned.key)
    elif pinned.key != promise.key:
        with suppress(Unavailable):
            await context.data.objects.delete("storage", promise.key)
    return holder


async def _load_status(context: Context, principal: Principal, promise: UploadTerms) -> str:
    return str((await _load_video(context, principal, promise, frozenset({"status"})))["status"])


async def _load_video(context: Context, principal: Principal, promise: UploadTerms, columns: frozenset[str]) -> Row:
    try:
        return await load_video(context, principal, promise.video_id, columns)
    except NotFound:
        raise NotFound(field=_TOKEN_FIELD) from None


async def _require_object(
    context: Context, promise: UploadTerms, given: Sequence[ReportedPart] | None, checksums: Sequence[str] | None
) -> ObjectHead:
    """The whole object, put together now where it is in parts yet, of the parts with these SHA-256s."""
    cut = plan_parts(promise)
    head = await context.data.objects.head("storage", promise.key)
    if cut is None:
        if given is not None:
            raise InvalidInput("NOT_IN_PARTS", field=_PARTS_FIELD)
        if head is None:
            raise WrongState("UPLOAD_MISSING", field=_TOKEN_FIELD)
        return head
    if head is None:
        return await _complete_multipart(context, promise, cut, given, checksums)
    # A confirmation that died after it had put the parts together left the object.
    wrong = find_problem(cut, given, None, ())
    if wrong is not None:
        raise wrong
    return head


async def _complete_multipart(
    context: Context,
    promise: UploadTerms,
    cut: PartLayout,
    given: Sequence[ReportedPart] | None,
    checksums: Sequence[str] | None,
) -> ObjectHead:
    objects = context.data.objects
    assert promise.upload_id is not None
    held = await objects.list_parts("storage", promise.key, promise.upload_id)
    done = held is None
    if held is not None:
        lacking = cut.missing_parts({part.number: part.size_bytes for part in held})
        wrong = find_problem(cut, given, {part.number: part.etag for part in held}, lacking)
        if wrong is not None:
            raise wrong
        if checksums is not None:
            held = [replace(part, checksum_sha256=one) for part, one in zip(held, checksums, strict=True)]
        try:
            done = await objects.complete_multipart("storage", promise.key, promise.upload_id, held)
        except InvalidInput as error:
            raise InvalidInput(error.code, field=_PARTS_FIELD) from None
    head = await objects.head("storage", promise.key)
    if head is None:
        raise WrongState("UPLOAD_GONE" if done else "UPLOAD_CHANGED", field=_TOKEN_FIELD)
    return head


async def _check_announced(
    context: Context, principal: Principal, promise: UploadTerms, head: ObjectHead, together: str | None
) -> None:
    """Raises UserMistake for what is not what was announced, which is taken away."""
    wrong = _find_mismatch(promise, head, together)
    if wrong is not None:
        await removing.discard_upload(context, principal, promise.video_id)
        raise type(wrong)(wrong.code, field=_TOKEN_FIELD, **wrong.values)


async def _inspect_file(
    context: Context, principal: Principal, promise: UploadTerms, pinned: PinnedObject
) -> FileInspection:
    """What the file tells of itself. What is no video, or has another checksum, is taken away."""
    limits = context.limits
    # S3 itself compared a file that was sent at once. One in parts is read, if it is not too long to wait for; else the
    # worker compares it, before it looks at the first frame.
    unknown = promise.checksum_sha256 is not None and pinned.head.checksum_sha256 is None
    try:
        source = await context.data.objects.open_ranged("storage", pinned.source)
        looked = await limits.inspector(
            source,
            principal.organization,
            with_checksum=unknown and pinned.head.size_bytes <= limits.upload_verify_bytes,
            caller_gone=context.wait_for_disconnect,
        )
        if looked.checksum_sha256 not in (None, promise.checksum_sha256):
            raise UnusableMedia("CHECKSUM_MISMATCH", actual=looked.checksum_sha256)
    except NotFound:
        # Another took it away just now.
        raise NotFound(field=_TOKEN_FIELD) from None
    except WrongState:
        # Nobody has an address for that: it was done in the bucket itself.
        raise WrongState("UPLOAD_CHANGED", field=_TOKEN_FIELD) from None
    except UserMistake as error:
        await removing.discard_upload(context, principal, promise.video_id)
        raise type(error)(error.code, field=_TOKEN_FIELD, **error.values) from None
    return looked


def _find_mismatch(promise: UploadTerms, head: ObjectHead, composite_sha256: str | None) -> UserMistake | None:
    if head.size_bytes != promise.size_bytes:
        return InvalidInput("SIZE_MISMATCH", actual=head.size_bytes, announced=promise.size_bytes)
    if head.content_type != promise.content_type:
        return InvalidInput("TYPE_MISMATCH", actual=head.content_type or "?", announced=promise.content_type)
    if None not in (promise.checksum_sha256, head.checksum_sha256) and head.checksum_sha256 != promise.checksum_sha256:
        return InvalidInput("CHECKSUM_MISMATCH", actual=head.checksum_sha256)
    if None not in (composite_sha256, head.composite_sha256) and head.composite_sha256 != composite_sha256:
        return InvalidInput("CHECKSUM_MISMATCH", actual=head.composite_sha256)
    return None


async def _commit_video(
    context: Context, principal: Principal, promise: UploadTerms, pinned: PinnedObject, looked: FileInspection
) -> tuple[UUID | None, bool]:
    """Make it a video of the pinned object, and queue its analysis: (the key of the video that has the same file, with
    nothing changed; whether the pinned object is the original now)."""
    data, video_id, head = context.data, promise.video_id, pinned.head
    async with data.postgres.transaction(principal) as connection:
        locked = await data.uploads.lock_video(connection, video_id)
        if locked is None:
            raise NotFound(field=_TOKEN_FIELD)
        if locked["status"] != VideoStatus.UPLOADING:
            return None, locked["object_key"] == pinned.key
        holder = await data.uploads.find_duplicate_in(
            connection,
            size_bytes=head.size_bytes,
            checksum_sha256=promise.checksum_sha256 or head.checksum_sha256,
            etag=head.etag,
            other_than=video_id,
        )
        if holder is not None and not await data.uploads.allows_duplicate(connection, video_id):
            return holder, False
        # Refused by a quota, the upload stays as it is, to be confirmed later.
        quotas = context.limits.quotas
        if quotas.stored_bytes:
            check_stored_bytes(quotas, await measure_usage(connection, principal), head.size_bytes, _TOKEN_FIELD)
        await budget.spend_analysis(context, connection, _TOKEN_FIELD)
        await data.videos.update_in(
            connection,
            video_id,
            status=VideoStatus.QUEUED.value,
            object_key=pinned.key,
            etag=head.etag,
            object_version=head.version,
            checksum_sha256=promise.checksum_sha256 or head.checksum_sha256,
            **_to_columns(looked, locked),
        )
        await data.uploads.delete_in(connection, video_id)
        if pinned.key != promise.key:
            limits = context.limits
            # By then the address that it was sent to is good no more.
            later = limits.upload_url_seconds + limits.job_lease_seconds
            await data.removals.schedule_stray_removal_in(connection, principal, video_id, promise.key, later)
        await data.jobs.enqueue(
            connection, principal, NewJob(JobKind.ANALYZE, pipeline_version=PIPELINE, video_id=video_id)
        )
        await audit.record_action(
            context, connection, "confirmUpload", Kind.VIDEO, video_id, {"sizeBytes": head.size_bytes}
        )
    return None, True


def _to_columns(looked: FileInspection, video: Row) -> dict[str, Any]:
    media = looked.media
    columns: dict[str, Any] = {
        name: getattr(media, name) for name in ("duration_seconds", "frame_rate", "width", "height", "codec")
    }
    columns["clock"], columns["other_tracks"] = media.clock.to_json(), list(media.other_tracks)
    if video["recorded_at"] is None and media.created_at is not None:
        # Only a proposal: cameras' clocks are often wrong, and the user's word stands above them.
        columns["recorded_at"] = to_aware_time(media.created_at, video["timezone"])
    return columns
