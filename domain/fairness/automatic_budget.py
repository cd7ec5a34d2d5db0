"""Model work that nobody asked for by hand: how much of a day's it may be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.access.spending import Price


@dataclass(frozen=True, slots=True)
class AutomaticBudget:
    """units_per_day: an organization's for all model work (UTC), 0 for any; share: what of them is for such work, 0..1.

    clock: the time now, with its zone.
    """

    units_per_day: int
    share: float
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def price(self, units: int) -> Price | None:
        """What such work of so many units costs today; None where any may be spent."""
        if not self.units_per_day:
            return None
        today = self.clock().astimezone(UTC).date()
        return Price(today, units, self.units_per_day, int(self.units_per_day * self.share))
