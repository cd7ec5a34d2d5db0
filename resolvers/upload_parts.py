"""Addresses for the parts of an upload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.uploads import checksums
from domain.uploads.parts import PartLayout
from models.enums import VideoStatus
from models.errors import WrongState
from models.footage.uploads import AnnouncedPart, UploadTerms
from resolvers.core.context import Context
from resolvers.upload_terms import load_video, plan_parts, read_terms


@dataclass(frozen=True, slots=True)
class SignedPart:
    """Where a part is PUT, and the headers that have to go with it."""

    number: int
    url: str
    size_bytes: int
    headers: Mapping[str, str]


async def sign_parts(
    context: Context, token: str, numbers: Sequence[int], part_checksums: Sequence[str] | None
) -> list[SignedPart]:
    """Addresses for these parts. Raises UserMistake where the upload has no such parts, or is none any more."""
    principal = context.authorize("Mutation.requestUploadParts")
    promise = await read_terms(context, principal, token, ("uploadToken",))
    cut = plan_parts(promise)
    if cut is None:
        raise WrongState("NOT_IN_PARTS", field=("uploadToken",))
    wanted = cut.validate_numbers(numbers)
    told = checksums.validate_part_checksums(part_checksums, len(wanted), required=promise.part_checksums)
    if (await load_video(context, principal, promise.video_id, frozenset({"status"})))[
        "status"
    ] != VideoStatus.UPLOADING:
        raise WrongState("UPLOAD_CONFIRMED", field=("uploadToken",))
    return await presign_parts(context, promise, cut, dict(zip(wanted, told, strict=True)))


async def presign_parts(
    context: Context, promise: UploadTerms, cut: PartLayout, wanted: Mapping[int, str | None]
) -> list[SignedPart]:
    """wanted: number → the part's SHA-256, null for one that is sent without."""
    assert promise.upload_id is not None
    signed = []
    for number, checksum in wanted.items():
        url, headers = await context.data.objects.presign_part(
            "storage",
            promise.key,
            promise.upload_id,
            AnnouncedPart(number, cut.part_length(number), checksum),
            expires_in=context.limits.upload_url_seconds,
        )
        signed.append(SignedPart(number, url, cut.part_length(number), headers))
    return signed
