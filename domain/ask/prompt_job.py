"""PROMPT jobs: a question that was written down is answered, by the API that took it or by a worker."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.ask.ask import ask
from domain.ask.question.question import Answer, AskSettings, Question, Turn, title_of_answer
from domain.chat.chat_job import Looking
from domain.chat.previous_frames import without_frames
from domain.jobs.context import Desk
from domain.jobs.outcomes import Done, GiveUp
from domain.ports import Models, Retrieval, RunQuery
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import Language, PromptStage, PromptStatus
from models.errors import NotFound
from models.jobs import Naming, Telling
from models.paging import Row

_STAGES = list(PromptStage)


class ToAnswer(Protocol):
    """A question with what is needed to answer it."""

    @property
    def row(self) -> Row:
        """prompt, language, timezone, session_id, sequence_number, status, and the title of its session."""
        ...

    @property
    def video(self) -> VideoContext | None: ...

    @property
    def earlier(self) -> Sequence[Row]:
        """prompt, response, plan and citations of the answered questions before it, oldest first."""
        ...


class Histories(Protocol):
    """Where questions and answers are kept."""

    async def to_answer(self, principal: Principal, history_id: UUID, /) -> ToAnswer | None: ...


class Answering:
    """The handler of PROMPT jobs. given: the question, where whoever claimed the job has read it."""

    def __init__(
        self,
        histories: Histories,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
        query: RunQuery | None = None,
        looking: Looking | None = None,
        given: ToAnswer | None = None,
    ) -> None:
        self._given = given
        self._looking = looking
        self._histories = histories
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock
        self._query = query

    async def run(self, desk: Desk) -> Done:
        """Answer and store. Raises NotFound where the question was deleted meanwhile."""
        history_id = desk.claim.job.history_id
        given = self._given
        if given is None and history_id is not None:
            given = await self._histories.to_answer(desk.principal, history_id)
        if given is None:
            raise NotFound
        question = _question(given)

        running, begun = given.row["status"] == PromptStatus.RUNNING, False

        async def tell(stage: PromptStage, text: str) -> None:
            # Word is left of stages, which the answer does not wait for. The first words must not wait for any other.
            nonlocal running, begun
            if running and stage is PromptStage.PLANNING:
                return  # Told when the question was taken.
            telling = _telling(stage, text, {} if running else {"status": PromptStatus.RUNNING})
            running = True
            if begun or not text:
                desk.post(telling)
                return
            begun = True
            await desk.tell(telling)

        async def by_retrieval(question: Question) -> Answer:
            return await ask(
                without_frames(question),
                principal=desk.principal,
                search=self._search,
                models=self._models,
                settings=self._settings,
                now=self._clock(),
                tell=tell,
                query=self._query,
            )

        if self._looking is None or "look" not in desk.claim.job.payload:
            answer = await by_retrieval(question)
        else:
            answer = await self._looking.answer(desk, question, tell, by_retrieval)
        naming = None
        if given.row["sequence_number"] == 1:
            title = title_of_answer(question, answer)
            naming = Naming(given.row["session_id"], answer.main_event_id, given.row["title"], title)
        done = Telling(
            answer.status,
            PromptStage.DONE,
            100,
            {"textDelta": "", "error": None},
            {**_columns(answer), "completed_at": self._clock()},
        )
        await desk.end(done, usage=answer.usage.model_dump(mode="json"), naming=naming)
        return Done()

    def waiting(self, _desk: Desk) -> Telling:
        """Text told by a try that failed is void: a step with stage QUEUED begins it anew."""
        columns = {"status": PromptStatus.QUEUED}
        return Telling(PromptStatus.QUEUED, PromptStage.QUEUED, 0, {"textDelta": "", "error": None}, columns)

    def failed(self, _desk: Desk, give_up: GiveUp) -> Telling:
        error = give_up.error
        told = {"code": error.code, "values": dict(error.values)}
        return Telling(
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


def _question(given: ToAnswer) -> Question:
    row = given.row
    return Question(
        text=row["prompt"],
        language=Language(row["language"]),
        timezone=row["timezone"],
        video=given.video,
        earlier=tuple(Turn(one["prompt"], one["response"], one["plan"], one["citations"]) for one in given.earlier),
    )


def percent_of(stage: PromptStage) -> int:
    """How far an answer is at this stage."""
    return 100 * _STAGES.index(stage) // (len(_STAGES) - 1)


def _telling(stage: PromptStage, text: str, columns: Mapping[str, Any]) -> Telling:
    return Telling(
        PromptStatus.RUNNING,
        stage,
        percent_of(stage),
        {"textDelta": text, "error": None},
        columns,
    )


def _columns(answer: Answer) -> dict[str, Any]:
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
