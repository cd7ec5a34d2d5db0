"""Addresses for the parts of an upload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.uploads import checksums
from domain.uploads.parts import Cut
from models.enums import VideoStatus
from models.errors import WrongState
from models.footage.uploads import Promise
from resolvers.core.context import Context
from resolvers.upload_terms import cut_of, promised, read


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
    principal = context.may("Mutation.requestUploadParts")
    promise = await promised(context, principal, token, ("uploadToken",))
    cut = cut_of(promise)
    if cut is None:
        raise WrongState("NOT_IN_PARTS", field=("uploadToken",))
    wanted = cut.asked(numbers)
    told = checksums.to_sign(part_checksums, len(wanted), announced=promise.part_checksums)
    if (await read(context, principal, promise.video_id, frozenset({"status"})))["status"] != VideoStatus.UPLOADING:
        raise WrongState("UPLOAD_CONFIRMED", field=("uploadToken",))
    return await sign(context, promise, cut, dict(zip(wanted, told, strict=True)))


async def sign(context: Context, promise: Promise, cut: Cut, wanted: Mapping[int, str | None]) -> list[SignedPart]:
    """wanted: number → the part's SHA-256, null for one that is sent without."""
    assert promise.upload_id is not None
    signed = []
    for number, checksum in wanted.items():
        url, headers = await context.data.objects.presign_part(
            "storage",
            promise.key,
            promise.upload_id,
            number,
            size_bytes=cut.length(number),
            expires_in=context.limits.upload_url_seconds,
            checksum_sha256=checksum,
        )
        signed.append(SignedPart(number, url, cut.length(number), headers))
    return signed
