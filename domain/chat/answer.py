"""Answer a question about what is on screen: plan, find the part of the video, extract frames, write."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.ask.checking.pictures import PicturedMaterial, build_pictured_judge
from domain.ask.filters.scope import Obstacle
from domain.ask.plan.filling import choose_tool, fill_in
from domain.ask.plan.plan import QuestionLanguage
from domain.ask.plan.planner import build_planning_message
from domain.ask.question.question import Answer, Question, choose_language
from domain.ask.replies.no_results import reply_guidance, reply_obstacle
from domain.ask.services import AskServices, EventLookup
from domain.ask.telling import Telling
from domain.ask.time.unused import find_unread_times
from domain.chat.frames import FrameBatch, FrameExtractor, FrameImage
from domain.chat.image_sizes import choose_picture_size
from domain.chat.message import build_look_message
from domain.chat.plan import LOOK_TOOL, Intent, LookPlan, parse_look_plan
from domain.chat.previous_frames import frames_from_history, moment_from_history, strip_frames
from domain.chat.sentences import format_looked_part, format_unfinished_note, reply_miss, reply_nothing_seen
from domain.chat.stored_answer import ShownMaterial, add_frames, build_empty_answer
from domain.chat.surroundings import FrameSurroundings, is_analysis_unfinished
from domain.chat.video_part import MissReason, VideoPart, locate_part
from domain.chat.writer import WrittenFrameAnswer, write_frame_answer
from domain.isolation.subprocess import IsolatedProcess
from domain.llm.prompts import FRAME_ANALYST, FRAME_PLANNER
from domain.llm.streaming import Writing
from domain.llm.usage_meter import UsageMeter
from domain.ports import ReportStage
from models.access.principal import Principal
from models.asking.conversation import Conversation, Message
from models.asking.evidence import VideoContext
from models.enums import Language, PromptStage
from models.errors import UnusableMedia
from models.filters import SecondsRange
from models.footage.originals import Original
from vision.media.clock import FootageClock
from vision.stills.frame_selection import Moment
from vision.stills.stills import StillsRequest

AskQuestion = Callable[[Question], Awaitable[Answer]]
# Second and key of frames that an earlier answer looked at.
PreviousFrames = list[tuple[float, str]]

_MAX_TOKENS = 1500


@dataclass(frozen=True, slots=True)
class ChatContext:
    """What answering needs. ask answers by retrieval what frames cannot."""

    principal: Principal
    services: AskServices
    frames: FrameExtractor
    report: ReportStage
    ask: AskQuestion


@dataclass(frozen=True, slots=True)
class ChatFootage:
    """The video that a chat is about, its original, and the footage's clock if it is known."""

    video: VideoContext
    original: Original
    clock: FootageClock | None = None


@dataclass(frozen=True, slots=True)
class _ExtractedFrames:
    """part: the part of the video that they are from; None for frames of an earlier answer."""

    frames: list[FrameImage]
    part: VideoPart | None


async def answer_from_frames(
    chat: ChatContext, question: Question, footage: ChatFootage, seconds: SecondsRange | None
) -> Answer:
    """Answer a question about a video. seconds: the range that the caller chose, if any.

    Raises UnusableMedia if the footage cannot be read, ModelDeclined if the model refuses, and Unavailable.
    """
    telling = Telling(chat.report)

    async def ask_and_tell(question: Question) -> Answer:
        # It reports its own text: what it told is not told again.
        answer = await chat.ask(question)
        telling.pass_on(answer.response)
        return answer

    told = replace(chat, report=telling, ask=ask_and_tell)
    async with chat.frames.prepare_child(chat.principal.organization) as child:
        answer = await _Chat(told, question, footage, UsageMeter(), child).answer(seconds)
    await telling.finish(answer.response)
    return answer


@dataclass(frozen=True, slots=True)
class _Chat:
    """The steps of one answer."""

    context: ChatContext
    question: Question
    footage: ChatFootage
    meter: UsageMeter
    child: IsolatedProcess | None

    @property
    def language(self) -> Language:
        return choose_language(self.question)

    @property
    def services(self) -> AskServices:
        return self.context.services

    async def answer(self, seconds: SecondsRange | None) -> Answer:
        await self.context.report(PromptStage.PLANNING, "")
        with self.meter.time_stage("planning"):
            plan = await self._plan()
        previous = frames_from_history(self.question)
        if seconds is None and not (plan.same_frames and previous):
            if not plan.about_footage:
                return self._build_guidance(plan)
            if plan.intent is Intent.GENERAL:
                return await self.context.ask(self.question)
        if seconds is None and "planner" not in self.meter.degraded:
            asked = replace(self.question, video=self.footage.video)
            if unread := find_unread_times(asked, plan, self.services.clock()):
                return await self._build_miss(plan.add_not_understood(unread), Obstacle.UNCLEAR_TIME)

        await self.context.report(PromptStage.SEARCHING, "")
        location = await self._locate_frames(plan, seconds, previous)
        if isinstance(location, MissReason | Obstacle):
            return await self._build_miss(plan, location)
        await self.context.report(PromptStage.LOOKING, "")
        with self.meter.time_stage("looking"):
            extracted = await self._extract_frames(location)
        if not extracted.frames:
            raise UnusableMedia("UNDECODABLE_VIDEO", codec="?")
        return await self._write(plan, extracted)

    async def _plan(self) -> LookPlan:
        """The planner's reading; if the planner fails, the same frames again, or the whole video."""
        services, question = self.services, self.question

        conversation = Conversation(
            model_id=services.settings.model_id,
            system=FRAME_PLANNER,
            messages=[Message("user", build_planning_message(strip_frames(question), services.clock()))],
            tool=choose_tool(LOOK_TOOL, services.settings),
            max_tokens=800,
        )

        def read(tool_input: Mapping[str, Any] | None) -> LookPlan:
            return parse_look_plan(tool_input, question)

        asked = replace(question, video=self.footage.video)
        filling = fill_in(conversation, read, asked, services, self.meter, holds_all=False)
        plan = await self.meter.attempt("planner", filling, needs_model=True)
        language = QuestionLanguage(self.language.value.lower())
        return plan or LookPlan(language=language, about_footage=True, same_frames=bool(frames_from_history(question)))

    def _build_guidance(self, plan: LookPlan) -> Answer:
        text = reply_guidance(self.language, third_language=plan.language is QuestionLanguage.OTHER)
        return build_empty_answer(text, self.language, self.meter, plan)

    async def _locate_frames(
        self, plan: LookPlan, seconds: SecondsRange | None, previous: PreviousFrames
    ) -> VideoPart | MissReason | Obstacle | PreviousFrames:
        """Where to look: the frames of the earlier answer, a part of the video, or why there is none."""
        if seconds is None and plan.same_frames and previous:
            return previous
        video, services = self.footage.video, self.services
        lookup = EventLookup(self.context.principal, services.search, self.meter, services.settings.max_rows_read)
        with self.meter.time_stage("searching"):
            locating = locate_part(plan, seconds, replace(self.question, video=video), lookup)
            location = await self.meter.attempt("structured", locating)
        if location is not None:
            return location
        # Without the events, frames can still be extracted.
        return VideoPart(seconds.start or 0.0, seconds.end) if seconds else VideoPart(0.0, video.duration_seconds)

    async def _build_miss(self, plan: LookPlan, reason: MissReason | Obstacle) -> Answer:
        """The answer if there is nothing to look at."""
        video, language = self.footage.video, self.language
        coverage = await self._get_surroundings([]).measure_coverage()
        text = (
            reply_miss(reason, video, language)
            if isinstance(reason, MissReason)
            else reply_obstacle(reason, plan, self.question, language)
        )
        if reason is not MissReason.OUTSIDE and is_analysis_unfinished(coverage):
            text = f"{format_unfinished_note(language)} {text}"
        return build_empty_answer(text, language, self.meter, plan, coverage)

    def _get_surroundings(self, frames: list[FrameImage]) -> FrameSurroundings:
        return FrameSurroundings(self.context.principal, self.services.search, self.meter, self.footage.video, frames)

    async def _extract_frames(self, location: VideoPart | PreviousFrames) -> _ExtractedFrames:
        """Frames of a part, or those of the earlier answer again; if these were deleted, new ones of the same times."""
        if isinstance(location, list):
            reloaded = await self.context.frames.reload(location)
            if reloaded:
                return _ExtractedFrames(reloaded, None)
            times = [seconds for seconds, _ in location]
            location = VideoPart(min(times), max(times), [Moment(seconds, 0.0) for seconds in times])
        settings = self.services.settings
        count = settings.chat_frames
        if location.end is not None:
            # More than two frames a second show the same thing.
            count = max(1, min(count, int(2 * (location.end - location.start)) + 1))
        size = choose_picture_size(settings.frame_model_id)
        batch: FrameBatch = await self.context.frames.extract(
            self.context.principal.organization,
            self.footage.original,
            StillsRequest(location.start, location.end, location.moments, count, size),
            self.child,
            self.footage.clock,
        )
        if batch.undecodable_count or batch.cut_short:
            self.meter.mark_degraded("frames")
        return _ExtractedFrames(list(batch.frames), location)

    async def _write(self, plan: LookPlan, extracted: _ExtractedFrames) -> Answer:
        """Write the answer from frames and the events around them."""
        surroundings = self._get_surroundings(extracted.frames)
        rows = await surroundings.list_events()
        await self.context.report(PromptStage.WRITING, "")
        # A follow-up about the frames of an instant is about that instant.
        moment = moment_from_history(self.question) if extracted.part is None else extracted.part.instant
        shown = ShownMaterial(self.footage.video, extracted.frames, rows, moment)
        last_text = ""

        async def send(text: str) -> None:
            nonlocal last_text
            last_text = text
            await self.context.report(PromptStage.WRITING, text)

        # The model does not wait until its frames are stored and the footage is measured; the answer does.
        side_work = asyncio.gather(surroundings.measure_coverage(), self._store_frames(extracted))
        try:
            with self.meter.time_stage("writing"):
                written = await self._write_text(plan, shown, send)
            coverage, _ = await side_work
        finally:
            side_work.cancel()
            await asyncio.gather(side_work, return_exceptions=True)
        if not written.text:
            written = replace(written, text=reply_nothing_seen(extracted.frames, self.language))
        if is_analysis_unfinished(coverage):
            note = format_unfinished_note(self.language)
            await send(note if not last_text or last_text[-1].isspace() else f" {note}")
            written = replace(written, text=f"{written.text} {note}")
        interpretation = format_looked_part(self.footage.video, extracted.frames, extracted.part, self.language)
        answer = build_empty_answer(written.text, self.language, self.meter, plan, coverage)
        return add_frames(answer, shown, written, interpretation)

    async def _write_text(
        self, plan: LookPlan, shown: ShownMaterial, send: Callable[[str], Awaitable[None]]
    ) -> WrittenFrameAnswer:
        model_id = self.services.settings.frame_model_id
        conversation = Conversation(
            model_id=model_id,
            system=FRAME_ANALYST,
            messages=[build_look_message(self.question, plan, shown, self.language)],
            max_tokens=_MAX_TOKENS,
        )
        writing = Writing(self.services.models, model_id, self.language, self.meter, send)
        numbers = range(1, len(shown.frames) + len(shown.rows) + 1)
        seconds = [frame.seconds for frame in shown.frames]
        material = PicturedMaterial(shown.video, seconds, shown.rows, spans=[(seconds[0], seconds[-1])])
        judge = build_pictured_judge(plan, self.question.text, material, self.language)
        return await write_frame_answer(conversation, writing, numbers=numbers, frames=len(shown.frames), judge=judge)

    async def _store_frames(self, extracted: _ExtractedFrames) -> None:
        """Store new frames; those of an earlier answer are stored already."""
        if extracted.part is not None:
            await self.context.frames.store(extracted.frames)
