"""Prices of model work, clips and analyses, and an organization's daily allowance of them."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.tables import spending
from datasources.postgres.tables.spending import OverBudget, Price
from domain.summary.summary_job import SUMMARY_UNITS
from models.errors import AllowanceExceeded, QuotaExceeded
from models.footage.clips import ClipRange
from resolvers.core.context import Context

# Units by mutation. Pictures cost models more than words, and a full summary shows them many frames.
MUTATION_UNITS: Mapping[str, int] = {
    "Mutation.prompt": 1,
    "Mutation.generateSummary": SUMMARY_UNITS,
    "Mutation.vlmChat": 5,
}
# A clip is copied as it was recorded, but an exact one is decoded and encoded anew.
EXACT_CLIP_FACTOR = 10
_MODEL_WORK = "model work"


def price_mutation(context: Context, mutation: str) -> Price | None:
    """The price of a mutation; None where no budget is set."""
    return _build_price(context, MUTATION_UNITS[f"Mutation.{mutation}"], context.limits.ai_units_per_day)


def to_budget_error(price: Price, budget: str = _MODEL_WORK) -> AllowanceExceeded:
    """The error for a price that exceeds the rest of the day's budget."""
    tomorrow = datetime.combine(price.day + timedelta(days=1), time(), UTC)
    return AllowanceExceeded("BUDGET_EXCEEDED", reset_at=tomorrow, limit=price.limit, budget=budget)


async def spend_units(context: Context, connection: AsyncConnection, mutation: str) -> None:
    """Take a mutation's units from its organization's day, in the transaction that orders the work.

    Work whose transaction fails costs nothing. Raises AllowanceExceeded (BUDGET_EXCEEDED).
    """
    await _spend_or_raise(context, connection, "model_spending", _MODEL_WORK, price_mutation(context, mutation))


async def spend_clip_seconds(context: Context, connection: AsyncConnection, clip_range: ClipRange) -> None:
    """The same for a clip's seconds, which have a budget of their own, so that evidence can always be exported."""
    seconds = math.ceil(clip_range.end_seconds - clip_range.start_seconds) * (
        EXACT_CLIP_FACTOR if clip_range.exact else 1
    )
    await _spend_or_raise(
        context,
        connection,
        "clip_spending",
        "clips",
        _build_price(context, seconds, context.limits.clip_seconds_per_day),
    )


async def spend_playback_seconds(context: Context, connection: AsyncConnection, seconds: float | None) -> None:
    """The same for footage that is made playable. seconds: its length; None where it is not known."""
    price = _build_price(context, math.ceil(seconds or 1.0), context.limits.playback_seconds_per_day)
    await _spend_or_raise(context, connection, "playback_spending", "playback", price)


async def spend_frames(context: Context, connection: AsyncConnection, frames: int) -> None:
    """The same for pictures of moments that are made."""
    price = _build_price(context, frames, context.limits.frames_per_day)
    await _spend_or_raise(context, connection, "frame_spending", "moments", price)


async def spend_analysis(context: Context, connection: AsyncConnection, field: tuple[str, ...]) -> None:
    """Count an analysis, in the transaction that queues it. Raises QuotaExceeded, about this field."""
    limit = context.limits.quotas.analyses_per_day
    try:
        await _deduct(context, connection, "analysis_spending", _build_price(context, 1, limit))
    except OverBudget:
        raise QuotaExceeded(quota="analyses", limit=limit, used=limit + 1, field=field) from None


def _build_price(context: Context, units: int, limit: int) -> Price | None:
    return Price(context.clock().astimezone(UTC).date(), units, limit) if limit else None


async def _spend_or_raise(
    context: Context, connection: AsyncConnection, table: spending.SpendingTable, budget: str, price: Price | None
) -> None:
    try:
        await _deduct(context, connection, table, price)
    except OverBudget:
        assert price is not None
        raise to_budget_error(price, budget) from None


async def _deduct(
    context: Context, connection: AsyncConnection, table: spending.SpendingTable, price: Price | None
) -> None:
    if price is not None:
        await spending.spend(connection, context.caller, table, price)
