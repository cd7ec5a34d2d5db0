"""What organizations spend of their day's budgets, counted in the transactions that order the work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.driver import value_of
from models.principal import Principal

# The row stays locked until the caller's transaction ends, so that two that spend at once cannot both take the last.
_SPEND: Mapping[str, str] = {
    table: f"""
        INSERT INTO {table} (organization, day, units) VALUES ($1, $2, $3)
        ON CONFLICT (organization, day) DO UPDATE SET units = {table}.units + excluded.units
        WHERE {table}.units + excluded.units <= $4
        RETURNING units
        """  # noqa: S608  (a name of ours)
    for table in ("model_spending", "clip_spending")
}
Table = Literal["model_spending", "clip_spending"]


class OverBudget(Exception):
    """More than is left of the day's budget."""


@dataclass(frozen=True, slots=True)
class Price:
    """Units of a day, of which so many may be spent."""

    day: date
    units: int
    limit: int


async def spend(connection: AsyncConnection, principal: Principal, table: Table, price: Price) -> None:
    """Add a price to the day's. Raises OverBudget, with nothing added, where that would be more than its limit."""
    values = (principal.organization, price.day, price.units, price.limit)
    if price.units > price.limit or await value_of(connection, _SPEND[table], *values) is None:
        raise OverBudget
