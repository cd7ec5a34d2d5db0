"""What is to be moved between tiers."""

import strawberry

from models.enums import StorageTier
from resolvers.keeping.tier import ArchiveOrder


@strawberry.input(description="Videos to move to another tier.")
class ArchiveVideosInput:
    video_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These videos, at most 500; null: all that are older than olderThanDays."
    )
    older_than_days: int | None = strawberry.field(
        default=None, description="Only what was recorded, or came in, longer ago; the oldest 500 a call."
    )
    tier: StorageTier = strawberry.field(description="Where to: WARM, COLD, or HOT again from WARM.")
    dry_run: bool | None = strawberry.field(
        default=False, description="True: only say what would move and what that would save."
    )

    def to_order(self) -> ArchiveOrder:
        return ArchiveOrder(self.tier, self.video_ids, self.older_than_days, bool(self.dry_run))
