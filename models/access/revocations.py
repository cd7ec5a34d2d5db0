"""Tokens that are taken no more, though they have not expired."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.tables.columns import Base, identity, maybe_words, moment, now, words


class TokenRevocation(Base, table=True):
    """One token by its jti; or whatever was issued before a moment, to one user or to everybody of the organization."""

    __tablename__ = "token_revocation"

    id: UUID = identity()
    organization: str = words()
    user_id: str | None = maybe_words()
    token_id: str | None = maybe_words()
    issued_before: datetime | None = moment()
    created_at: datetime = now()
    created_by: str = words()


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
    what: Revocation
    created_at: datetime
    created_by: str
