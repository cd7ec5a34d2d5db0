"""Rows of the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.rows.row import Row


class AuditRow(Row, total=False):
    """A row of `audit_entry`, or those of its columns that a read asked for."""

    organization: str
    at: datetime
    user_id: str
    action: str
    target_kind: str | None
    target_id: UUID | None
    details: dict[str, Any]
    request_id: str
    site: str | None
