"""Build the Answer that is stored and shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Answer, Question
from domain.ask.replies.absence import Absence, judge_absence
from domain.ask.replies.sentences import format_interpretation
from domain.ask.retrieval.ranking import EvidenceSet
from domain.ask.time.relative import list_cited_moments
from domain.ask.writing.writer import WrittenAnswer, number_evidence
from domain.llm.prompts import PROMPTS_VERSION
from domain.llm.usage_meter import UsageMeter
from models.asking.answers import Coverage, StoredCitation
from models.asking.evidence import Evidence
from models.enums import Language, PromptStatus


@dataclass(frozen=True, slots=True)
class AnswerBuilder:
    """Builds answers to one question in one language; the meter has what they cost."""

    question: Question
    language: Language
    meter: UsageMeter

    def build(self, plan: SearchPlan, evidence_set: EvidenceSet, written: WrittenAnswer) -> Answer:
        """An answer that cites evidence. What only came closest is cited, too, but found is nothing."""
        evidence = number_evidence(evidence_set)
        cited = [(number, evidence[number - 1]) for number in sorted(set(written.cited_numbers))]
        rows = [row for _, row in cited]
        empty = self.build_empty(written.text, plan, evidence_set.coverage, evidence_set)
        empty = replace(empty, citations=[_to_citation(number, row, evidence_set) for number, row in cited])
        if not written.is_answer:
            return empty
        main_event = evidence[written.cited_numbers[0] - 1].event_id if written.cited_numbers else None
        return replace(
            empty,
            status=PromptStatus.COMPLETED,
            plan={**empty.plan, "people": _list_people(rows), "moments": list_cited_moments(rows)},
            main_event_id=main_event,
        )

    def build_empty(
        self,
        text: str,
        plan: SearchPlan | None = None,
        coverage: Coverage | None = None,
        evidence_set: EvidenceSet | None = None,
    ) -> Answer:
        """An answer that cites nothing. evidence_set: what the search found, if there was one."""
        interpretation = None
        if plan is not None and plan.about_footage:
            is_words_only = "planner" in self.meter.degraded
            interpretation = format_interpretation(plan, self.question, self.language, is_words_only=is_words_only)
        answer = Answer(
            status=_find_status(plan, coverage, self.meter.degraded),
            response=text,
            language=self.language,
            interpretation=interpretation,
            methods=(),
            plan=plan.to_stored() if plan else {},
            citations=(),
            coverage=coverage or Coverage(),
            degraded=tuple(self.meter.degraded),
            usage=self.meter.usage,
            timings=tuple(self.meter.timings),
            prompts_version=PROMPTS_VERSION,
            not_understood=() if plan is None else plan.not_understood,
        )
        if evidence_set is None:
            return answer
        told = _add_search_details(answer, evidence_set)
        # A table that counts what nothing looked for has zeros that mean nothing.
        return replace(told, table=None) if told.status is PromptStatus.NOT_EXAMINED else told


def _find_status(plan: SearchPlan | None, coverage: Coverage | None, degraded: Collection[str]) -> PromptStatus:
    """What an answer without evidence is: absence is only said of what was looked for."""
    if plan is None or coverage is None:
        return PromptStatus.NOT_FOUND
    is_known = judge_absence(plan, coverage, degraded) in (Absence.NOTHING_FITS, Absence.NO_FOOTAGE)
    return PromptStatus.NOT_FOUND if is_known else PromptStatus.NOT_EXAMINED


def _add_search_details(answer: Answer, evidence_set: EvidenceSet) -> Answer:
    """The answer with its search methods and SQL; with the SQL's table if that, not single events, is the answer.

    A table that counts 0 of what was not examined is none.
    """
    result = evidence_set.query_result
    has_table = evidence_set.has_table_answer
    if answer.status is PromptStatus.NOT_EXAMINED:
        has_table = evidence_set.has_findings_in_table
    return replace(
        answer,
        methods=evidence_set.methods,
        generated_sql=None if result is None else result.sql,
        table=result.table if result is not None and has_table else None,
    )


def _to_citation(number: int, row: Evidence, evidence_set: EvidenceSet) -> StoredCitation:
    return StoredCitation(
        number=number,
        video_id=row.video_id,
        event_id=row.event_id,
        start_seconds=row.start_seconds,
        end_seconds=row.end_seconds,
        score=evidence_set.scores.get(row.event_id),
    )


def _list_people(rows: Sequence[Evidence]) -> list[dict[str, str]]:
    """The people that the answer cites, for a follow-up that says "that person"; with the id that holds over all
    videos, where an import told it."""
    people = dict.fromkeys((str(row.video_id), row.track_id, row.person_id) for row in rows if row.track_id)
    return [
        {"videoId": video_id, "trackId": track_id, **({"personId": person_id} if person_id else {})}
        for video_id, track_id, person_id in people
    ]
