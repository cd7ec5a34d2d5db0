"""Budget for automatic work: the share of the daily model budget that background jobs may use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.access.spending import Price


@dataclass(frozen=True, slots=True)
class AutomaticBudget:
    """units_per_day: an organization's daily budget for all model work (UTC days); 0: unlimited. share: the part of it
    for automatic work, 0..1. clock: the current time, with a time zone.
    """

    units_per_day: int
    share: float
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def price(self, units: int) -> Price | None:
        """The price of automatic work of so many units today; None where the budget is unlimited."""
        if not self.units_per_day:
            return None
        today = self.clock().astimezone(UTC).date()
        return Price(today, units, self.units_per_day, int(self.units_per_day * self.share))
