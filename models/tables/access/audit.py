"""The audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from models.tables.columns import TableBase, id_column, json_column, optional_text_column, text_column, timestamp_column


class AuditEntry(TableBase, table=True):
    """Who did what to which thing. The application can add and read rows, but not change or delete one.

    target_kind and target_id are no foreign key: the entry outlives what it is about. site: the target's, which
    the database fills in.
    """

    __tablename__ = "audit_entry"

    id: UUID = id_column()
    organization: str = text_column()
    at: datetime = timestamp_column()
    user_id: str = text_column()
    action: str = text_column()
    target_kind: str | None = optional_text_column()
    target_id: UUID | None = Field(default=None, nullable=True)
    details: dict[str, Any] = json_column("{}")
    request_id: str = text_column()
    site: str | None = optional_text_column()
