"""Judging answers: whoever asked may, and an OPERATOR any. The last judgement holds."""

from domain.language.validation import validate_paragraph
from models.enums import PromptStatus, Rating
from models.errors import NotFound, WrongState
from resolvers import audit
from resolvers.core import access, ids
from resolvers.core.context import Context
from resolvers.prompt import PromptResult, load_result

_ANSWERED = frozenset({PromptStatus.COMPLETED, PromptStatus.NOT_FOUND})


async def rate_prompt(
    context: Context,
    id_: str,
    rating: Rating,
    comment: str | None,
    history_columns: frozenset[str],
    session_columns: frozenset[str],
) -> PromptResult:
    """Judge an answer, in place of an earlier judgement and its comment.

    Raises NotFound, Forbidden, InvalidInput, and WrongState where there is no answer to judge.
    """
    principal = context.caller
    said = validate_paragraph(comment, ("comment",))
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    if key is None:
        raise NotFound(field=("promptHistoryId",))
    sessions = context.data.sessions
    async with context.data.postgres.transaction(principal) as connection:
        row = await sessions.lock_question(connection, key)
        if row is None:
            raise NotFound(field=("promptHistoryId",))
        access.require_owner(principal, row["user_id"])
        if row["status"] not in _ANSWERED:
            raise WrongState("NOTHING_TO_RATE", field=("promptHistoryId",), state=row["status"])
        await sessions.update_question_in(connection, key, rating=rating.value, rating_comment=said)
        details = {"rating": rating.value}
        await audit.record_action(context, connection, "ratePrompt", ids.Kind.PROMPT_HISTORY, key, details)
    return await load_result(context, key, row["session_id"], history_columns, session_columns)
