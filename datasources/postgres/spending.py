"""What organizations spend of their day's model work, counted in the transactions that order it."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.principal import Principal

# The row stays locked until the caller's transaction ends, so that two that spend at once cannot both take the last.
_SPEND = text(
    """
    INSERT INTO model_spending (organization, day, units) VALUES (:organization, :day, :units)
    ON CONFLICT (organization, day) DO UPDATE SET units = model_spending.units + excluded.units
    WHERE model_spending.units + excluded.units <= :limit
    RETURNING units
    """
)


async def spend(connection: AsyncConnection, principal: Principal, day: date, units: int, limit: int) -> bool:
    """Add units to the day's. False, with nothing added, where that would be more than the limit."""
    if units > limit:
        return False
    values = {"organization": principal.organization, "day": day, "units": units, "limit": limit}
    return (await connection.execute(_SPEND, values)).one_or_none() is not None
