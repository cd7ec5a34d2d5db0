"""Revoked tokens."""

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
