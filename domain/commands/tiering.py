"""`python -m worker tiering`: prints what would pay to keep elsewhere. It moves nothing."""

from typing import TextIO

from domain.keeping.prices import PRICES
from domain.keeping.tiering import Proposal, TieringSchedule
from models.access.principal import Principal
from models.footage.object_keys import escape_segment

_GB = 1024**3
_SHOWN = 10


class TieringCommand:
    def __init__(self, schedule: TieringSchedule, stream: TextIO) -> None:
        self._schedule = schedule
        self._stream = stream

    async def run(self, organization: str | None) -> bool:
        """Propose for one organization, or for each. Raises Unavailable."""
        names = [organization] if organization else await self._schedule.organizations.list_organizations()
        for name in names:
            self._print(f"{escape_segment(name)}:")
            self._show(await self._schedule.propose(Principal.worker(name)))
        return True

    def _show(self, proposal: Proposal) -> None:
        if proposal.adopted:
            self._print(f"  {proposal.adopted} originals had been moved by others: the videos say so now.")
        for tier, count in proposal.videos.items():
            size, saving = proposal.size_bytes[tier] / _GB, proposal.saving_usd[tier]
            self._print(f"  {count} videos, {size:.1f} GB, to {tier.value}: saves ${saving:.2f} until they expire")
            for video_id in proposal.examples[tier][:_SHOWN]:
                self._print(f"    {video_id}")
        if not proposal.videos:
            self._print(f"  Nothing of {proposal.looked_at} videos pays to move.")
        if proposal.not_paying:
            least = ", ".join(
                f"{tier.value} {price.least_days:.0f}" for tier, price in PRICES.items() if price.least_days
            )
            self._print(
                f"  {proposal.not_paying} more are cold enough, but expire too soon: the classes are paid for days at "
                f"least ({least}), so a move would cost more than it saves."
            )
        if proposal.videos:
            self._print(
                "  To move them: archiveVideos(input: {olderThanDays: …, tier: …, dryRun: true}), then without."
            )

    def _print(self, line: str) -> None:
        self._stream.write(f"{line}\n")
