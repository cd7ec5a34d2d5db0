"""Calling off questions: whoever asked may, and an OPERATOR any."""

from models.enums import JobKind, PromptStatus
from models.errors import NotFound, WrongState
from resolvers import audit
from resolvers.core import access, ids
from resolvers.core.context import Context
from resolvers.prompt import PromptResult, load_result


async def cancel_prompt(
    context: Context, id_: str, history_columns: frozenset[str], session_columns: frozenset[str]
) -> PromptResult:
    """Call off a question that is not answered yet. One that is cancelled already stays so.

    Raises NotFound, Forbidden, and WrongState where it has ended.
    """
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    if key is None:
        raise NotFound(field=("promptHistoryId",))
    async with data.postgres.transaction(principal) as connection:
        row = await data.sessions.lock_question(connection, key)
        if row is None:
            raise NotFound(field=("promptHistoryId",))
        access.require_owner(principal, row["user_id"])
        jobs = await data.jobs.lock_jobs(connection, JobKind.PROMPT, key)
        called_off = [job for job in jobs if await data.jobs.cancel(connection, principal, job)]
        if called_off:
            await audit.record_action(context, connection, "cancelPrompt", ids.Kind.PROMPT_HISTORY, key)
        elif row["status"] != PromptStatus.CANCELLED:
            raise WrongState("NOTHING_TO_CANCEL", field=("promptHistoryId",), state=row["status"])
    return await load_result(context, key, row["session_id"], history_columns, session_columns)
