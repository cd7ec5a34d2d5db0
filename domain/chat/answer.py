"""Answer a question about what is on screen: plan, find the part of the video, look at frames, write."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ask.filters.build_filters import Obstacle
from domain.ask.plan.plan import Asked
from domain.ask.plan.planner import planning_message
from domain.ask.question.question import Answer, AskSettings, Question, language_of
from domain.ask.replies.no_results import guidance, obstacle
from domain.chat.frames import Frame, Frames
from domain.chat.image_sizes import picture_size
from domain.chat.message import look_message
from domain.chat.plan import LOOK_TOOL, Intent, LookPlan, read_look_plan
from domain.chat.previous_frames import kept_frames, kept_moment, without_frames
from domain.chat.sentences import analysis_unfinished, looked_at, missed, nothing_seen
from domain.chat.stored_answer import shown, unfound
from domain.chat.surroundings import Around, unfinished
from domain.chat.time_range import Miss, Where, where
from domain.chat.writer import write_look
from domain.isolation.subprocess import Child
from domain.llm.prompts import LOOK_PLANNER, LOOKER
from domain.llm.usage_meter import Meter
from domain.ports import Models, Retrieval
from models.access.principal import Principal
from models.asking.conversation import Conversation, Message
from models.asking.evidence import VideoContext
from models.enums import PromptStage
from models.errors import UnusableMedia
from models.filters import SecondsRange
from models.footage.originals import Original
from vision.media.clock import Clock
from vision.stills.frame_selection import Moment
from vision.stills.stills import Wanted

Tell = Callable[[PromptStage, str], Awaitable[None]]
Ask = Callable[[Question], Awaitable[Answer]]

_MAX_TOKENS = 1500


@dataclass(frozen=True, slots=True)
class Chat:
    """What answering needs. ask answers by retrieval what pictures cannot."""

    principal: Principal
    search: Retrieval
    models: Models
    settings: AskSettings
    frames: Frames
    tell: Tell
    ask: Ask


@dataclass(frozen=True, slots=True)
class _Looked:
    frames: list[Frame]
    where: Where | None


async def answer(
    chat: Chat,
    question: Question,
    video: VideoContext,
    original: Original,
    seconds: SecondsRange | None,
    now: datetime,
    clock: Clock | None = None,
) -> Answer:
    """The answer. seconds: where the caller says to look, if it does. clock: the footage's, where it is known.

    Raises UnusableMedia where the footage cannot be read, Declined where the model will not answer, and Unavailable.
    """
    async with chat.frames.ahead(chat.principal.organization) as child:
        return await _answered(chat, question, video, original, seconds, now, child, clock)


async def _answered(
    chat: Chat,
    question: Question,
    video: VideoContext,
    original: Original,
    seconds: SecondsRange | None,
    now: datetime,
    child: Child | None,
    clock: Clock | None,
) -> Answer:
    meter = Meter()
    language = language_of(question)
    await chat.tell(PromptStage.PLANNING, "")
    with meter.stage("planning"):
        plan = await _planned(chat, question, meter, now)
    kept = kept_frames(question)
    if seconds is None and not (plan.same_frames and kept):
        if not plan.about_footage:
            text = guidance(language, third_language=plan.language is Asked.OTHER)
            return unfound(question, language, meter, text, plan)
        if plan.intent is Intent.GENERAL:
            return await chat.ask(question)

    await chat.tell(PromptStage.SEARCHING, "")
    found = await _found(chat, plan, question, video, seconds, kept, meter)
    if isinstance(found, Miss | Obstacle):
        coverage = await Around(chat.principal, chat.search, meter, video, ()).coverage()
        text = missed(found, video, language) if isinstance(found, Miss) else obstacle(found, plan, question, language)
        if found is not Miss.OUTSIDE and unfinished(coverage):
            text = f"{analysis_unfinished(language)} {text}"
        return unfound(question, language, meter, text, plan, coverage)
    await chat.tell(PromptStage.LOOKING, "")
    with meter.stage("looking"):
        looked = await _look(chat, found, original, meter, child, clock)
    if not looked.frames:
        raise UnusableMedia("UNDECODABLE_VIDEO", codec="?")

    around = Around(chat.principal, chat.search, meter, video, looked.frames)
    rows = await around.rows()
    await chat.tell(PromptStage.WRITING, "")
    numbers = range(1, len(looked.frames) + len(rows) + 1)
    model_id = chat.settings.vision_model_id or chat.settings.model_id
    # A follow-up about the frames of an instant is about that instant.
    moment = kept_moment(question) if looked.where is None else looked.where.point
    last = ""

    async def tell(text: str) -> None:
        nonlocal last
        last = text
        await chat.tell(PromptStage.WRITING, text)

    # The model need not wait until its frames are stored and the footage is counted; the answer does.
    beside = asyncio.gather(around.coverage(), _kept(chat, looked))
    try:
        with meter.stage("writing"):
            seen = await write_look(
                Conversation(
                    model_id=model_id,
                    system=LOOKER,
                    messages=[look_message(question, video, plan, looked.frames, rows, language, moment)],
                    max_tokens=_MAX_TOKENS,
                ),
                numbers=numbers,
                frames=len(looked.frames),
                language=language,
                models=chat.models,
                meter=meter,
                tell=tell,
            )
        coverage, _ = await beside
    finally:
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
    if not seen.text:
        seen = replace(seen, text=nothing_seen(looked.frames, language))
    if unfinished(coverage):
        note = analysis_unfinished(language)
        await tell(note if not last or last[-1].isspace() else f" {note}")
        seen = replace(seen, text=f"{seen.text} {note}")
    looked_part = looked_at(video, looked.frames, looked.where, language)
    answered = unfound(question, language, meter, seen.text, plan, coverage)
    return shown(answered, video, looked.frames, rows, seen, looked_part, moment)


async def _planned(chat: Chat, question: Question, meter: Meter, now: datetime) -> LookPlan:
    """The planner's reading; without a planner, a look at the same frames again, or at the whole video."""

    async def converse() -> LookPlan:
        reply = await chat.models.converse(
            Conversation(
                model_id=chat.settings.model_id,
                system=LOOK_PLANNER,
                messages=[Message("user", planning_message(without_frames(question), now))],
                tool=LOOK_TOOL,
                max_tokens=800,
            )
        )
        meter.spend(chat.settings.model_id, reply.tokens)
        return read_look_plan(reply.tool_input, question)

    plan = await meter.attempt("planner", converse())
    asked = Asked(language_of(question).value.lower())
    return plan or LookPlan(language=asked, about_footage=True, same_frames=bool(kept_frames(question)))


async def _found(
    chat: Chat,
    plan: LookPlan,
    question: Question,
    video: VideoContext,
    seconds: SecondsRange | None,
    kept: Sequence[tuple[float, str]],
    meter: Meter,
) -> Where | Miss | Obstacle | list[tuple[float, str]]:
    if seconds is None and plan.same_frames and kept:
        return list(kept)
    looking = where(plan, seconds, question, video, chat.principal, chat.search, chat.settings.rows_measured)
    with meter.stage("searching"):
        found = await meter.attempt("structured", looking)
    if found is not None:
        return found
    # Without the events, the pictures are still there.
    return Where(seconds.start or 0.0, seconds.end) if seconds else Where(0.0, video.duration_seconds)


async def _look(
    chat: Chat,
    found: Where | list[tuple[float, str]],
    original: Original,
    meter: Meter,
    child: Child | None,
    clock: Clock | None,
) -> _Looked:
    """Frames of the part that was found, or those of the answer before once more."""
    if isinstance(found, list):
        again = await chat.frames.again(found)
        if again:
            return _Looked(again, None)
        times = [seconds for seconds, _ in found]
        found = Where(min(times), max(times), [Moment(seconds, 0.0) for seconds in times])
    most = chat.settings.chat_frames
    if found.end is not None:
        # More than two frames a second show the same thing.
        most = max(1, min(most, int(2 * (found.end - found.start)) + 1))
    size = picture_size(chat.settings.vision_model_id or chat.settings.model_id)
    looked = await chat.frames.take(
        chat.principal.organization,
        original,
        Wanted(found.start, found.end, found.moments, most, size),
        child,
        clock,
    )
    if looked.undecodable or looked.cut_short:
        meter.failed("frames")
    return _Looked(list(looked.frames), found)


async def _kept(chat: Chat, looked: _Looked) -> None:
    """Those that were looked at once more are stored already."""
    if looked.where is not None:
        await chat.frames.keep(looked.frames)
