"""Asking: the question is written down with its job, then answered here or by a worker."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.questions import (
    NewQuestion,
    QuestionAudit,
    StartedQuestion,
    build_first_question,
    start_question,
    start_session,
)
from datasources.postgres.tables.spending import OverBudget
from domain.ask.prompt_job import PendingQuestion, PromptJobHandler, percent_from_stage
from domain.ask.question.question import Question, choose_language, title_from_text
from domain.ask.question.scheduling import QuestionSlot, SlotReleasingModels
from domain.ask.retrieval.text_to_sql import TextToSql
from domain.chat.chat_job import FrameAnswerer
from domain.chat.frames import FrameExtractor
from domain.jobs import attempt as running
from domain.jobs.worker_id import lease_owner
from domain.language.validation import validate_question, validate_time_zone
from domain.ports import Models
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import Language, PromptKind, PromptSessionStatus, PromptStage
from models.errors import NotFound, WrongState
from models.jobs import Claim, LeaseLost
from models.paging import Row
from resolvers import audit
from resolvers.core import access, budget, ids
from resolvers.core.context import Context

_log = logging.getLogger(__name__)
PIPELINE = "prompt/1"
# The API tries once: a caller waits. What fails here is told at once.
ATTEMPTS = 1
_VIDEO_FIELD = ("input", "videoId")
_AUDIT_ACTIONS = {PromptKind.PROMPT: "prompt", PromptKind.VLM_CHAT: "vlmChat"}


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """A question as a client wrote it."""

    text: str
    session_id: str | None
    video_id: str | None
    language: Language | None
    timezone: str | None
    wait: bool


@dataclass(frozen=True, slots=True)
class PromptResult:
    history: Row
    session: Row


async def ask_prompt(
    context: Context, asking: PromptRequest, history_columns: frozenset[str], session_columns: frozenset[str]
) -> PromptResult:
    """Write a question down and, if the caller waits, answer it. Raises UserMistake for what the caller can mend,
    and Busy where too many of the organization's are under way: nothing is written down then, nor spent."""
    principal = context.caller
    async with context.limits.question_scheduler.hold_slot(principal.organization) as turn:
        ids_ = await submit_question(context, principal, asking, PromptKind.PROMPT, turn=turn)
        return await load_result(context, *ids_, history_columns, session_columns)


async def submit_question(
    context: Context,
    principal: Principal,
    asking: PromptRequest,
    kind: PromptKind,
    payload: Mapping[str, Any] | None = None,
    turn: QuestionSlot | None = None,
) -> tuple[UUID, UUID]:
    """The question and its session, written down with the job of this payload; answered, if the caller waits.

    turn: the question's, which it leaves while models work.
    """
    text = validate_question(asking.text, context.limits.ask.max_characters, ("input", "text"))
    new = NewQuestion(
        kind=kind,
        prompt=text,
        language=choose_language(Question(text, asking.language)),
        timezone=None if asking.timezone is None else validate_time_zone(asking.timezone, ("input", "timezone")),
        pipeline=PIPELINE,
        title=title_from_text(text),
        planning_percent=percent_from_stage(PromptStage.PLANNING),
        payload=payload or {},
    )
    # Held from the start by this process: no worker takes it while it lives; when it dies, the lease runs out.
    owner = lease_owner(f"api:{context.request_id}") if asking.wait else None
    take_ = _begin_session if asking.session_id is None else _continue_session
    begun, given = await take_(context, principal, asking, new, owner)
    if begun.claim is None:
        context.data.outbox.nudge()
    else:
        await _answer_now(context, begun.claim, given, turn)
    return begun.history_id, begun.session_id


async def _begin_session(
    context: Context, principal: Principal, asking: PromptRequest, new: NewQuestion, owner: str | None
) -> tuple[StartedQuestion, PendingQuestion | None]:
    """A question that opens a session of its own."""
    key = None if asking.video_id is None else ids.decode(ids.Kind.VIDEO, asking.video_id)
    if key is None and asking.video_id is not None:
        raise NotFound(field=_VIDEO_FIELD)
    action, lease_seconds = _AUDIT_ACTIONS[new.kind], context.limits.job_lease_seconds
    noted = QuestionAudit(
        action, context.request_id, ids.encode_prefix(ids.Kind.PROMPT_SESSION), {"videoId": asking.video_id}
    )
    price = budget.price_mutation(context, action)
    new = replace(new, video_id=key)
    try:
        taken = await start_session(context.data.postgres, principal, new, owner, lease_seconds, noted, price)
    except OverBudget:
        assert price is not None
        raise budget.to_budget_error(price) from None
    if taken is None:
        raise NotFound(field=_VIDEO_FIELD)
    begun, video = taken
    return begun, None if begun.claim is None else build_first_question(new, begun, video)


async def _continue_session(
    context: Context, principal: Principal, asking: PromptRequest, new: NewQuestion, owner: str | None
) -> tuple[StartedQuestion, PendingQuestion | None]:
    """A further question of a session."""
    data, action = context.data, _AUDIT_ACTIONS[new.kind]
    async with data.postgres.transaction(principal) as connection:
        # Through the same connection: one that waits for a second can starve, with all the others that do.
        video = await _load_video_context(context, connection, asking.video_id)
        video_id = None if video is None else video.id
        new = replace(new, video_id=video_id, session_id=await _lock_session(context, connection, asking, video_id))
        begun = await start_question(connection, principal, new, owner, context.limits.job_lease_seconds)
        about = {"sessionId": ids.encode(ids.Kind.PROMPT_SESSION, begun.session_id), "videoId": asking.video_id}
        await audit.record_action(context, connection, action, ids.Kind.PROMPT_HISTORY, begun.history_id, about)
        await budget.spend_units(context, connection, action)
        given = None if begun.claim is None else await data.sessions.load_question_in(connection, begun.history_id)
    return begun, given


async def load_result(
    context: Context,
    history_id: UUID,
    session_id: UUID,
    history_columns: frozenset[str],
    session_columns: frozenset[str],
) -> PromptResult:
    """A question and its session as they are now. Raises NotFound where they were deleted meanwhile."""
    history, session = await context.data.sessions.get_question_and_session(
        context.caller, history_id, session_id, history_columns, session_columns
    )
    return PromptResult(_require_row(history), _require_row(session))


async def _answer_now(context: Context, claim: Claim, given: PendingQuestion | None, turn: QuestionSlot | None) -> None:
    data, limits = context.data, context.limits
    in_time = context.models_with_timeout(limits.prompt_call_seconds)
    models: Models = in_time if turn is None else SlotReleasingModels(in_time, turn)
    asking, clock = limits.ask, context.clock
    query = TextToSql(data.sql, models, asking, limits.sql_pools)
    looking = FrameAnswerer(
        FrameExtractor(data.objects, limits.frame_slots), data.videos, data.search, models, asking, clock
    )
    handler = PromptJobHandler(data.sessions, data.search, models, asking, clock, query, looking, given)
    try:
        await running.run_attempt(claim, handler, data.jobs, max_attempts=ATTEMPTS)
    except LeaseLost:
        # Another process took it over; its answer is what the row will show.
        _log.warning("A prompt was taken over by another process", extra={"job_id": str(claim.job.id)})


async def _load_video_context(context: Context, connection: AsyncConnection, id_: str | None) -> VideoContext | None:
    """The video that is asked about, if any. Raises NotFound."""
    if id_ is None:
        return None
    key = ids.decode(ids.Kind.VIDEO, id_)
    video = None if key is None else await context.data.videos.load_context_in(connection, key)
    if video is None:
        raise NotFound(field=_VIDEO_FIELD)
    return video


async def _lock_session(
    context: Context, connection: AsyncConnection, asking: PromptRequest, video_id: UUID | None
) -> UUID:
    """The session that is named, held locked. Raises NotFound, Forbidden where it is another user's, and WrongState
    where it takes no such question."""
    session_id = ids.decode(ids.Kind.PROMPT_SESSION, asking.session_id or "")
    session = None if session_id is None else await context.data.sessions.lock_session(connection, session_id)
    if session_id is None or session is None:
        raise NotFound(field=("input", "sessionId"))
    access.require_owner(context.caller, session["user_id"])
    if session["status"] == PromptSessionStatus.CLOSED:
        raise WrongState("SESSION_CLOSED", field=("input", "sessionId"))
    if video_id is not None and session["video_id"] != video_id:
        raise WrongState("SESSION_OF_ANOTHER_VIDEO", field=("input", "sessionId"))
    return session_id


def _require_row(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
