"""PROMPT jobs: answer a stored question, in the API that took it or in a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from domain.ask.ask import ask
from domain.ask.question.question import Answer, ConversationTurn, Question, title_from_answer
from domain.ask.question.scope import QuestionScope
from domain.ask.services import AskServices
from domain.chat.chat_job import FrameAnswerer
from domain.chat.previous_frames import strip_frames
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import Language, PromptStage, PromptStatus
from models.errors import NotFound
from models.jobs import ProgressUpdate, SessionNaming
from models.rows.prompt import PendingQuestionRow, QuestionRow

_STAGES = list(PromptStage)


class PendingQuestion(Protocol):
    """A stored question, with what is needed to answer it."""

    @property
    def row(self) -> PendingQuestionRow:
        """prompt, language, timezone, session_id, sequence_number, status, and the title of its session."""
        ...

    @property
    def video(self) -> VideoContext | None: ...

    @property
    def earlier(self) -> Sequence[QuestionRow]:
        """prompt, response, plan and citations of the answered questions before it, oldest first."""
        ...


class QuestionStore(Protocol):
    async def load_question(self, principal: Principal, history_id: UUID, /) -> PendingQuestion | None: ...


class PromptJobHandler:
    """The handler of PROMPT jobs. loaded_question: the question, if the caller has read it already."""

    def __init__(
        self,
        questions: QuestionStore,
        services: AskServices,
        frame_answerer: FrameAnswerer | None = None,
        loaded_question: PendingQuestion | None = None,
    ) -> None:
        self._questions = questions
        self._services = services
        self._frame_answerer = frame_answerer
        self._loaded_question = loaded_question

    async def run(self, context: JobContext) -> Done:
        """Answer the question and store the answer. Raises NotFound if the question was deleted in the meantime."""
        pending = self._loaded_question
        history_id = context.claim.job.history_id
        if pending is None and history_id is not None:
            pending = await self._questions.load_question(context.principal, history_id)
        if pending is None:
            raise NotFound
        question = _to_question(pending)
        narrowed = context.claim.job.parse_payload(QuestionScope.from_payload)
        question = replace(question, camera_ids=narrowed.camera_ids)
        principal, services = narrowed.restrict(context.principal, self._services)
        reporter = _StageReporter(context, is_running=pending.row["status"] == PromptStatus.RUNNING)

        async def ask_by_retrieval(question: Question) -> Answer:
            return await ask(strip_frames(question), principal, services, reporter.report)

        if self._frame_answerer is None or "look" not in context.claim.job.payload:
            answer = await ask_by_retrieval(question)
        else:
            answer = await self._frame_answerer.answer(context, question, reporter.report, ask_by_retrieval)
        if self._frame_answerer is not None and context.claim.job.payload.get("verify") is True:
            answer = await self._frame_answerer.verify(principal, question, answer, reporter.report)
        naming = None
        if pending.row["sequence_number"] == 1:
            title = title_from_answer(question, answer)
            naming = SessionNaming(pending.row["session_id"], answer.main_event_id, pending.row["title"], title)
        done = ProgressUpdate(
            answer.status,
            PromptStage.DONE,
            100,
            {"textDelta": "", "error": None},
            {**_to_columns(answer), "completed_at": self._services.clock()},
        )
        await context.end(done, usage=answer.usage.model_dump(mode="json"), naming=naming)
        return Done()


class _StageReporter:
    """Reports an answer's stages without waiting, but for its first text: readers wait for that."""

    def __init__(self, context: JobContext, *, is_running: bool) -> None:
        self._context = context
        self._is_running = is_running
        self._has_text = False

    async def report(self, stage: PromptStage, text: str) -> None:
        if self._is_running and stage is PromptStage.PLANNING:
            return  # Reported when the question was taken.
        update = _build_update(stage, text, {} if self._is_running else {"status": PromptStatus.RUNNING})
        self._is_running = True
        if self._has_text or not text:
            self._context.report_soon(update)
            return
        self._has_text = True
        await self._context.report(update)


def _to_question(pending: PendingQuestion) -> Question:
    row = pending.row
    return Question(
        text=row["prompt"],
        language=Language(row["language"]),
        timezone=row["timezone"],
        video=pending.video,
        earlier=tuple(
            ConversationTurn(turn["prompt"], turn["response"], turn["plan"], turn["citations"])
            for turn in pending.earlier
        ),
    )


def percent_from_stage(stage: PromptStage) -> int:
    """The progress of an answer at this stage, in percent."""
    return 100 * _STAGES.index(stage) // (len(_STAGES) - 1)


def _build_update(stage: PromptStage, text: str, columns: Mapping[str, Any]) -> ProgressUpdate:
    return ProgressUpdate(
        PromptStatus.RUNNING,
        stage,
        percent_from_stage(stage),
        {"textDelta": text, "error": None},
        columns,
    )


def _to_columns(answer: Answer) -> dict[str, Any]:
    """The answer as columns of its row."""
    return {
        "status": answer.status.value,
        "response": answer.response,
        "language": answer.language.value,
        "interpretation": answer.interpretation,
        "methods": [method.value for method in answer.methods],
        "plan": dict(answer.plan),
        "generated_sql": answer.generated_sql,
        "result_table": None if answer.table is None else answer.table.model_dump(mode="json"),
        "citations": [citation.model_dump(mode="json") for citation in answer.citations],
        "coverage": answer.coverage.model_dump(mode="json"),
        "not_understood": list(answer.not_understood),
        "degraded": list(answer.degraded),
        "usage": answer.usage.model_dump(mode="json"),
        "timings": [timing.model_dump(mode="json") for timing in answer.timings],
        "prompts_version": answer.prompts_version,
    }
