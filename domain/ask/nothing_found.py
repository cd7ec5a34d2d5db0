"""The answer where nothing fits: what was searched for, where, and what stands in its place."""

from dataclasses import replace

from domain.ask.answers import AnswerBuilder
from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import YesMeaning
from domain.ask.plan.shapes import allows_everybody
from domain.ask.question.question import Answer
from domain.ask.replies.absence import Absence, is_not_examined, judge_absence
from domain.ask.replies.beside import format_false_alarms
from domain.ask.replies.no_results import EmptySearch, reply_no_results
from domain.ask.replies.sentences import format_near_types, format_words_note, list_notes
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.ask.shapes.relaxing import tell_relaxed
from models.asking.answers import Coverage
from models.enums import AgeGroup, EventOrder, EventType, Gender
from models.event_types import list_near_types
from models.messages.catalog import translate


async def build_no_results(
    answers: AnswerBuilder, retriever: HybridRetriever, scope: SearchScope, evidence_set: EvidenceSet
) -> Answer:
    """The answer where nothing fits; evidence_set has its coverage."""
    coverage = evidence_set.coverage or Coverage()
    unknown = await _count_unknown_people(retriever, scope)
    plan, settings = scope.plan, retriever.settings
    searched = EmptySearch(coverage, unknown, judge_absence(plan, coverage, retriever.meter.degraded))
    text = reply_no_results(plan, answers.question, searched, settings, answers.language)
    near = await _find_near_types(retriever, scope)
    notes = list_notes(plan, answers.language, per_camera=evidence_set.is_per_camera)
    words_note = format_words_note(plan, answers.language)
    sentences = [note for note in notes if note != words_note]
    partly = plan.yes_means is YesMeaning.NOTHING_FOUND and plan.without_types and not allows_everybody(coverage)
    partial_note = translate(answers.language, "reply-partly-seen") if partly else ""
    sentences += [sentence for sentence in (text, words_note, partial_note) if sentence]
    if near and not is_not_examined(plan, coverage):
        sentences.append(format_near_types(near, answers.language))
    if left_out := format_false_alarms(plan, coverage, answers.language):
        sentences.append(left_out)
    if searched.absence is Absence.NOTHING_FITS:
        relaxed = await tell_relaxed(scope, answers.question, retriever, answers.language)
        sentences += [relaxed] if relaxed else []
    return answers.build_empty(" ".join(sentences), plan, coverage, evidence_set)


async def _find_near_types(retriever: HybridRetriever, scope: SearchScope) -> list[EventType]:
    """Types that come near to those asked for, of which there are events where those were not found."""
    near = list_near_types(scope.plan.types)
    if not near:
        return []
    events = replace(scope.event_filter, types=near)
    reading = retriever.lookup.list_events(events, EventOrder.EARLIEST_FIRST)
    rows = await retriever.meter.attempt("structured", reading)
    return sorted({row.type for row in rows or ()}, key=near.index)


async def _count_unknown_people(retriever: HybridRetriever, scope: SearchScope) -> int:
    """People who fit except that their gender or age is not known; 0 if the question names neither."""
    plan = scope.plan
    if not plan.genders and not plan.age_groups:
        return 0
    unknown = replace(
        scope.event_filter,
        genders=(Gender.UNKNOWN,) if plan.genders else None,
        age_groups=(AgeGroup.UNKNOWN,) if plan.age_groups else None,
    )
    counting = retriever.services.search.count(retriever.principal, unknown)
    count = await retriever.meter.attempt("structured", counting)
    return count.people if count else 0
