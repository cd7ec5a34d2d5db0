"""SHA-256 of a file: of the whole, or of its parts and of these together, as S3 reckons what comes in parts."""

import hashlib
import re
from collections.abc import Sequence

from models.errors import InvalidInput
from models.footage.uploads import ReportedPart

_SHA256 = re.compile(r"[0-9a-f]{64}")


def validate_checksum(text: str, field: tuple[str, ...]) -> str:
    """A SHA-256 as a caller gives it: 64 hexadecimal digits, in small letters. Raises InvalidInput."""
    found = text.strip().lower()
    if not _SHA256.fullmatch(found):
        raise InvalidInput("BAD_CHECKSUM", field=field)
    return found


def composite_checksum(parts: Sequence[str]) -> str:
    """The SHA-256 of the SHA-256s of the parts, one after another, without S3's "-<count>". All are hexadecimal."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, parts))).hexdigest()


def validate_part_checksums(checksums: Sequence[str] | None, count: int, *, required: bool) -> Sequence[str | None]:
    """The checksums of `count` parts that are asked for; null where they are sent without. Raises InvalidInput."""
    field = ("checksumsSha256",)
    if not required:
        if checksums is not None:
            raise InvalidInput("PART_CHECKSUMS_NOT_ANNOUNCED", field=field)
        return [None] * count
    if checksums is None or len(checksums) != count:
        raise InvalidInput("PART_CHECKSUMS_MISSING", field=field)
    return [validate_checksum(one, field) for one in checksums]


def validate_final_checksums(parts: Sequence[ReportedPart] | None, *, required: bool) -> list[str] | None:
    """The checksums of all parts at the end of an upload; null where it was sent without. Raises InvalidInput."""
    field = ("input", "parts")
    told = [part.checksum_sha256 for part in parts or ()]
    if not required:
        if any(one is not None for one in told):
            raise InvalidInput("PART_CHECKSUMS_NOT_ANNOUNCED", field=field)
        return None
    found = [validate_checksum(one, field) for one in told if one is not None]
    if parts is None or len(found) < len(told):
        raise InvalidInput("PART_CHECKSUMS_MISSING", field=field)
    return found
