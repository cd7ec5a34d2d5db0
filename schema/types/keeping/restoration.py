"""Restorations of archived footage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry

from models.keeping.tiers import RestoreOrder

# The columns that `Restoration.from_row` reads.
RESTORATION_COLUMNS = ("restore", "restored_until")


@strawberry.type(description="Archived footage that is coming back, or is back for some days.")
class Restoration:
    requested_at: datetime | None = strawberry.field(description="Since when it is coming back; null once it is there.")
    percent: int = strawberry.field(description="Counted objects (original and clips) that are there.")
    until: datetime | None = strawberry.field(description="Until when it is there; null while it is coming back.")

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self | None:
        if row["restore"] is not None:
            order = RestoreOrder.from_stored(row["restore"])
            return cls(requested_at=order.at, percent=order.percent, until=None)
        until = row["restored_until"]
        return None if until is None else cls(requested_at=None, percent=100, until=until)
