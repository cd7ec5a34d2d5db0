"""Turn the results of retrievers into the evidence of an answer: fuse, add neighbours, rerank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts.facts import Facts, compute_facts, needs_all_rows
from domain.ask.facts.selection import filter_by_plan, select_evidence
from domain.ask.filters.people import are_counted_apart
from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.retrieval.rerank_document import format_document
from domain.ask.retrieval.retrievers import HybridRetriever, RetrieverResults
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.asking.sql import QueryResult
from models.enums import Language, SearchMethod

NEIGHBOUR_COUNT = 2
# The best rows that neighbours explain; more would leave no room for rows that fit.
_ROWS_WITH_NEIGHBOURS = 5
# Who asks which, or wants to be shown all, loses right rows that are not among the best few.
_LEAST_KEPT_OF_LISTS = 20
_LISTS = frozenset({AnswerKind.LIST, AnswerKind.EXISTS, AnswerKind.COUNT_EVENTS, AnswerKind.COUNT_PEOPLE})


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """rows answer the question; context happened just before or after. scores: fused or reranked, by event.

    query_result: of generated SQL; its table may answer without any row. coverage: None until it is read.
    is_per_camera: people of several visits were compared, and nobody knows which of them are the same person.
    matching: every row that fits, as far as they were read. bystanders: every event of their videos, where the question
    asks who else was there.
    """

    rows: Sequence[Evidence]
    context: Sequence[Evidence]
    facts: Facts
    methods: Sequence[SearchMethod]
    coverage: Coverage | None
    scores: dict[UUID, float]
    query_result: QueryResult | None = None
    is_per_camera: bool = False
    matching: Sequence[Evidence] = ()
    bystanders: Sequence[Evidence] = ()

    @property
    def has_table_answer(self) -> bool:
        """Whether the query counted or measured: its table is the answer, not single events."""
        return self.query_result is not None and not self.query_result.event_ids and bool(self.query_result.table.rows)

    @property
    def has_findings_in_table(self) -> bool:
        """Whether the query counted anything. Where all is 0 or empty, there is nothing that fits."""
        if self.query_result is None or not self.has_table_answer:
            return False
        return any(cell is not None and cell != 0 for row in self.query_result.table.rows for cell in row)


async def rank_evidence(
    retriever: HybridRetriever,
    text: str,
    plan: SearchPlan,
    scope: SearchScope,
    results: RetrieverResults,
    language: Language,
) -> EvidenceSet:
    """The evidence: exact if fields or SQL say everything that is asked, otherwise by relevance."""
    evidence_set = await _rank(retriever, text, plan, scope, results, language)
    rows = (*(results.filter_rows or ()), *results.sql_rows, *evidence_set.rows)
    people = {row.person for row in rows if row.person} | results.excluded_people
    is_apart = not scope.event_filter.is_within_one_video and are_counted_apart(people)
    return replace(evidence_set, is_per_camera=is_apart, bystanders=results.bystanders or ())


async def _rank(
    retriever: HybridRetriever,
    text: str,
    plan: SearchPlan,
    scope: SearchScope,
    results: RetrieverResults,
    language: Language,
) -> EvidenceSet:
    if plan.text:
        return await _rank_by_relevance(retriever, text, plan, scope, results, language)
    if results.sql_rows or (
        results.query_result is not None and not results.query_result.event_ids and not results.query_result.table.rows
    ):
        return _rank_selected(retriever, plan, scope, results)
    if results.filter_rows is not None and results.coverage is not None:
        return _rank_exact(retriever, plan, scope, results, results.coverage)
    return await _rank_by_relevance(retriever, text, plan, scope, results, language)


def _rank_selected(
    retriever: HybridRetriever, plan: SearchPlan, scope: SearchScope, results: RetrieverResults
) -> EvidenceSet:
    """The events that a query selected, in its order; if it selected none, there are none."""
    assert results.query_result is not None
    selected = results.sql_rows[: retriever.settings.max_rows_shown]
    facts = compute_facts(
        results.sql_rows, plan, None, scope.event_filter.seconds, exact=not results.query_result.table.truncated
    )
    shown = {row.event_id for row in selected}
    scores = {key: score for key, score in results.fuse().items() if key in shown}
    return EvidenceSet(selected, [], facts, results.list_methods(shown), results.coverage, scores, results.query_result)


def _rank_exact(
    retriever: HybridRetriever, plan: SearchPlan, scope: SearchScope, results: RetrieverResults, coverage: Coverage
) -> EvidenceSet:
    assert results.filter_rows is not None
    rows = _filter_rows(results.filter_rows, plan, scope, results)
    is_filtered = plan.filters_rows or scope.filters_rows
    total = None if is_filtered else results.total
    all_read = len(results.filter_rows) < results.limit or (total is not None and total.events == len(rows))
    exact = all_read or (total is not None and not needs_all_rows(plan))
    duration = coverage.seconds_analyzed if coverage.videos_analyzed == 1 else None
    facts = compute_facts(rows, plan, total, scope.event_filter.seconds, exact=exact, duration=duration)
    selected = select_evidence(rows, facts, plan, retriever.settings.max_rows_shown)
    shown = {row.event_id for row in selected}
    scores = {key: score for key, score in results.fuse().items() if key in shown}
    methods = results.list_methods(shown)
    return EvidenceSet(selected, [], facts, methods, coverage, scores, results.query_result, matching=rows)


def _filter_rows(
    rows: Sequence[Evidence], plan: SearchPlan, scope: SearchScope, results: RetrieverResults
) -> list[Evidence]:
    """The rows that meet what no filter of the database can say."""
    matching = filter_by_plan(rows, plan, results.excluded_people, results.bystanders or ())
    if scope.excluded_person is not None:
        matching = [row for row in matching if row.person != scope.excluded_person]
    if scope.people:
        matching = [row for row in matching if (row.video_id, row.track_id) in scope.people]
    still_at = scope.still_at
    return matching if still_at is None else [row for row in matching if row.is_going_on_at(still_at)]


async def _rank_by_relevance(
    retriever: HybridRetriever,
    text: str,
    plan: SearchPlan,
    scope: SearchScope,
    results: RetrieverResults,
    language: Language,
) -> EvidenceSet:
    filter_rows = results.filter_rows if plan.has_filters else None
    scores = replace(results, filter_rows=filter_rows).fuse()
    rankings = (results.sql_rows, filter_rows, results.vector_rows, results.keyword_rows)
    by_id = {row.event_id: row for rows in rankings for row in rows or ()}
    matching = _filter_rows([by_id[key] for key in scores], plan, scope, results)
    ranked = matching[: retriever.settings.rerank_candidates]
    candidates = await _add_neighbours(retriever, ranked)
    keep = retriever.settings.rerank_keep
    keep = max(keep, _LEAST_KEPT_OF_LISTS) if plan.want in _LISTS else keep
    # What was searched for, not the whole question: its other words are conditions that the rows meet already.
    best, scores = await rerank_rows(retriever, plan.text or text, candidates, scores, language, keep=keep)
    found_ids = {row.event_id for row in ranked}
    rows = [row for row in best if row.event_id in found_ids]
    context = [row for row in best if row.event_id not in found_ids]
    facts = compute_facts(rows, plan, None, scope.event_filter.seconds, exact=False)
    methods = results.list_methods({row.event_id for row in rows})
    return EvidenceSet(rows, context, facts, methods, results.coverage, scores, results.query_result, matching=rows)


async def _add_neighbours(retriever: HybridRetriever, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best rows and their neighbours, read in one query; at most as many as the reranker may get."""
    best = [row.event_id for row in ranked[:_ROWS_WITH_NEIGHBOURS]]
    if not best:
        return []
    search = retriever.services.search
    reading = search.list_neighbours(retriever.principal, best, NEIGHBOUR_COUNT, NEIGHBOUR_COUNT)
    neighbours = await retriever.meter.attempt("neighbours", reading)
    rows = {row.event_id: row for row in ranked}
    for row in neighbours or ():
        rows.setdefault(row.event_id, row)
    return list(rows.values())[: max(retriever.settings.rerank_candidates, len(best))]


async def rerank_rows(
    retriever: HybridRetriever,
    text: str,
    rows: list[Evidence],
    scores: dict[UUID, float],
    language: Language,
    *,
    keep: int | None = None,
) -> tuple[list[Evidence], dict[UUID, float]]:
    """The best `keep` rows (by default rerank_keep of the settings), and their scores."""
    keep = keep or retriever.settings.rerank_keep
    if len(rows) <= 1:
        return rows, scores
    documents = [format_document(row, language) for row in rows]
    meter = retriever.meter
    with meter.time_stage("reranking"):
        ranked = await meter.attempt("rerank", retriever.services.models.rerank(text, documents, keep))
    if ranked is None:
        return rows[:keep], scores
    meter.record_rerank(retriever.settings.rerank_model_id)
    return [rows[hit.index] for hit in ranked], {rows[hit.index].event_id: hit.score for hit in ranked}
