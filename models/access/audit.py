"""What the audit log is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models.filters import TimeRange


@dataclass(frozen=True, slots=True)
class AuditTarget:
    """The thing that was acted on. kind: the word for it, such as VIDEO. The thing may be gone by now."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a read of the log may be narrowed to. Absent (None) means every value; an empty list means none."""

    user_ids: Sequence[str] | None = None
    actions: Sequence[str] | None = None
    targets: Sequence[AuditTarget] | None = None
    at: TimeRange | None = None
