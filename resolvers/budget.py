"""What model work costs an organization, and how much of it a day allows: the one table of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres import spending
from models.errors import Spent
from resolvers.context import Context

# Pictures cost models more than words, and a summary of frames looks at many.
UNITS: Mapping[str, int] = {
    "Mutation.prompt": 1,
    "Mutation.generateSummary": 2,
    "Mutation.vlmChat": 5,
}


async def spend(context: Context, connection: AsyncConnection, mutation: str) -> None:
    """Take a mutation's units from its organization's day, in the transaction that orders the work: what does not come
    to be costs nothing. Raises Spent (BUDGET_EXCEEDED) where too few are left."""
    limit = context.limits.ai_units_per_day
    if not limit:
        return
    today = context.clock().astimezone(UTC).date()
    if not await spending.spend(connection, context.who, today, UNITS[f"Mutation.{mutation}"], limit):
        tomorrow = datetime.combine(today + timedelta(days=1), time(), UTC)
        raise Spent("BUDGET_EXCEEDED", reset_at=tomorrow, limit=limit)
