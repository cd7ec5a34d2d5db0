"""The whole object of an upload: the one that was PUT, or the parts joined to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.uploads.checksums import composite_checksum, validate_final_checksums
from domain.uploads.parts import PartLayout, find_problem
from domain.uploads.scope import Field, UploadScope, plan_parts
from models.errors import InvalidInput, WrongState
from models.footage.stored_objects import ObjectHead, PartHead
from models.footage.uploads import ReportedPart, UploadTerms
from models.mistakes import about_field

_PARTS_FIELD = ("input", "parts")


@dataclass(frozen=True, slots=True)
class ReportedParts:
    """The parts as the client named them, and their checksums; None where the client named none.

    composite_sha256: the SHA-256 of the parts' SHA-256s.
    """

    parts: Sequence[ReportedPart] | None
    checksums: Sequence[str] | None

    @classmethod
    def validate(cls, parts: Sequence[ReportedPart] | None, terms: UploadTerms) -> "ReportedParts":
        """Raises InvalidInput for checksums that are missing, malformed or were not announced."""
        return cls(parts, validate_final_checksums(parts, required=terms.part_checksums))

    @property
    def composite_sha256(self) -> str | None:
        return None if self.checksums is None else composite_checksum(self.checksums)


async def require_object(
    scope: UploadScope, terms: UploadTerms, reported: ReportedParts, token_field: Field
) -> ObjectHead:
    """The whole object; its parts are joined now if they were not yet. Raises UserMistake for what is missing."""
    layout = plan_parts(terms)
    head = await scope.data.objects.head("storage", terms.key)
    if layout is None:
        if reported.parts is not None:
            raise InvalidInput("NOT_IN_PARTS", field=_PARTS_FIELD)
        if head is None:
            raise WrongState("UPLOAD_MISSING", field=token_field)
        return head
    if head is None:
        return await _complete_multipart(scope, terms, layout, reported, token_field)
    # A confirmation that died after it had joined the parts left the object.
    problem = find_problem(layout, reported.parts, None, ())
    if problem is not None:
        raise problem
    return head


async def _complete_multipart(
    scope: UploadScope, terms: UploadTerms, layout: PartLayout, reported: ReportedParts, token_field: Field
) -> ObjectHead:
    objects = scope.data.objects
    assert terms.upload_id is not None
    stored = await objects.list_parts("storage", terms.key, terms.upload_id)
    joined = stored is None
    if stored is not None:
        parts = _check_parts(layout, stored, reported)
        with about_field(*_PARTS_FIELD):
            joined = await objects.complete_multipart("storage", terms.key, terms.upload_id, parts)
    head = await objects.head("storage", terms.key)
    if head is None:
        raise WrongState("UPLOAD_GONE" if joined else "UPLOAD_CHANGED", field=token_field)
    return head


def _check_parts(layout: PartLayout, stored: list[PartHead], reported: ReportedParts) -> list[PartHead]:
    """The stored parts with the checksums that the client named. Raises UserMistake where they do not fit."""
    missing = layout.missing_parts({part.number: part.size_bytes for part in stored})
    problem = find_problem(layout, reported.parts, {part.number: part.etag for part in stored}, missing)
    if problem is not None:
        raise problem
    if reported.checksums is None:
        return stored
    return [replace(part, checksum_sha256=checksum) for part, checksum in zip(stored, reported.checksums, strict=True)]
