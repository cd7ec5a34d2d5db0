"""URLs for the parts of an upload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.uploads.checksums import validate_part_checksums
from domain.uploads.parts import PartLayout
from domain.uploads.scope import UploadScope, plan_parts
from models.enums import VideoStatus
from models.errors import WrongState
from models.footage.uploads import AnnouncedPart, UploadTerms
from models.mistakes import MistakeCollector

_TOKEN_FIELD = ("uploadToken",)


@dataclass(frozen=True, slots=True)
class SignedPart:
    """Where to PUT a part, and the headers that have to go with it."""

    number: int
    url: str
    size_bytes: int
    headers: Mapping[str, str]


async def sign_parts(
    scope: UploadScope, token: str, numbers: Sequence[int], checksums: Sequence[str] | None
) -> list[SignedPart]:
    """URLs for these parts. Raises UserMistake where the upload has no such parts, or is confirmed."""
    terms = scope.read_terms(token, _TOKEN_FIELD)
    layout = plan_parts(terms)
    if layout is None:
        raise WrongState("NOT_IN_PARTS", field=_TOKEN_FIELD)
    with MistakeCollector() as mistakes:
        part_numbers = mistakes.check(layout.validate_numbers, numbers)
        part_checksums = mistakes.check(validate_part_checksums, checksums, len(numbers), required=terms.part_checksums)
        video = await scope.load_video(terms.video_id, frozenset({"status"}), _TOKEN_FIELD)
        if video["status"] != VideoStatus.UPLOADING:
            raise WrongState("UPLOAD_CONFIRMED", field=_TOKEN_FIELD)
    return await presign_parts(scope, terms, layout, dict(zip(part_numbers, part_checksums, strict=True)))


async def presign_parts(
    scope: UploadScope, terms: UploadTerms, layout: PartLayout, checksums: Mapping[int, str | None]
) -> list[SignedPart]:
    """checksums: part number → the part's SHA-256, null for a part that is sent without."""
    assert terms.upload_id is not None
    signed = []
    for number, checksum in checksums.items():
        url, headers = await scope.data.objects.presign_part(
            "storage",
            terms.key,
            terms.upload_id,
            AnnouncedPart(number, layout.part_length(number), checksum),
            expires_in=scope.limits.upload_url_seconds,
        )
        signed.append(SignedPart(number, url, layout.part_length(number), headers))
    return signed
