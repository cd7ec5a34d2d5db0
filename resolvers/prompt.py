"""Questions: stored with their jobs and answered here or by a worker; cancelled and rated."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.questions import NewQuestion, StartedQuestion, start_question
from domain.ask.prompt_job import PendingQuestion, PromptJobHandler, percent_from_stage
from domain.ask.question.question import Question, choose_language, title_from_text
from domain.ask.question.scheduling import QuestionSlot, SlotReleasingModels
from domain.ask.question.scope import QuestionScope
from domain.ask.retrieval.text_to_sql import TextToSql
from domain.ask.services import AskServices
from domain.chat.chat_job import FrameAnswerer
from domain.chat.frames import FrameExtractor
from domain.jobs import attempt
from domain.jobs.lease_owner import make_lease_owner
from domain.language.validation import validate_paragraph, validate_question, validate_required_line, validate_time_zone
from domain.ports import Models
from models.enums import JobKind, Language, PromptKind, PromptSessionStatus, PromptStage, PromptStatus, Rating
from models.errors import InvalidInput, NotFound, WrongState
from models.jobs import Claim, LeaseLost
from models.mistakes import MistakeCollector
from models.rows.prompt import LockedQuestionRow, QuestionRow, SessionRow
from resolvers import audit
from resolvers import session as sessions
from resolvers import video as videos
from resolvers.core import access, budget, ids
from resolvers.core.context import Context

_log = logging.getLogger(__name__)
PROMPT_PIPELINE = "prompt/1"
# The API tries once, because a caller waits: a failure is answered at once.
ATTEMPTS = 1
_VIDEO_FIELD, _SESSION_FIELD, _HISTORY_FIELD = ("input", "videoId"), ("input", "sessionId"), ("promptHistoryId",)
_ANSWERED = frozenset({PromptStatus.COMPLETED, PromptStatus.NOT_FOUND, PromptStatus.NOT_EXAMINED})
_CAMERAS_FIELD, _SITES_FIELD = ("input", "cameraIds"), ("input", "sites")
# Cameras, and sites, that a question may be limited to.
MAX_SCOPE = 1000
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
    camera_ids: Sequence[str] | None = None
    sites: Sequence[str] | None = None
    verify: bool = False


@dataclass(frozen=True, slots=True)
class PromptColumns:
    """The columns that an operation selects of a question and of its session."""

    history: frozenset[str]
    session: frozenset[str]


@dataclass(frozen=True, slots=True)
class PromptResult:
    history: QuestionRow
    session: SessionRow


async def ask_prompt(context: Context, request: PromptRequest, columns: PromptColumns) -> PromptResult:
    """Store a question and, if the caller waits, answer it.

    Raises UserMistake, and Busy where too many questions of the organization are open: nothing is stored or spent then.
    """
    with MistakeCollector() as mistakes:
        new = mistakes.check(build_question, context, request, PromptKind.PROMPT)
        scope = QuestionScope(
            mistakes.check(_read_cameras, request.camera_ids), mistakes.check(_validate_sites, request.sites)
        )
        if scope.camera_ids and None in await context.data.cameras.get_by_ids(context.caller, scope.camera_ids, ()):
            mistakes.add(NotFound(field=_CAMERAS_FIELD))
        if mistakes.any:
            # Alone, a missing video or session is found when the question is stored.
            if request.video_id is not None and await videos.load_video(context, request.video_id, frozenset()) is None:
                mistakes.add(NotFound(field=_VIDEO_FIELD))
            await add_missing_session(context, request, mistakes)
    new = replace(new, payload=scope.to_payload() | ({"verify": True} if request.verify else {}))
    async with context.limits.question_scheduler.hold_slot(context.caller.organization) as slot:
        return await submit_question(context, request, new, columns, slot)


def _read_cameras(camera_ids: Sequence[str] | None) -> list[UUID] | None:
    """The keys of the cameras that a question is limited to. Raises InvalidInput, NotFound."""
    if camera_ids is None:
        return None
    if len(camera_ids) > MAX_SCOPE:
        raise InvalidInput("TOO_MANY_VALUES", field=_CAMERAS_FIELD, most=MAX_SCOPE)
    return [ids.require(ids.Kind.CAMERA, id_, *_CAMERAS_FIELD) for id_ in camera_ids]


def _validate_sites(sites: Sequence[str] | None) -> list[str] | None:
    """The names of the sites that a question is limited to. Raises InvalidInput."""
    if sites is None:
        return None
    if len(sites) > MAX_SCOPE:
        raise InvalidInput("TOO_MANY_VALUES", field=_SITES_FIELD, most=MAX_SCOPE)
    return [validate_required_line(site, _SITES_FIELD) for site in sites]


def build_question(
    context: Context, request: PromptRequest, kind: PromptKind, payload: Mapping[str, Any] | None = None
) -> NewQuestion:
    """The question to store, with the payload of its job. Raises InvalidInput for all that is wrong with it."""
    with MistakeCollector() as mistakes:
        text = mistakes.check(validate_question, request.text, context.limits.ask.max_characters, ("input", "text"))
        timezone = request.timezone
        if timezone is not None:
            timezone = mistakes.check(validate_time_zone, timezone, ("input", "timezone"))
    return NewQuestion(
        kind=kind,
        prompt=text,
        language=choose_language(Question(text, request.language)),
        timezone=timezone,
        pipeline=PROMPT_PIPELINE,
        title=title_from_text(text),
        planning_percent=percent_from_stage(PromptStage.PLANNING),
        payload=payload or {},
    )


async def add_missing_session(context: Context, request: PromptRequest, mistakes: MistakeCollector) -> None:
    """Name the session among the mistakes if it does not exist."""
    if request.session_id is not None and await sessions.load_session(context, request.session_id, frozenset()) is None:
        mistakes.add(NotFound(field=_SESSION_FIELD))


async def submit_question(
    context: Context, request: PromptRequest, new: NewQuestion, columns: PromptColumns, slot: QuestionSlot | None = None
) -> PromptResult:
    """Store a question, its session and its job, and answer it if the caller waits.

    slot: the question's, which it leaves while models work.
    """
    # This process holds the job from the start: no worker claims it while the process lives; afterwards the lease ends.
    owner = make_lease_owner(f"api:{context.request_id}") if request.wait else None
    started = await _start_question(context, request, new, owner)
    if started.claim is None:
        context.data.outbox.nudge()
    else:
        await _answer_now(context, started.claim, started.stored, slot)
    return await load_result(context, started.history_id, started.session_id, columns)


async def cancel_prompt(context: Context, id_: str, columns: PromptColumns) -> PromptResult:
    """Cancel a question that is not answered yet. A cancelled one stays cancelled.

    Raises NotFound, Forbidden for others' questions unless OPERATOR, and WrongState where it has ended.
    """
    data, key = context.data, ids.require(ids.Kind.PROMPT_HISTORY, id_, *_HISTORY_FIELD)
    async with data.postgres.transaction(context.caller) as connection:
        row = await _lock_question(context, connection, key)
        jobs = await data.jobs.lock_jobs(connection, JobKind.PROMPT, key)
        cancelled = [job for job in jobs if await data.jobs.cancel(connection, context.caller, job)]
        if cancelled:
            await audit.record_action(context, connection, "cancelPrompt", ids.Kind.PROMPT_HISTORY, key)
        elif row["status"] != PromptStatus.CANCELLED:
            raise WrongState("NOTHING_TO_CANCEL", field=_HISTORY_FIELD, state=row["status"])
    return await load_result(context, key, row["session_id"], columns)


async def rate_prompt(
    context: Context, id_: str, rating: Rating, comment: str | None, columns: PromptColumns
) -> PromptResult:
    """Judge an answer, in place of an earlier judgement and its comment.

    Raises NotFound, Forbidden for others' questions unless OPERATOR, InvalidInput, and WrongState where there is no
    answer to judge.
    """
    with MistakeCollector() as mistakes:
        paragraph = mistakes.check(validate_paragraph, comment, ("comment",))
        key = ids.require(ids.Kind.PROMPT_HISTORY, id_, *_HISTORY_FIELD)
        async with context.data.postgres.transaction(context.caller) as connection:
            row = await _lock_question(context, connection, key)
            if row["status"] not in _ANSWERED:
                raise WrongState("NOTHING_TO_RATE", field=_HISTORY_FIELD, state=row["status"])
            mistakes.raise_any()
            columns_to_set = {"rating": rating.value, "rating_comment": paragraph}
            await context.data.sessions.update_question_in(connection, key, **columns_to_set)
            details = {"rating": rating.value}
            await audit.record_action(context, connection, "ratePrompt", ids.Kind.PROMPT_HISTORY, key, details)
    return await load_result(context, key, row["session_id"], columns)


async def _start_question(
    context: Context, request: PromptRequest, new: NewQuestion, owner: str | None
) -> StartedQuestion:
    """Store the question with its entry in the audit log, and spend its units, all or nothing.

    Raises NotFound, Forbidden, WrongState, AllowanceExceeded.
    """
    action = _AUDIT_ACTIONS[new.kind]
    async with context.data.postgres.transaction(context.caller, generic_plan=True) as connection:
        # All through one connection: a request that holds one and waits for a second can starve.
        new = await _choose_session(context, connection, request, new)
        try:
            started = await start_question(connection, context.caller, new, owner, context.limits.job_lease_seconds)
        except NotFound:
            raise NotFound(field=_VIDEO_FIELD) from None
        session_id = ids.encode(ids.Kind.PROMPT_SESSION, started.session_id)
        details = {"sessionId": session_id, "videoId": request.video_id}
        await audit.record_action(context, connection, action, ids.Kind.PROMPT_HISTORY, started.history_id, details)
        # Looking at what the answer cites shows a model as many pictures as a chat does.
        await budget.spend_units(context, connection, _AUDIT_ACTIONS[PromptKind.VLM_CHAT] if request.verify else action)
    return started


async def _choose_session(
    context: Context, connection: AsyncConnection, request: PromptRequest, new: NewQuestion
) -> NewQuestion:
    """The question with the session that it continues, locked now, or with the video of a new session.

    Raises NotFound for each that does not exist, and as `_lock_session`.
    """
    if request.session_id is None:
        video_id = None if request.video_id is None else ids.require(ids.Kind.VIDEO, request.video_id, *_VIDEO_FIELD)
        return replace(new, video_id=video_id)
    with MistakeCollector() as mistakes:
        video_id = None if request.video_id is None else ids.decode(ids.Kind.VIDEO, request.video_id)
        if request.video_id is not None and (
            video_id is None or await context.data.videos.load_context_in(connection, video_id) is None
        ):
            video_id = None
            mistakes.add(NotFound(field=_VIDEO_FIELD))
        session_id = await _lock_session(context, connection, request.session_id, video_id)
    return replace(new, session_id=session_id)


async def load_result(context: Context, history_id: UUID, session_id: UUID, columns: PromptColumns) -> PromptResult:
    """A question and its session as they are now. Raises NotFound where they were deleted meanwhile."""
    history, session = await context.data.sessions.get_question_and_session(
        context.caller, history_id, session_id, columns.history, columns.session
    )
    if history is None or session is None:
        raise NotFound
    return PromptResult(history, session)


async def _answer_now(
    context: Context, claim: Claim, pending: PendingQuestion | None, slot: QuestionSlot | None
) -> None:
    """Run the question's job in this process."""
    data, limits = context.data, context.limits
    in_time = context.models_with_timeout(limits.prompt_call_seconds)
    models: Models = in_time if slot is None else SlotReleasingModels(in_time, slot)
    query = TextToSql(data.sql, models, limits.ask, limits.sql_pools)
    services = AskServices(data.search, models, limits.ask, context.clock, query)
    frame_answerer = FrameAnswerer(FrameExtractor(data.objects, limits.frame_slots), data.videos, services)
    handler = PromptJobHandler(data.sessions, services, frame_answerer, pending)
    try:
        await attempt.run_attempt(claim, handler, data.jobs, max_attempts=ATTEMPTS)
    except LeaseLost:
        # The row will show the answer of the other process.
        _log.warning("A prompt was taken over by another process", extra={"job_id": str(claim.job.id)})


async def _lock_session(context: Context, connection: AsyncConnection, id_: str, video_id: UUID | None) -> UUID:
    """The key of a session that takes a question about this video; the session is locked.

    Raises NotFound, Forbidden for another user's session unless OPERATOR, and WrongState where it takes no such
    question.
    """
    key = ids.require(ids.Kind.PROMPT_SESSION, id_, *_SESSION_FIELD)
    session = await context.data.sessions.lock_session(connection, key)
    if session is None:
        raise NotFound(field=_SESSION_FIELD)
    access.require_owner(context.caller, session["user_id"])
    if session["status"] == PromptSessionStatus.CLOSED:
        raise WrongState("SESSION_CLOSED", field=_SESSION_FIELD)
    if video_id is not None and session["video_id"] != video_id:
        raise WrongState("SESSION_OF_ANOTHER_VIDEO", field=_SESSION_FIELD)
    return key


async def _lock_question(context: Context, connection: AsyncConnection, key: UUID) -> LockedQuestionRow:
    """A question that the caller may change, locked. Raises NotFound, Forbidden."""
    row = await context.data.sessions.lock_question(connection, key)
    if row is None:
        raise NotFound(field=_HISTORY_FIELD)
    access.require_owner(context.caller, row["user_id"])
    return row
