"""SHA-256 of a file: of the whole, or of its parts and their composite, as S3 computes it for multipart uploads."""

import hashlib
import re
from collections.abc import Sequence

from models.errors import InvalidInput
from models.footage.uploads import ReportedPart
from models.mistakes import MistakeCollector

_SHA256 = re.compile(r"[0-9a-f]{64}")


def validate_checksum(text: str, field: tuple[str, ...]) -> str:
    """A SHA-256 that a caller gives, in lower case: 64 hexadecimal digits. Raises InvalidInput."""
    checksum = text.strip().lower()
    if not _SHA256.fullmatch(checksum):
        raise InvalidInput("BAD_CHECKSUM", field=field)
    return checksum


def composite_checksum(parts: Sequence[str]) -> str:
    """The SHA-256 of the concatenated SHA-256s of the parts, without S3's "-<count>". All are hexadecimal."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, parts))).hexdigest()


def validate_part_checksums(checksums: Sequence[str] | None, count: int, *, required: bool) -> Sequence[str | None]:
    """The checksums of the `count` parts to sign; None where they are sent without. Raises InvalidInput."""
    field = ("checksumsSha256",)
    if not required:
        if checksums is not None:
            raise InvalidInput("PART_CHECKSUMS_NOT_ANNOUNCED", field=field)
        return [None] * count
    if checksums is None or len(checksums) != count:
        raise InvalidInput("PART_CHECKSUMS_MISSING", field=field)
    with MistakeCollector() as mistakes:
        return [
            mistakes.check(validate_checksum, checksum, (*field, str(index)))
            for index, checksum in enumerate(checksums)
        ]


def validate_final_checksums(parts: Sequence[ReportedPart] | None, *, required: bool) -> list[str] | None:
    """The checksums of all parts at the end of an upload; None where it was sent without. Raises InvalidInput."""
    field = ("input", "parts")
    reported = [part.checksum_sha256 for part in parts or ()]
    if not required:
        if any(checksum is not None for checksum in reported):
            raise InvalidInput("PART_CHECKSUMS_NOT_ANNOUNCED", field=field)
        return None
    with MistakeCollector() as mistakes:
        checksums = [
            mistakes.check(validate_checksum, checksum, (*field, str(index), "checksumSha256"))
            for index, checksum in enumerate(reported)
            if checksum is not None
        ]
        if parts is None or len(checksums) < len(reported):
            raise InvalidInput("PART_CHECKSUMS_MISSING", field=field)
    return checksums
