"""Judging answers: whoever asked may, and an OPERATOR any. The last judgement holds."""

from domain.language.validation import paragraph
from models.enums import PromptStatus, Rating
from models.errors import NotFound, WrongState
from resolvers import audit
from resolvers.core import access, ids
from resolvers.core.context import Context
from resolvers.prompt import Asked, asked

_ANSWERED = frozenset({PromptStatus.COMPLETED, PromptStatus.NOT_FOUND})


async def rate(
    context: Context,
    id_: str,
    rating: Rating,
    comment: str | None,
    history_columns: frozenset[str],
    session_columns: frozenset[str],
) -> Asked:
    """Judge an answer, in place of an earlier judgement and its comment.

    Raises NotFound, Forbidden, InvalidInput, and WrongState where there is no answer to judge.
    """
    principal = context.may("Mutation.ratePrompt")
    said = paragraph(comment, ("comment",))
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    if key is None:
        raise NotFound(field=("promptHistoryId",))
    sessions = context.data.sessions
    async with context.data.postgres.transaction(principal) as connection:
        row = await sessions.locked_history(connection, key)
        if row is None:
            raise NotFound(field=("promptHistoryId",))
        access.own(principal, row["user_id"])
        if row["status"] not in _ANSWERED:
            raise WrongState("NOTHING_TO_RATE", field=("promptHistoryId",), state=row["status"])
        await sessions.update_history_in(connection, key, rating=rating.value, rating_comment=said)
        details = {"rating": rating.value}
        await audit.note(context, connection, "ratePrompt", ids.Kind.PROMPT_HISTORY, key, details)
    return await asked(context, key, row["session_id"], history_columns, session_columns)
