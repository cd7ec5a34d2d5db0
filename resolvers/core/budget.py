"""What model work and clips cost an organization, and how much of them a day allows: the one table of it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.tables import spending
from datasources.postgres.tables.spending import OverBudget, Price
from domain.summary import summary_job as summarizing
from models.errors import QuotaExceeded, Spent
from models.footage.clips import Range
from resolvers.core.context import Context

# Pictures cost models more than words, and a summary of frames looks at many.
UNITS: Mapping[str, int] = {
    "Mutation.prompt": 1,
    "Mutation.generateSummary": summarizing.UNITS,
    "Mutation.vlmChat": 5,
}
# A clip is copied as it was recorded; an exact one is decoded and encoded anew.
EXACT_TIMES = 10
_WORK = "model work"


def price(context: Context, mutation: str) -> Price | None:
    """What a mutation costs its organization's day; None where no budget is set."""
    return _price(context, UNITS[f"Mutation.{mutation}"], context.limits.ai_units_per_day)


def spent(of: Price, budget: str = _WORK) -> Spent:
    """The error for a price that is more than is left."""
    tomorrow = datetime.combine(of.day + timedelta(days=1), time(), UTC)
    return Spent("BUDGET_EXCEEDED", reset_at=tomorrow, limit=of.limit, budget=budget)


async def spend(context: Context, connection: AsyncConnection, mutation: str) -> None:
    """Take a mutation's units from its organization's day, in the transaction that orders the work: what does not come
    to be costs nothing. Raises Spent (BUDGET_EXCEEDED) where too few are left."""
    await _spend(context, connection, "model_spending", _WORK, price(context, mutation))


async def spend_clip(context: Context, connection: AsyncConnection, asked: Range) -> None:
    """The same of a clip's seconds. They are no model work: who has asked too much can still export evidence."""
    seconds = math.ceil(asked.end_seconds - asked.start_seconds) * (EXACT_TIMES if asked.exact else 1)
    await _spend(
        context, connection, "clip_spending", "clips", _price(context, seconds, context.limits.clip_seconds_per_day)
    )


async def spend_analysis(context: Context, connection: AsyncConnection, field: tuple[str, ...]) -> None:
    """Count an analysis that is started, in the transaction that queues it. Raises QuotaExceeded, about this field."""
    limit = context.limits.quotas.analyses_per_day
    try:
        await _take(context, connection, "analysis_spending", _price(context, 1, limit))
    except OverBudget:
        raise QuotaExceeded(quota="analyses", limit=limit, used=limit + 1, field=field) from None


def _price(context: Context, units: int, limit: int) -> Price | None:
    return Price(context.clock().astimezone(UTC).date(), units, limit) if limit else None


async def _spend(
    context: Context, connection: AsyncConnection, table: spending.Table, budget: str, of: Price | None
) -> None:
    try:
        await _take(context, connection, table, of)
    except OverBudget:
        assert of is not None
        raise spent(of, budget) from None


async def _take(context: Context, connection: AsyncConnection, table: spending.Table, of: Price | None) -> None:
    if of is not None:
        await spending.spend(connection, context.who, table, of)
