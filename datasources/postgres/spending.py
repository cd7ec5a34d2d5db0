"""What organizations spend of their day's budgets, counted in the transactions that order the work."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.principal import Principal

# The row stays locked until the caller's transaction ends, so that two that spend at once cannot both take the last.
_SPEND: Mapping[str, TextClause] = {
    table: text(
        f"""
        INSERT INTO {table} (organization, day, units) VALUES (:organization, :day, :units)
        ON CONFLICT (organization, day) DO UPDATE SET units = {table}.units + excluded.units
        WHERE {table}.units + excluded.units <= :limit
        RETURNING units
        """  # noqa: S608  (a name of ours)
    )
    for table in ("model_spending", "clip_spending")
}
Table = Literal["model_spending", "clip_spending"]


async def spend(
    connection: AsyncConnection, principal: Principal, table: Table, day: date, units: int, limit: int
) -> bool:
    """Add units to the day's. False, with nothing added, where that would be more than the limit."""
    if units > limit:
        return False
    values = {"organization": principal.organization, "day": day, "units": units, "limit": limit}
    return (await connection.execute(_SPEND[table], values)).one_or_none() is not None
