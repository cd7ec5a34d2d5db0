"""Answer a question: plan, filter, retrieve, rank, write. Every sentence of the answer cites its evidence."""

import asyncio
from dataclasses import dataclass, replace

from domain.ask.answers import AnswerBuilder
from domain.ask.filters.build_filters import build_filters
from domain.ask.filters.scope import Obstacle, SearchScope
from domain.ask.plan.plan import AnswerKind, QuestionLanguage, SearchPlan
from domain.ask.plan.planner import load_footage_context, plan_question
from domain.ask.question.query_embedding import embed_query
from domain.ask.question.question import Answer, Question, choose_language
from domain.ask.replies.beside import choose_urgent, format_unexamined_rest, format_urgent, needs_urgent
from domain.ask.replies.no_results import is_not_examined, reply_guidance, reply_no_results, reply_obstacle
from domain.ask.replies.sentences import format_third_language_note
from domain.ask.retrieval.ranking import EvidenceSet, rank_evidence
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.ask.writing.writer import WrittenAnswer, number_evidence, write_answer
from domain.llm.streaming import Writing
from domain.llm.usage_meter import UsageMeter
from domain.ports import ReportStage
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Embeddings
from models.enums import AgeGroup, EventOrder, Gender, PromptStage
from models.errors import InvalidInput
from models.event_types import URGENT_TYPES

# Urgent events that are compared; the most serious of them is told.
_MOST_URGENT = 200


async def ask(question: Question, principal: Principal, services: AskServices, report: ReportStage) -> Answer:
    """Answer a question from what was recorded. Reports each stage and, with WRITING, the next piece of checked text.

    A model or a retriever that fails is named in `degraded`, and the answer is made without it. Raises Unavailable if
    nothing is left to answer from, InvalidInput if the question is too long.
    """
    _check_length(question, services.settings)
    meter = UsageMeter()
    if not any(letter.isalnum() for letter in question.text):
        answers = AnswerBuilder(question, choose_language(question), meter)
        return answers.build_empty(reply_guidance(answers.language, third_language=False))
    # Started before there is a plan: the vector needs only the words.
    embedding = asyncio.create_task(embed_query(question.text, principal, services, meter))
    try:
        return await _Asking(HybridRetriever(principal, services, meter), report).answer(question, embedding)
    finally:
        embedding.cancel()


def _check_length(question: Question, settings: AskSettings) -> None:
    if len(question.text) > settings.max_characters:
        problem = f"{len(question.text):,} characters, at most {settings.max_characters:,} are read"
        raise InvalidInput(field=("text",), name="text", problem=problem)


@dataclass(frozen=True, slots=True)
class _Asking:
    """The steps of one answer."""

    retriever: HybridRetriever
    report: ReportStage

    @property
    def meter(self) -> UsageMeter:
        return self.retriever.meter

    async def answer(self, question: Question, embedding: "asyncio.Task[Embeddings | None]") -> Answer:
        await self.report(PromptStage.PLANNING, "")
        with self.meter.time_stage("planning"):
            question = await load_footage_context(question, self.retriever.lookup)
            plan = await plan_question(question, self.retriever.services, self.meter)
        answers = AnswerBuilder(question, choose_language(question), self.meter)
        is_third_language = plan.language is QuestionLanguage.OTHER
        if not plan.about_footage:
            return answers.build_empty(reply_guidance(answers.language, third_language=is_third_language), plan)

        await self.report(PromptStage.SEARCHING, "")
        with self.meter.time_stage("searching"):
            scope = await build_filters(plan, question, self.retriever.lookup)
            plan = scope.plan
            if scope.obstacle is not None:
                return answers.build_empty(reply_obstacle(scope.obstacle, plan, question, answers.language), plan)
            results = await self.retriever.retrieve(question, plan, scope, embedding)
        await self.report(PromptStage.RERANKING, "")
        evidence_set = await rank_evidence(self.retriever, question.text, plan, scope, results, answers.language)
        if not evidence_set.rows and not await self._counts_what_was_examined(scope, evidence_set):
            return await self._build_no_results(answers, scope, evidence_set)

        if plan.want is AnswerKind.EMPTY and len({row.video_id for row in evidence_set.rows}) > 1:
            text = reply_obstacle(Obstacle.SEVERAL_VIDEOS, plan, question, answers.language)
            return answers.build_empty(text, plan, await self._get_coverage(scope, evidence_set), evidence_set)

        note = f"{format_third_language_note()} " if is_third_language else ""
        evidence_set, urgent = await self._add_urgent(scope, evidence_set)
        if urgent is not None:
            note += f"{format_urgent(number_evidence(evidence_set)[urgent - 1], urgent, answers.language)} "
        # The answer states its coverage, which is measured while the model writes.
        written, coverage = await asyncio.gather(
            self._write(answers, plan, evidence_set, note), self._get_coverage(scope, evidence_set)
        )
        evidence_set = replace(evidence_set, coverage=coverage)
        if not written.cited_numbers and not written.cites_table:
            return await self._build_no_results(answers, scope, evidence_set)
        numbers = dict.fromkeys([*([] if urgent is None else [urgent]), *written.cited_numbers])
        told = replace(written, text=note + written.text, cited_numbers=list(numbers))
        rest = format_unexamined_rest(plan, coverage, answers.language)
        if rest:
            await self.report(PromptStage.WRITING, f" {rest}")
            told = replace(told, text=f"{told.text} {rest}")
        return answers.build(plan, evidence_set, told)

    async def _add_urgent(self, scope: SearchScope, evidence_set: EvidenceSet) -> tuple[EvidenceSet, int | None]:
        """The evidence with the most serious urgent event that fits, and its number; None where there is none, or where
        the question is not so open that it has to be told."""
        if not needs_urgent(scope.plan):
            return evidence_set, None
        wanted = replace(scope.event_filter, types=URGENT_TYPES)
        listing = self.retriever.services.search.list_events(
            self.retriever.principal, wanted, EventOrder.EARLIEST_FIRST, _MOST_URGENT
        )
        row = choose_urgent(await self.meter.attempt("structured", listing) or ())
        if row is None:
            return evidence_set, None
        numbered = [known.event_id for known in number_evidence(evidence_set)]
        if row.event_id in numbered:
            return evidence_set, numbered.index(row.event_id) + 1
        return replace(evidence_set, context=[*evidence_set.context, row]), len(numbered) + 1

    async def _counts_what_was_examined(self, scope: SearchScope, evidence_set: EvidenceSet) -> bool:
        """Whether a query's table answers. A query that counts what nothing looked for finds 0, which is no answer."""
        if not evidence_set.has_table_answer:
            return False
        return not is_not_examined(scope.plan, await self._get_coverage(scope, evidence_set))

    async def _write(
        self, answers: AnswerBuilder, plan: SearchPlan, evidence_set: EvidenceSet, note: str
    ) -> WrittenAnswer:
        """The written answer, sent with the note before its first piece."""
        unsent = [note]

        async def send(text: str) -> None:
            await self.report(PromptStage.WRITING, "".join(unsent) + text)
            unsent.clear()

        await self.report(PromptStage.WRITING, "")
        services = self.retriever.services
        writing = Writing(services.models, services.settings.model_id, answers.language, self.meter, send)
        with self.meter.time_stage("writing"):
            return await write_answer(plan, answers.question, evidence_set, writing)

    async def _build_no_results(self, answers: AnswerBuilder, scope: SearchScope, evidence_set: EvidenceSet) -> Answer:
        coverage = await self._get_coverage(scope, evidence_set)
        unknown = await self._count_unknown_people(scope)
        plan, settings = scope.plan, self.retriever.settings
        text = reply_no_results(plan, answers.question, coverage, settings, unknown, answers.language)
        return answers.build_empty(text, plan, coverage, evidence_set)

    async def _get_coverage(self, scope: SearchScope, evidence_set: EvidenceSet) -> Coverage:
        return evidence_set.coverage or await self.retriever.measure_coverage(scope)

    async def _count_unknown_people(self, scope: SearchScope) -> int:
        """People who fit except that their gender or age is not known; 0 if the question names neither."""
        plan = scope.plan
        if not plan.genders and not plan.age_groups:
            return 0
        unknown = replace(
            scope.event_filter,
            genders=(Gender.UNKNOWN,) if plan.genders else None,
            age_groups=(AgeGroup.UNKNOWN,) if plan.age_groups else None,
        )
        counting = self.retriever.services.search.count(self.retriever.principal, unknown)
        count = await self.meter.attempt("structured", counting)
        return count.people if count else 0
