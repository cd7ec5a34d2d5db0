"""Answer a question about what is on screen: plan, find the part of the video, look at frames, write."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ask.filters.build_filters import Obstacle
from domain.ask.plan.plan import QuestionLanguage
from domain.ask.plan.planner import build_planning_message
from domain.ask.question.question import Answer, Question, choose_language
from domain.ask.replies.no_results import reply_guidance, reply_obstacle
from domain.ask.settings import AskSettings
from domain.chat.frames import FrameExtractor, FrameImage
from domain.chat.image_sizes import choose_picture_size
from domain.chat.message import build_look_message
from domain.chat.plan import LOOK_TOOL, Intent, LookPlan, parse_look_plan
from domain.chat.previous_frames import frames_from_history, moment_from_history, strip_frames
from domain.chat.sentences import format_looked_part, format_unfinished_note, reply_miss, reply_nothing_seen
from domain.chat.stored_answer import add_frames, build_empty_answer
from domain.chat.surroundings import FrameSurroundings, is_analysis_unfinished
from domain.chat.time_range import MissReason, VideoPart, locate_part
from domain.chat.writer import write_frame_answer
from domain.isolation.subprocess import IsolatedProcess
from domain.llm.prompts import FRAME_ANALYST, FRAME_PLANNER
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, ReportStage, Retrieval
from models.access.principal import Principal
from models.asking.conversation import Conversation, Message
from models.asking.evidence import VideoContext
from models.enums import PromptStage
from models.errors import UnusableMedia
from models.filters import SecondsRange
from models.footage.originals import Original
from vision.media.clock import FootageClock
from vision.stills.frame_selection import Moment
from vision.stills.stills import StillsRequest

AskQuestion = Callable[[Question], Awaitable[Answer]]

_MAX_TOKENS = 1500


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What answering needs. ask answers by retrieval what pictures cannot."""

    principal: Principal
    search: Retrieval
    models: Models
    settings: AskSettings
    frames: FrameExtractor
    report: ReportStage
    ask: AskQuestion


@dataclass(frozen=True, slots=True)
class _ChosenFrames:
    frames: list[FrameImage]
    part: VideoPart | None


async def answer_from_frames(
    chat: ChatContext,
    question: Question,
    video: VideoContext,
    original: Original,
    seconds: SecondsRange | None,
    now: datetime,
    clock: FootageClock | None = None,
) -> Answer:
    """The answer. seconds: where the caller says to look, if it does. clock: the footage's, where it is known.

    Raises UnusableMedia where the footage cannot be read, Declined where the model will not answer, and Unavailable.
    """
    async with chat.frames.prepare_child(chat.principal.organization) as child:
        return await _answer_in_steps(chat, question, video, original, seconds, now, child, clock)


async def _answer_in_steps(
    chat: ChatContext,
    question: Question,
    video: VideoContext,
    original: Original,
    seconds: SecondsRange | None,
    now: datetime,
    child: IsolatedProcess | None,
    clock: FootageClock | None,
) -> Answer:
    meter = UsageMeter()
    language = choose_language(question)
    await chat.report(PromptStage.PLANNING, "")
    with meter.time_stage("planning"):
        plan = await _plan_look(chat, question, meter, now)
    kept = frames_from_history(question)
    if seconds is None and not (plan.same_frames and kept):
        if not plan.about_footage:
            text = reply_guidance(language, third_language=plan.language is QuestionLanguage.OTHER)
            return build_empty_answer(question, language, meter, text, plan)
        if plan.intent is Intent.GENERAL:
            return await chat.ask(question)

    await chat.report(PromptStage.SEARCHING, "")
    found = await _locate_frames(chat, plan, question, video, seconds, kept, meter)
    if isinstance(found, MissReason | Obstacle):
        coverage = await FrameSurroundings(chat.principal, chat.search, meter, video, ()).measure_coverage()
        text = (
            reply_miss(found, video, language)
            if isinstance(found, MissReason)
            else reply_obstacle(found, plan, question, language)
        )
        if found is not MissReason.OUTSIDE and is_analysis_unfinished(coverage):
            text = f"{format_unfinished_note(language)} {text}"
        return build_empty_answer(question, language, meter, text, plan, coverage)
    await chat.report(PromptStage.LOOKING, "")
    with meter.time_stage("looking"):
        looked = await _take_frames(chat, found, original, meter, child, clock)
    if not looked.frames:
        raise UnusableMedia("UNDECODABLE_VIDEO", codec="?")

    around = FrameSurroundings(chat.principal, chat.search, meter, video, looked.frames)
    rows = await around.list_events()
    await chat.report(PromptStage.WRITING, "")
    numbers = range(1, len(looked.frames) + len(rows) + 1)
    model_id = chat.settings.frame_model_id
    # A follow-up about the frames of an instant is about that instant.
    moment = moment_from_history(question) if looked.part is None else looked.part.point
    last = ""

    async def tell(text: str) -> None:
        nonlocal last
        last = text
        await chat.report(PromptStage.WRITING, text)

    # The model need not wait until its frames are stored and the footage is counted; the answer does.
    beside = asyncio.gather(around.measure_coverage(), _store_frames(chat, looked))
    try:
        with meter.time_stage("writing"):
            seen = await write_frame_answer(
                Conversation(
                    model_id=model_id,
                    system=FRAME_ANALYST,
                    messages=[build_look_message(question, video, plan, looked.frames, rows, language, moment)],
                    max_tokens=_MAX_TOKENS,
                ),
                numbers=numbers,
                frames=len(looked.frames),
                language=language,
                models=chat.models,
                meter=meter,
                send=tell,
            )
        coverage, _ = await beside
    finally:
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
    if not seen.text:
        seen = replace(seen, text=reply_nothing_seen(looked.frames, language))
    if is_analysis_unfinished(coverage):
        note = format_unfinished_note(language)
        await tell(note if not last or last[-1].isspace() else f" {note}")
        seen = replace(seen, text=f"{seen.text} {note}")
    looked_part = format_looked_part(video, looked.frames, looked.part, language)
    answered = build_empty_answer(question, language, meter, seen.text, plan, coverage)
    return add_frames(answered, video, looked.frames, rows, seen, looked_part, moment)


async def _plan_look(chat: ChatContext, question: Question, meter: UsageMeter, now: datetime) -> LookPlan:
    """The planner's reading; without a planner, a look at the same frames again, or at the whole video."""

    async def converse() -> LookPlan:
        reply = await chat.models.converse(
            Conversation(
                model_id=chat.settings.model_id,
                system=FRAME_PLANNER,
                messages=[Message("user", build_planning_message(strip_frames(question), now))],
                tool=LOOK_TOOL,
                max_tokens=800,
            )
        )
        meter.record_tokens(chat.settings.model_id, reply.tokens)
        return parse_look_plan(reply.tool_input, question)

    plan = await meter.attempt("planner", converse())
    asked = QuestionLanguage(choose_language(question).value.lower())
    return plan or LookPlan(language=asked, about_footage=True, same_frames=bool(frames_from_history(question)))


async def _locate_frames(
    chat: ChatContext,
    plan: LookPlan,
    question: Question,
    video: VideoContext,
    seconds: SecondsRange | None,
    kept: Sequence[tuple[float, str]],
    meter: UsageMeter,
) -> VideoPart | MissReason | Obstacle | list[tuple[float, str]]:
    if seconds is None and plan.same_frames and kept:
        return list(kept)
    looking = locate_part(plan, seconds, question, video, chat.principal, chat.search, chat.settings.rows_measured)
    with meter.time_stage("searching"):
        found = await meter.attempt("structured", looking)
    if found is not None:
        return found
    # Without the events, the pictures are still there.
    return VideoPart(seconds.start or 0.0, seconds.end) if seconds else VideoPart(0.0, video.duration_seconds)


async def _take_frames(
    chat: ChatContext,
    found: VideoPart | list[tuple[float, str]],
    original: Original,
    meter: UsageMeter,
    child: IsolatedProcess | None,
    clock: FootageClock | None,
) -> _ChosenFrames:
    """Frames of the part that was found, or those of the answer before once more."""
    if isinstance(found, list):
        again = await chat.frames.reload(found)
        if again:
            return _ChosenFrames(again, None)
        times = [seconds for seconds, _ in found]
        found = VideoPart(min(times), max(times), [Moment(seconds, 0.0) for seconds in times])
    most = chat.settings.chat_frames
    if found.end is not None:
        # More than two frames a second show the same thing.
        most = max(1, min(most, int(2 * (found.end - found.start)) + 1))
    size = choose_picture_size(chat.settings.frame_model_id)
    looked = await chat.frames.extract(
        chat.principal.organization,
        original,
        StillsRequest(found.start, found.end, found.moments, most, size),
        child,
        clock,
    )
    if looked.undecodable_count or looked.cut_short:
        meter.mark_degraded("frames")
    return _ChosenFrames(list(looked.frames), found)


async def _store_frames(chat: ChatContext, looked: _ChosenFrames) -> None:
    """Those that were looked at once more are stored already."""
    if looked.part is not None:
        await chat.frames.store(looked.frames)
