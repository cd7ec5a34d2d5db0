"""Tokens that are taken no more, though they have not expired."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.tables.columns import (
    TableBase,
    id_column,
    optional_text_column,
    optional_timestamp_column,
    text_column,
    timestamp_column,
)


class TokenRevocation(TableBase, table=True):
    """One token by its jti; or whatever was issued before a moment, to one user or to everybody of the organization."""

    __tablename__ = "token_revocation"

    id: UUID = id_column()
    organization: str = text_column()
    user_id: str | None = optional_text_column()
    token_id: str | None = optional_text_column()
    issued_before: datetime | None = optional_timestamp_column()
    created_at: datetime = timestamp_column()
    created_by: str = text_column()


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
