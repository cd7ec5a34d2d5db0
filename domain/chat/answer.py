"""Answer a question about what is on screen: plan, find the part of the video, look at frames, write."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.apart import Child
from domain.chat.frames import Frame, Frames
from domain.chat.message import look_message
from domain.chat.plan import LOOK_TOOL, Intent, LookPlan, read_look_plan
from domain.chat.sentences import looked_at, missed, nothing_seen
from domain.chat.sizes import picture_size
from domain.chat.stored import citation, unfound
from domain.chat.where import Miss, Where, where
from domain.chat.write import Seen, write_look
from domain.choose import weightiest
from domain.meter import Meter
from domain.nothing import guidance, obstacle
from domain.plan import Asked
from domain.planning import planning_message
from domain.ports import Models, Retrieval
from domain.prompts import LOOK_PLANNER, LOOKER
from domain.question import Answer, AskSettings, Question, language_of
from domain.scope import Obstacle
from models.answers import Coverage
from models.conversation import Conversation, Message
from models.enums import EventOrder, Language, PromptStage, PromptStatus, SearchMethod
from models.errors import UnusableMedia
from models.evidence import Evidence, VideoContext
from models.filters import EventFilter, SecondsRange
from models.principal import Principal
from vision.moments import Moment
from vision.stills import Wanted

Tell = Callable[[PromptStage, str], Awaitable[None]]
Ask = Callable[[Question], Awaitable[Answer]]

# Events around the frames that the model is told of.
_EVENTS_TOLD = 20
_AROUND_SECONDS = 2.0
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
    chat: Chat, question: Question, video: VideoContext, object_key: str, seconds: SecondsRange | None, now: datetime
) -> Answer:
    """The answer. seconds: where the caller says to look, if it does.

    Raises UnusableMedia where the footage cannot be read, Declined where the model will not answer, and Unavailable.
    """
    async with chat.frames.ahead() as child:
        return await _answered(chat, question, video, object_key, seconds, now, child)


async def _answered(
    chat: Chat,
    question: Question,
    video: VideoContext,
    object_key: str,
    seconds: SecondsRange | None,
    now: datetime,
    child: Child | None,
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
        text = missed(found, video, language) if isinstance(found, Miss) else obstacle(found, plan, question, language)
        return unfound(question, language, meter, text, plan)
    await chat.tell(PromptStage.LOOKING, "")
    with meter.stage("looking"):
        looked = await _look(chat, found, video, object_key, meter, child)
    if not looked.frames:
        raise UnusableMedia("UNDECODABLE_VIDEO", codec="?")

    rows = await _rows_around(chat, looked.frames, video, meter)
    await chat.tell(PromptStage.WRITING, "")
    numbers = range(1, len(looked.frames) + len(rows) + 1)
    model_id = chat.settings.vision_model_id or chat.settings.model_id
    # The model need not wait until its frames are stored; the answer does.
    keeping = asyncio.ensure_future(_kept(chat, looked))
    try:
        with meter.stage("writing"):
            seen = await write_look(
                Conversation(
                    model_id=model_id,
                    system=LOOKER,
                    messages=[look_message(question, video, plan, looked.frames, rows, language, _point(looked))],
                    max_tokens=_MAX_TOKENS,
                ),
                numbers=numbers,
                frames=len(looked.frames),
                language=language,
                models=chat.models,
                meter=meter,
                tell=lambda text: chat.tell(PromptStage.WRITING, text),
            )
        await keeping
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    coverage = await _coverage(chat, looked.frames, video, meter)
    return _seen(question, video, language, meter, plan, looked, rows, seen, coverage)


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


def kept_frames(question: Question) -> list[tuple[float, str]]:
    """Second and key of the frames that the latest answer which looked at any has looked at."""
    for turn in reversed(question.earlier):
        frames = (turn.plan or {}).get("frames") or []
        if frames:
            return [(float(frame["seconds"]), str(frame["key"])) for frame in frames]
    return []


def without_frames(question: Question) -> Question:
    """The question as planners see it: where pictures are kept is not theirs to know."""
    earlier = [
        replace(turn, plan={name: held for name, held in (turn.plan or {}).items() if name != "frames"})
        for turn in question.earlier
    ]
    return replace(question, earlier=earlier)


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
    video: VideoContext,
    object_key: str,
    meter: Meter,
    child: Child | None,
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
        video.id,
        object_key,
        Wanted(found.start, found.end, found.moments, most, size),
        child,
    )
    if looked.undecodable or looked.cut_short:
        meter.failed("frames")
    return _Looked(list(looked.frames), found)


async def _kept(chat: Chat, looked: _Looked) -> None:
    """Those that were looked at once more are stored already."""
    if looked.where is not None:
        await chat.frames.keep(looked.frames)


def _point(looked: _Looked) -> float | None:
    return None if looked.where is None else looked.where.point


async def _rows_around(chat: Chat, frames: Sequence[Frame], video: VideoContext, meter: Meter) -> list[Evidence]:
    rows = await meter.attempt(
        "structured",
        chat.search.structured(chat.principal, _within(frames, video), EventOrder.EARLIEST_FIRST, 500),
    )
    return weightiest(rows or [], _EVENTS_TOLD)


async def _coverage(chat: Chat, frames: Sequence[Frame], video: VideoContext, meter: Meter) -> Coverage:
    found = await meter.attempt("coverage", chat.search.coverage(chat.principal, _within(frames, video)))
    return found or Coverage()


def _within(frames: Sequence[Frame], video: VideoContext) -> EventFilter:
    first, last = frames[0].seconds - _AROUND_SECONDS, frames[-1].seconds + _AROUND_SECONDS
    return EventFilter(video_ids=(video.id,), seconds=SecondsRange(max(0.0, first), last))


def _seen(
    question: Question,
    video: VideoContext,
    language: Language,
    meter: Meter,
    plan: LookPlan,
    looked: _Looked,
    rows: Sequence[Evidence],
    seen: Seen,
    coverage: Coverage,
) -> Answer:
    frames = looked.frames
    numbers = sorted(set(seen.cited)) or range(1, len(frames) + 1)
    shown: list[Frame | Evidence] = [*frames, *rows]
    cited = [(number, shown[number - 1]) for number in numbers]
    text = seen.text or nothing_seen(frames, language)
    told = unfound(question, language, meter, text, plan)
    people = [(str(row.video_id), row.track_id) for _, row in cited if isinstance(row, Evidence) and row.track_id]
    return replace(
        told,
        status=PromptStatus.COMPLETED if seen.found else PromptStatus.NOT_FOUND,
        interpretation=looked_at(video, frames, looked.where, language),
        methods=(SearchMethod.FRAMES,),
        plan={
            **told.plan,
            "frames": [{"seconds": frame.seconds, "key": frame.key} for frame in frames],
            "people": [{"videoId": video_id, "trackId": track} for video_id, track in dict.fromkeys(people)],
        },
        citations=[citation(number, one, video) for number, one in cited],
        coverage=coverage,
        main_event_id=next((row.event_id for _, row in cited if isinstance(row, Evidence)), None),
    )
