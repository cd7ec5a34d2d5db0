"""Answer a question: plan, filter, retrieve, rank, write. Every sentence of the answer cites its evidence."""

import asyncio
from dataclasses import dataclass, replace

from domain.ask.answers import AnswerBuilder
from domain.ask.facts.consistency import find_count_difference
from domain.ask.filters.build_filters import build_filters
from domain.ask.filters.scope import Obstacle, SearchScope
from domain.ask.nothing_found import build_no_results
from domain.ask.plan.names import drop_unknown_people
from domain.ask.plan.plan import AnswerKind, QuestionLanguage, SearchPlan
from domain.ask.plan.planner import load_footage_context, plan_question
from domain.ask.plan.shapes import expand_everybody
from domain.ask.question.query_embedding import embed_query
from domain.ask.question.question import Answer, Question, choose_language
from domain.ask.replies.beside import (
    choose_urgent,
    format_false_alarms,
    format_unexamined_rest,
    format_urgent,
    needs_urgent,
)
from domain.ask.replies.no_results import reply_guidance, reply_obstacle
from domain.ask.replies.sentences import (
    format_count_difference,
    format_third_language_note,
    format_words_note,
    format_words_only_note,
    list_notes,
)
from domain.ask.replies.unanswered import find_unanswered, format_unanswered
from domain.ask.retrieval.ranking import EvidenceSet, rank_evidence
from domain.ask.retrieval.retrievers import HybridRetriever, RetrieverResults
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.ask.shapes.compute import compute_answer
from domain.ask.shapes.context import ComputedAnswer, ShapeContext
from domain.ask.shapes.whole_time import cover_whole_time
from domain.ask.shapes.wording import word_peak
from domain.ask.telling import Telling
from domain.ask.time.unused import find_unread_times
from domain.ask.writing.writer import WrittenAnswer, number_evidence, write_answer
from domain.llm.streaming import Writing
from domain.llm.usage_meter import UsageMeter
from domain.ports import ReportStage
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Embeddings
from models.enums import EventOrder, Language, PromptStage
from models.errors import InvalidInput
from models.event_types import URGENT_TYPES

# Urgent events that are compared; the most serious of them is told.
_MOST_URGENT = 200


async def ask(question: Question, principal: Principal, services: AskServices, report: ReportStage) -> Answer:
    """Answer a question from what was recorded. Reports each stage and, with WRITING, the next piece of checked text,
    also of an answer that no model wrote.

    A model or a retriever that fails is named in `degraded`, and the answer is made without it. Raises Unavailable if
    nothing is left to answer from, InvalidInput if the question is too long.
    """
    _check_length(question, services.settings)
    telling = Telling(report)
    answer = await _answer(question, principal, services, telling)
    await telling.finish(answer.response)
    return answer


async def _answer(question: Question, principal: Principal, services: AskServices, report: ReportStage) -> Answer:
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
        if not plan.about_footage:
            is_third_language = plan.language is QuestionLanguage.OTHER
            return answers.build_empty(reply_guidance(answers.language, third_language=is_third_language), plan)

        if unread := self._find_unread_times(question, plan):
            plan = plan.add_not_understood(unread)
            return answers.build_empty(reply_obstacle(Obstacle.UNCLEAR_TIME, plan, question, answers.language), plan)

        await self.report(PromptStage.SEARCHING, "")
        with self.meter.time_stage("searching"):
            plan = expand_everybody(plan)
            plan = await drop_unknown_people(plan, question, self.retriever.lookup)
            scope = await self._build_scope(plan, question)
            plan = scope.plan
            if scope.obstacle is not None:
                return answers.build_empty(reply_obstacle(scope.obstacle, plan, question, answers.language), plan)
            results = await self.retriever.retrieve(question, plan, scope, embedding)
        if results.bystanders is None:
            text = reply_obstacle(Obstacle.TOO_MANY_EVENTS, plan, question, answers.language)
            return answers.build_empty(text, plan, results.coverage)
        await self.report(PromptStage.RERANKING, "")
        evidence_set = await rank_evidence(self.retriever, question.text, plan, scope, results, answers.language)
        plan = _forget_yes(plan, evidence_set, results)
        if not evidence_set.rows and not evidence_set.has_findings_in_table:
            coverage = await self._get_coverage(scope, evidence_set)
            return await build_no_results(answers, self.retriever, scope, replace(evidence_set, coverage=coverage))

        return await self._tell(answers, replace(scope, plan=plan), evidence_set)

    async def _tell(self, answers: AnswerBuilder, scope: SearchScope, evidence_set: EvidenceSet) -> Answer:
        """The answer from what was found, with what has to be said before and behind what the model writes."""
        plan = scope.plan
        context = ShapeContext(answers.question, scope, evidence_set, self.retriever, answers.language)
        if plan.want is AnswerKind.SUMMARY:
            evidence_set = await cover_whole_time(context)
        computed = await compute_answer(context)
        if computed is not None:
            evidence_set = replace(evidence_set, rows=computed.rows, context=[])
        evidence_set, urgent = await self._add_urgent(scope, evidence_set)
        notes = [
            self._format_opening_note(plan, answers.language),
            *list_notes(plan, answers.language, per_camera=evidence_set.is_per_camera),
            word_peak(context),
        ]
        if urgent is not None:
            notes.append(format_urgent(number_evidence(evidence_set)[urgent - 1], urgent, answers.language))
        note = "".join(f"{sentence} " for sentence in notes if sentence)
        # The answer states its coverage, which is measured while the model writes.
        written, coverage = await asyncio.gather(
            self._write(answers, plan, evidence_set, note) if computed is None else self._send_computed(computed, note),
            self._get_coverage(scope, evidence_set),
        )
        evidence_set = replace(evidence_set, coverage=coverage)
        cited = dict.fromkeys([*([] if urgent is None else [urgent]), *written.cited_numbers])
        told = replace(written, cited_numbers=list(cited))
        # What only came closest was found by words, which prove no absence.
        words = "" if told.is_answer else format_words_note(plan, answers.language)
        rest = format_unexamined_rest(plan, coverage, answers.language)
        missed = find_unanswered(plan, answers.question, told.text.removeprefix(note), answers.language)
        plan = plan.add_not_understood(missed)
        beside = (
            words if words not in note else "",
            format_unanswered(missed, answers.language),
            rest,
            format_false_alarms(plan, coverage, answers.language),
        )
        for sentence in beside:
            if sentence:
                space = "\n" if "\n- " in told.text else " "
                await self.report(PromptStage.WRITING, space + sentence)
                told = replace(told, text=told.text + space + sentence)
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

    async def _build_scope(self, plan: SearchPlan, question: Question) -> SearchScope:
        """The filters of the plan. Of two events that are measured between, neither narrows the search of the other."""
        lookup = self.retriever.lookup
        if plan.want is not AnswerKind.ELAPSED or plan.relative is None:
            return await build_filters(plan, question, lookup)
        scope = await build_filters(plan.model_copy(update={"relative": None}), question, lookup)
        return replace(scope, plan=scope.plan.model_copy(update={"relative": plan.relative}))

    async def _send_computed(self, computed: ComputedAnswer, note: str) -> WrittenAnswer:
        """The answer of a program, sent with the note before it."""
        text = note + computed.text
        await self.report(PromptStage.WRITING, text)
        return WrittenAnswer(text, range(1, len(computed.rows) + 1), is_answer=computed.found)

    def _find_unread_times(self, question: Question, plan: SearchPlan) -> list[str]:
        """The times to ask back; none where no planner read the question: other words would not help then."""
        if "planner" in self.meter.degraded:
            return []
        return find_unread_times(question, plan, self.retriever.services.clock())

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
            written = await write_answer(plan, answers.question, evidence_set, writing)
            difference = find_count_difference(plan, evidence_set)
            told = ""
            if difference is not None and (written.cited_numbers or written.cites_table):
                told = f" {format_count_difference(difference, answers.language)}"
                await send(told)
        return replace(written, text=note + written.text + told)

    def _format_opening_note(self, plan: SearchPlan, language: Language) -> str:
        """The note on a question in a third language, or on one that no model has read; else nothing."""
        if plan.language is QuestionLanguage.OTHER:
            return format_third_language_note()
        return format_words_only_note(language) if "planner" in self.meter.degraded else ""

    async def _get_coverage(self, scope: SearchScope, evidence_set: EvidenceSet) -> Coverage:
        return evidence_set.coverage or await self.retriever.measure_coverage(scope)


def _forget_yes(plan: SearchPlan, evidence_set: EvidenceSet, results: RetrieverResults) -> SearchPlan:
    """Without a meaning of yes where nobody knows whether people of two cameras are the same, and where somebody was
    alone at some of the times only."""
    unknown = evidence_set.is_per_camera and plan.compares_people
    partly = plan.company is not None and len(evidence_set.matching) < len(results.filter_rows or ())
    return plan.model_copy(update={"yes_means": None}) if unknown or partly else plan
