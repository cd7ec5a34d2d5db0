"""Legal holds."""

from datetime import datetime
from typing import Self

import strawberry

from models.keeping import holds


@strawberry.type(description="A reason for which a video must not be deleted, and its events must stay.")
class LegalHold:
    reason: str = strawberry.field(description="Why, in the words of whoever set it.")
    by: str = strawberry.field(description="The user who set it.")
    at: datetime = strawberry.field(description="Since when.")
    until: datetime | None = strawberry.field(description="When it ends by itself; null: when it is released.")

    @classmethod
    def from_hold(cls, hold: holds.LegalHold) -> Self:
        return cls(reason=hold.reason, by=hold.set_by, at=hold.set_at, until=hold.until)
