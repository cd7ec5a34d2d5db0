"""Targets and filters of the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.filters import TimeRange


@dataclass(frozen=True, slots=True)
class AuditTarget:
    """The object of an action. kind: its type, such as VIDEO. It may have been deleted since."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Filter for reading the log. None allows every value; an empty list allows none."""

    user_ids: Sequence[str] | None = None
    actions: Sequence[str] | None = None
    targets: Sequence[AuditTarget] | None = None
    at: TimeRange | None = None
