"""From what the legs of a search brought to the evidence of an answer: fused, widened by neighbours, reranked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts.facts import Facts, compute_facts, needs_all_rows
from domain.ask.facts.selection import filter_by_plan, select_evidence
from domain.ask.filters.build_filters import SearchScope
from domain.ask.plan.plan import SearchPlan
from domain.ask.retrieval.rerank_document import format_document
from domain.ask.retrieval.retrievers import HybridRetriever, RetrieverResults
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.asking.sql import QueryResult
from models.enums import Language, SearchMethod

NEIGHBOUR_COUNT = 2


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """rows answer the question; context happened just before or after. scores: fused or reranked, by event.

    queried: what generated SQL brought; its table may answer without any row. coverage: None where it is not read yet.
    """

    rows: Sequence[Evidence]
    context: Sequence[Evidence]
    facts: Facts
    methods: Sequence[SearchMethod]
    coverage: Coverage | None
    scores: dict[UUID, float]
    query_result: QueryResult | None = None

    @property
    def has_table_answer(self) -> bool:
        """Whether the query counted or measured: its table, not single events, is the answer."""
        return self.query_result is not None and not self.query_result.event_ids and bool(self.query_result.table.rows)


async def rank_evidence(
    searcher: HybridRetriever,
    text: str,
    plan: SearchPlan,
    scope: SearchScope,
    legs: RetrieverResults,
    language: Language,
) -> EvidenceSet:
    """What the legs brought, as evidence. Fields or SQL that say everything are answered exactly; else by relevance."""
    if plan.text:
        return await _rank_by_relevance(searcher, text, plan, scope, legs, language)
    if legs.sql_rows or (
        legs.query_result is not None and not legs.query_result.event_ids and not legs.query_result.table.rows
    ):
        return _rank_selected(searcher, plan, scope, legs)
    if legs.filter_rows is not None and legs.coverage is not None:
        return _rank_exact(searcher, plan, scope, legs, legs.coverage)
    return await _rank_by_relevance(searcher, text, plan, scope, legs, language)


def _rank_selected(
    searcher: HybridRetriever, plan: SearchPlan, scope: SearchScope, legs: RetrieverResults
) -> EvidenceSet:
    """What a query picked, in its order; a query that ran and picked nothing means that there is nothing."""
    assert legs.query_result is not None
    picked = legs.sql_rows[: searcher.settings.rows_shown]
    facts = compute_facts(
        legs.sql_rows, plan, None, scope.event_filter.seconds, exact=not legs.query_result.table.truncated
    )
    shown = {row.event_id for row in picked}
    scores = {key: score for key, score in legs.fuse().items() if key in shown}
    return EvidenceSet(picked, [], facts, legs.list_methods(shown), legs.coverage, scores, legs.query_result)


def _rank_exact(
    searcher: HybridRetriever, plan: SearchPlan, scope: SearchScope, legs: RetrieverResults, coverage: Coverage
) -> EvidenceSet:
    assert legs.filter_rows is not None
    rows = filter_by_plan(legs.filter_rows, plan, legs.excluded_people)
    counted = None if plan.without_types or plan.lasting or plan.together else legs.total
    all_read = len(legs.filter_rows) < legs.limit or (counted is not None and counted.events == len(rows))
    exact = all_read or (counted is not None and not needs_all_rows(plan))
    duration = coverage.seconds_analyzed if coverage.videos_analyzed == 1 else None
    facts = compute_facts(rows, plan, counted, scope.event_filter.seconds, exact=exact, duration=duration)
    picked = select_evidence(rows, facts, plan, searcher.settings.rows_shown)
    shown = {row.event_id for row in picked}
    scores = {key: score for key, score in legs.fuse().items() if key in shown}
    return EvidenceSet(picked, [], facts, legs.list_methods(shown), coverage, scores, legs.query_result)


async def _rank_by_relevance(
    searcher: HybridRetriever,
    text: str,
    plan: SearchPlan,
    scope: SearchScope,
    legs: RetrieverResults,
    language: Language,
) -> EvidenceSet:
    structured = legs.filter_rows if plan.has_filters else None
    scores = replace(legs, filter_rows=structured).fuse()
    found_by = (legs.sql_rows, structured, legs.vector_rows, legs.keyword_rows)
    by_id = {row.event_id: row for leg in found_by for row in leg or ()}
    candidates = searcher.settings.rerank_candidates
    ranked = filter_by_plan([by_id[key] for key in scores], plan, legs.excluded_people)[:candidates]
    widened = await _add_neighbours(searcher, ranked)
    kept, scores = await rerank_rows(searcher, text, widened, scores, language)
    found = {row.event_id for row in ranked}
    rows = [row for row in kept if row.event_id in found]
    context = [row for row in kept if row.event_id not in found]
    facts = compute_facts(rows, plan, None, scope.event_filter.seconds, exact=False)
    methods = legs.list_methods({row.event_id for row in rows})
    return EvidenceSet(rows, context, facts, methods, legs.coverage, scores, legs.query_result)


async def _add_neighbours(searcher: HybridRetriever, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best rows and those around them, in one query; within what the reranker may be sent."""
    best = [row.event_id for row in ranked[: searcher.settings.rerank_keep]]
    if not best:
        return []
    neighbours = searcher.search.list_neighbours(searcher.principal, best, NEIGHBOUR_COUNT, NEIGHBOUR_COUNT)
    around = await searcher.meter.attempt("neighbours", neighbours)
    rows = {row.event_id: row for row in ranked}
    for row in around or ():
        rows.setdefault(row.event_id, row)
    return list(rows.values())[: max(searcher.settings.rerank_candidates, len(best))]


async def rerank_rows(
    searcher: HybridRetriever,
    text: str,
    rows: list[Evidence],
    scores: dict[UUID, float],
    language: Language,
    *,
    keep: int | None = None,
) -> tuple[list[Evidence], dict[UUID, float]]:
    """The best `keep` rows (by default as many as answers are written from), and what they were ranked by."""
    keep = keep or searcher.settings.rerank_keep
    if len(rows) <= 1:
        return rows, scores
    documents = [format_document(row, language) for row in rows]
    meter = searcher.meter
    with meter.time_stage("reranking"):
        ranked = await meter.attempt("rerank", searcher.models.rerank(text, documents, keep))
    if ranked is None:
        return rows[:keep], scores
    meter.record_rerank(searcher.settings.rerank_model_id)
    return [rows[one.index] for one in ranked], {rows[one.index].event_id: one.score for one in ranked}
