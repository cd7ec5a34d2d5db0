"""Opaque ids: version, kind of thing and key in 24 URL-safe characters.

Clients must not look inside. A malformed id, and an id of another kind of thing, decode to None: resolvers answer as
for a missing thing.
"""

import base64
import binascii
from enum import IntEnum
from uuid import UUID

from models.errors import NotFound

_VERSION = 1


class Kind(IntEnum):
    """What an id names. Values are stored in ids that clients keep: never change one."""

    VIDEO = 1
    EVENT = 2
    PROMPT_SESSION = 3
    PROMPT_HISTORY = 4
    AUDIT_ENTRY = 5
    CAMERA = 6
    CLIP = 8
    EVIDENCE_PACKAGE = 20
    DISCLOSURE = 21
    SHARE = 22


def encode_prefix(kind: Kind) -> bytes:
    """The bytes before the key."""
    return bytes((_VERSION, kind))


def encode(kind: Kind, key: UUID) -> str:
    return base64.urlsafe_b64encode(encode_prefix(kind) + key.bytes).decode()


def decode(kind: Kind, text: str) -> UUID | None:
    """The key, or None where the text is not an id of this kind."""
    parts = decode_any(text)
    return parts[1] if parts and parts[0] is kind else None


def require(kind: Kind, text: str, *field: str) -> UUID:
    """The key. Raises NotFound, about this input field, where the text is not an id of this kind."""
    key = decode(kind, text)
    if key is None:
        raise NotFound(field=field)
    return key


def decode_any(text: str) -> tuple[Kind, UUID] | None:
    """The kind and the key, or None where the text is not an id of this API."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        if len(raw) != 18 or raw[0] != _VERSION:
            return None
        return Kind(raw[1]), UUID(bytes=raw[2:])
    except (binascii.Error, ValueError):
        return None
