"""The slots of a worker for some kinds of jobs."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.fairness.fair_slots import fair_share
from models.enums import JobKind


@dataclass(slots=True)
class SlotPool:
    """Slots for some kinds of jobs, so that long ones never delay short ones.

    drain_seconds: how long a job may run on after the signal to stop, before it is released. share: the part of the
    slots (0..1) that one organization may hold, so that its long jobs cannot keep out another's.
    """

    kinds: Sequence[JobKind]
    slots: int
    drain_seconds: float
    share: float = 1.0
    used: int = 0
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    used_by: Counter[str] = field(default_factory=Counter)

    @property
    def free_slots(self) -> int:
        return self.slots - self.used

    def full_organizations(self) -> list[str]:
        """Organizations that hold as many slots as they may."""
        limit = fair_share(self.slots, self.share)
        return [organization for organization, used in self.used_by.items() if used >= limit]

    def has_slot(self, organization: str) -> bool:
        return self.free_slots > 0 and organization not in self.full_organizations()

    def acquire(self, organization: str) -> None:
        self.used += 1
        self.used_by[organization] += 1

    def release(self, organization: str) -> None:
        self.used -= 1
        self.used_by[organization] -= 1
        if not self.used_by[organization]:
            del self.used_by[organization]
