"""Tokens that are taken no more, though they have not expired."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Revocation:
    """What is revoked: token_id, or what was issued before a moment, to user_id or (None) to everybody."""

    user_id: str | None = None
    token_id: str | None = None
    issued_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredRevocation:
    """A revocation as it is listed: made by whom, and when."""

    id: UUID
    revocation: Revocation
    created_at: datetime
    created_by: str
