"""PROMPT jobs: a question that was written down is answered, by the API that took it or by a worker."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.ask.ask import ask
from domain.ask.question.question import Answer, AskSettings, ConversationTurn, Question, title_from_answer
from domain.chat.chat_job import FrameAnswerer
from domain.chat.previous_frames import strip_frames
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done, GiveUp
from domain.ports import Models, QueryRunner, Retrieval
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import Language, PromptStage, PromptStatus
from models.errors import NotFound
from models.jobs import ProgressUpdate, SessionNaming
from models.rows.prompt import PendingQuestionRow, QuestionRow

_STAGES = list(PromptStage)


class PendingQuestion(Protocol):
    """A question with what is needed to answer it."""

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
    """Where questions and answers are kept."""

    async def load_question(self, principal: Principal, history_id: UUID, /) -> PendingQuestion | None: ...


class PromptJobHandler:
    """The handler of PROMPT jobs. given: the question, where whoever claimed the job has read it."""

    def __init__(
        self,
        histories: QuestionStore,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
        query: QueryRunner | None = None,
        frame_answerer: FrameAnswerer | None = None,
        loaded_question: PendingQuestion | None = None,
    ) -> None:
        self._loaded_question = loaded_question
        self._frame_answerer = frame_answerer
        self._questions = histories
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock
        self._query = query

    async def run(self, context: JobContext) -> Done:
        """Answer and store. Raises NotFound where the question was deleted meanwhile."""
        history_id = context.claim.job.history_id
        given = self._loaded_question
        if given is None and history_id is not None:
            given = await self._questions.load_question(context.principal, history_id)
        if given is None:
            raise NotFound
        question = _to_question(given)

        running, begun = given.row["status"] == PromptStatus.RUNNING, False

        async def tell(stage: PromptStage, text: str) -> None:
            # Word is left of stages, which the answer does not wait for. The first words must not wait for any other.
            nonlocal running, begun
            if running and stage is PromptStage.PLANNING:
                return  # Told when the question was taken.
            telling = _build_update(stage, text, {} if running else {"status": PromptStatus.RUNNING})
            running = True
            if begun or not text:
                context.report_soon(telling)
                return
            begun = True
            await context.report(telling)

        async def by_retrieval(question: Question) -> Answer:
            return await ask(
                strip_frames(question),
                principal=context.principal,
                search=self._search,
                models=self._models,
                settings=self._settings,
                now=self._clock(),
                report=tell,
                query=self._query,
            )

        if self._frame_answerer is None or "look" not in context.claim.job.payload:
            answer = await by_retrieval(question)
        else:
            answer = await self._frame_answerer.answer(context, question, tell, by_retrieval)
        naming = None
        if given.row["sequence_number"] == 1:
            title = title_from_answer(question, answer)
            naming = SessionNaming(given.row["session_id"], answer.main_event_id, given.row["title"], title)
        done = ProgressUpdate(
            answer.status,
            PromptStage.DONE,
            100,
            {"textDelta": "", "error": None},
            {**_to_columns(answer), "completed_at": self._clock()},
        )
        await context.end(done, usage=answer.usage.model_dump(mode="json"), naming=naming)
        return Done()

    def queued_update(self, _desk: JobContext) -> ProgressUpdate:
        """Text told by a try that failed is void: a step with stage QUEUED begins it anew."""
        columns = {"status": PromptStatus.QUEUED}
        return ProgressUpdate(PromptStatus.QUEUED, PromptStage.QUEUED, 0, {"textDelta": "", "error": None}, columns)

    def failed_update(self, _desk: JobContext, give_up: GiveUp) -> ProgressUpdate:
        error = give_up.error
        told = {"code": error.code, "values": dict(error.values)}
        return ProgressUpdate(
            PromptStatus.FAILED,
            PromptStage.DONE,
            100,
            {"textDelta": "", "error": told},
            {
                "status": PromptStatus.FAILED,
                "error_code": error.code,
                "error_values": dict(error.values),
                "completed_at": self._clock(),
            },
        )


def _to_question(given: PendingQuestion) -> Question:
    row = given.row
    return Question(
        text=row["prompt"],
        language=Language(row["language"]),
        timezone=row["timezone"],
        video=given.video,
        earlier=tuple(
            ConversationTurn(one["prompt"], one["response"], one["plan"], one["citations"]) for one in given.earlier
        ),
    )


def percent_from_stage(stage: PromptStage) -> int:
    """How far an answer is at this stage."""
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
    """The answer as its row keeps it."""
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
        "degraded": list(answer.degraded),
        "usage": answer.usage.model_dump(mode="json"),
        "timings": [timing.model_dump(mode="json") for timing in answer.timings],
        "prompts_version": answer.prompts_version,
    }
