"""What an organization spent of its day's budgets."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Price:
    """Units of a day, of which so many may be spent.

    automatic_limit: of work that nobody asked for by hand, the units that all such work of the day may have; None for
    work that somebody asked for.
    """

    day: date
    units: int
    limit: int
    automatic_limit: int | None = None
