"""Reviews: what people say of events who looked at the footage."""

from datasources.postgres.events.reviews import review_in
from domain.language.validation import validate_paragraph
from models.enums import ReviewVerdict
from models.errors import NotFound
from models.mistakes import MistakeCollector
from models.rows.event import EventRow
from resolvers import audit, event
from resolvers.core import ids
from resolvers.core.context import Context


async def review_event(
    context: Context, id_: str, verdict: ReviewVerdict, comment: str | None, columns: frozenset[str]
) -> EventRow:
    """Store the caller's verdict on an event, in place of an earlier one; the event. Raises InvalidInput, NotFound."""
    with MistakeCollector() as mistakes:
        text = mistakes.check(validate_paragraph, comment, ("comment",))
        key = ids.require(ids.Kind.EVENT, id_, "id")
        if mistakes.any:
            # Say in the same answer whether the event is missing.
            await require_event(context, id_, frozenset())
    async with context.data.postgres.transaction(context.caller) as connection:
        if not await review_in(connection, context.caller, key, verdict, text):
            raise NotFound(field=("id",))
        await audit.record_action(context, connection, "reviewEvent", ids.Kind.EVENT, key, {"verdict": verdict.value})
    return await require_event(context, id_, columns)


async def require_event(context: Context, id_: str, columns: frozenset[str]) -> EventRow:
    """The event that an argument `id` names. Raises NotFound."""
    row = await event.load_event(context, id_, columns)
    if row is None:
        raise NotFound(field=("id",))
    return row
