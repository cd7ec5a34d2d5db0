"""Compares what arrived with what was announced."""

from domain.uploads.inspection import FileInspection
from domain.uploads.pinning import PinnedObject
from domain.uploads.scope import Field, UploadScope
from models.errors import InvalidInput, NotFound, UnusableMedia, UserMistake, WrongState
from models.footage.stored_objects import ObjectHead
from models.footage.uploads import UploadTerms


def find_mismatch(
    terms: UploadTerms, head: ObjectHead, composite_sha256: str | None, field: Field = ()
) -> UserMistake | None:
    """How an object differs from its announcement: size, content type, or a SHA-256 that the store computed itself.

    composite_sha256: that of the parts' checksums as the client named them; None without.
    """
    if head.size_bytes != terms.size_bytes:
        return InvalidInput("SIZE_MISMATCH", field=field, actual=head.size_bytes, announced=terms.size_bytes)
    if head.content_type != terms.content_type:
        return InvalidInput("TYPE_MISMATCH", field=field, actual=head.content_type or "?", announced=terms.content_type)
    for announced, actual in (
        (terms.checksum_sha256, head.checksum_sha256),
        (composite_sha256, head.composite_sha256),
    ):
        if announced is not None and actual is not None and announced != actual:
            return InvalidInput("CHECKSUM_MISMATCH", field=field, actual=actual)
    return None


async def check_announced(
    scope: UploadScope, terms: UploadTerms, head: ObjectHead, composite_sha256: str | None, field: Field
) -> None:
    """Raises UserMistake for an object that differs from its announcement. The upload is removed then."""
    mismatch = find_mismatch(terms, head, composite_sha256, field)
    if mismatch is not None:
        await scope.discard_upload(terms.video_id)
        raise mismatch


async def inspect_upload(scope: UploadScope, terms: UploadTerms, pinned: PinnedObject, field: Field) -> FileInspection:
    """What the file's header says. Raises UserMistake for no video, or another checksum: the upload is removed then."""
    # S3 compared a file that was sent in one request. A file in parts is read here if that does not take too long;
    # otherwise the worker compares it before it decodes the first frame.
    unknown = terms.checksum_sha256 is not None and pinned.head.checksum_sha256 is None
    try:
        source = await scope.data.objects.open_ranged("storage", pinned.source)
        inspection = await scope.limits.inspector(
            source,
            scope.principal.organization,
            with_checksum=unknown and pinned.head.size_bytes <= scope.limits.upload_verify_bytes,
            wait_for_disconnect=scope.wait_for_disconnect,
        )
        if inspection.checksum_sha256 not in (None, terms.checksum_sha256):
            raise UnusableMedia("CHECKSUM_MISMATCH", actual=inspection.checksum_sha256)
    except NotFound:
        # Another confirmation removed it just now.
        raise NotFound(field=field) from None
    except WrongState:
        # No URL leads to it: somebody changed the bucket itself.
        raise WrongState("UPLOAD_CHANGED", field=field) from None
    except UserMistake as mistake:
        await scope.discard_upload(terms.video_id)
        mistake.field = field
        raise
    return inspection
