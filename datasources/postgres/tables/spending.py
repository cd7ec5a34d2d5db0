"""Spends units of an organization's daily budgets, in the transactions that start the work."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value
from models.access.principal import Principal
from models.access.spending import Price as Price

# The row stays locked until the caller's transaction ends, so concurrent transactions cannot both spend the last units.
_SPEND: Mapping[str, str] = {
    table: f"""
        INSERT INTO {table} (organization, day, units) VALUES ($1, $2, $3)
        ON CONFLICT (organization, day) DO UPDATE SET units = {table}.units + excluded.units
        WHERE {table}.units + excluded.units <= $4
        RETURNING units
        """  # noqa: S608  (a name of ours)
    for table in ("model_spending", "clip_spending", "analysis_spending", "playback_spending", "frame_spending")
}
# The same for automatic model work, which may use a share of the day's units.
_SPEND_AUTOMATICALLY = """
    INSERT INTO model_spending (organization, day, units, automatic) VALUES ($1, $2, $3, $3)
    ON CONFLICT (organization, day) DO UPDATE
    SET units = model_spending.units + excluded.units, automatic = model_spending.automatic + excluded.automatic
    WHERE model_spending.units + excluded.units <= $4 AND model_spending.automatic + excluded.automatic <= $5
    RETURNING units
    """
SpendingTable = Literal["model_spending", "clip_spending", "analysis_spending", "playback_spending", "frame_spending"]


class OverBudget(Exception):
    """The price exceeds what is left of the day's budget."""


async def spend(connection: AsyncConnection, principal: Principal, table: SpendingTable, price: Price) -> None:
    """Add a price to the day's spending. Raises OverBudget, and adds nothing, where it would exceed the limit."""
    values = (principal.organization, price.day, price.units, price.limit)
    if price.units > price.limit or await fetch_value(connection, _SPEND[table], *values) is None:
        raise OverBudget


async def spend_automatic(connection: AsyncConnection, principal: Principal, price: Price) -> None:
    """Add the price of automatic model work to the day's spending. Raises OverBudget, and adds nothing, where it would
    exceed the limit or the share of it that automatic work may use."""
    share = price.limit if price.automatic_limit is None else min(price.automatic_limit, price.limit)
    values = (principal.organization, price.day, price.units, price.limit, share)
    if price.units > share or await fetch_value(connection, _SPEND_AUTOMATICALLY, *values) is None:
        raise OverBudget
