"""Prices of work in units of an organization's daily budget."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Price:
    """Units to spend on a day that allows `limit` of them.

    automatic_limit: the units that all automatic work of the day may have; None for work that a user requested.
    """

    day: date
    units: int
    limit: int
    automatic_limit: int | None = None
