"""Tokens that are refused before they expire."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Revocation:
    """Revokes one token (token_id), or all tokens issued before a time: to user_id, or to everybody (None)."""

    user_id: str | None = None
    token_id: str | None = None
    issued_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredRevocation:
    """A stored revocation, with its time and author."""

    id: UUID
    revocation: Revocation
    created_at: datetime
    created_by: str
