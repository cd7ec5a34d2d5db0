"""What organizations spend of their day's budgets, counted in the transactions that order the work."""

from collections.abc import Mapping
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


async def spend(
    connection: AsyncConnection, principal: Principal, table: Table, day: date, units: int, limit: int
) -> bool:
    """Add units to the day's. False, with nothing added, where that would be more than the limit."""
    if units > limit:
        return False
    return await value_of(connection, _SPEND[table], principal.organization, day, units, limit) is not None
