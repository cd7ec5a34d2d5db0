"""Reads a time stamp after RFC 3161: which hash it is of, and the time that it names.

The stamp is a CMS message that a time stamping authority signed. Python's library checks no CMS signatures, so that
part is OpenSSL's: `openssl ts -verify` (docs/evidence.md). That no byte of the stamp was changed since the package was
made, the package's own signature shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_SEQUENCE, _INTEGER, _OCTETS, _OBJECT, _TIME, _CONTEXT0 = 0x30, 0x02, 0x04, 0x06, 0x18, 0xA0
# 1.2.840.113549.1.9.16.1.4: id-ct-TSTInfo.
_TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
# 2.16.840.1.101.3.4.2.1: SHA-256.
_SHA256 = bytes.fromhex("0609608648016503040201")


class BadTimestamp(Exception):
    """The stamp is not of this package. The message says why."""


@dataclass(frozen=True, slots=True)
class StampedTime:
    """at: the time that the authority wrote."""

    at: datetime


def read_timestamp(response: bytes, manifest_sha256: bytes) -> StampedTime:
    """The time of a response (TimeStampResp) whose stamp is of this hash. Raises BadTimestamp."""
    try:
        info = _find_info(response)
        fields = list(_read(info))
        imprint = next(content for tag, content in fields[2:3] if tag == _SEQUENCE)
        (_, algorithm), (_, hashed) = list(_read(imprint))
        at = next(content for tag, content in fields if tag == _TIME).decode("ascii")
    except (IndexError, StopIteration, ValueError):
        raise BadTimestamp("it is no time stamp after RFC 3161") from None
    if not algorithm.startswith(_SHA256) or hashed != manifest_sha256:
        raise BadTimestamp("it is the stamp of something else than this manifest")
    try:
        return StampedTime(datetime.strptime(at.split(".")[0].rstrip("Z"), "%Y%m%d%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        raise BadTimestamp(f"its time cannot be read: {at!r}") from None


def _find_info(response: bytes) -> bytes:
    """The content of TSTInfo, which stands in an octet string behind its type."""
    place = response.index(_TST_INFO) + len(_TST_INFO)
    (tag, wrapped) = next(_read(response[place:]))
    if tag != _CONTEXT0:
        raise ValueError("no content")
    tag, octets = next(_read(wrapped))
    if tag != _OCTETS:
        raise ValueError("no octets")
    tag, info = next(_read(octets))
    if tag != _SEQUENCE:
        raise ValueError("no sequence")
    return info


def _read(text: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value, in DER. Raises ValueError and IndexError."""
    place = 0
    while place < len(text):
        tag, length = text[place], text[place + 1]
        place += 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise ValueError("a length that DER does not have")
            length, place = int.from_bytes(text[place : place + count], "big"), place + count
        if place + length > len(text):
            raise ValueError("cut off")
        yield tag, text[place : place + length]
        place += length
