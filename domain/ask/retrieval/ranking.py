"""From what the legs of a search brought to the evidence of an answer: fused, widened by neighbours, reranked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts.facts import Facts, measure, needs_all_rows
from domain.ask.facts.selection import chosen, satisfying
from domain.ask.filters.build_filters import Scope
from domain.ask.plan.plan import Plan
from domain.ask.retrieval.rerank_document import document
from domain.ask.retrieval.retrievers import Legs, Searcher
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.asking.sql import Queried
from models.enums import Language, SearchMethod

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """rows answer the question; context happened just before or after. scores: fused or reranked, by event.

    queried: what generated SQL brought; its table may answer without any row. coverage: None where it is not read yet.
    """

    rows: Sequence[Evidence]
    context: Sequence[Evidence]
    facts: Facts
    methods: Sequence[SearchMethod]
    coverage: Coverage | None
    scores: dict[UUID, float]
    queried: Queried | None = None

    @property
    def tabled(self) -> bool:
        """Whether the query counted or measured: its table, not single events, is the answer."""
        return self.queried is not None and not self.queried.event_ids and bool(self.queried.table.rows)


async def find(searcher: Searcher, text: str, plan: Plan, scope: Scope, legs: Legs, language: Language) -> Found:
    """What the legs brought, as evidence. Fields or SQL that say everything are answered exactly; else by relevance."""
    if plan.text:
        return await _relevant(searcher, text, plan, scope, legs, language)
    if legs.selected or (legs.queried is not None and not legs.queried.event_ids and not legs.queried.table.rows):
        return _selected(searcher, plan, scope, legs)
    if legs.structured is not None and legs.coverage is not None:
        return _exact(searcher, plan, scope, legs, legs.coverage)
    return await _relevant(searcher, text, plan, scope, legs, language)


def _selected(searcher: Searcher, plan: Plan, scope: Scope, legs: Legs) -> Found:
    """What a query picked, in its order; a query that ran and picked nothing means that there is nothing."""
    assert legs.queried is not None
    picked = legs.selected[: searcher.settings.rows_shown]
    facts = measure(legs.selected, plan, None, scope.wanted.seconds, exact=not legs.queried.table.truncated)
    shown = {row.event_id for row in picked}
    scores = {key: score for key, score in legs.fused().items() if key in shown}
    return Found(picked, [], facts, legs.methods(shown), legs.coverage, scores, legs.queried)


def _exact(searcher: Searcher, plan: Plan, scope: Scope, legs: Legs, coverage: Coverage) -> Found:
    assert legs.structured is not None
    rows = satisfying(legs.structured, plan, legs.excluded)
    counted = None if plan.without_types or plan.lasting or plan.together else legs.counted
    all_read = len(legs.structured) < legs.limit or (counted is not None and counted.events == len(rows))
    exact = all_read or (counted is not None and not needs_all_rows(plan))
    duration = coverage.seconds_analyzed if coverage.videos_analyzed == 1 else None
    facts = measure(rows, plan, counted, scope.wanted.seconds, exact=exact, duration=duration)
    picked = chosen(rows, facts, plan, searcher.settings.rows_shown)
    shown = {row.event_id for row in picked}
    scores = {key: score for key, score in legs.fused().items() if key in shown}
    return Found(picked, [], facts, legs.methods(shown), coverage, scores, legs.queried)


async def _relevant(searcher: Searcher, text: str, plan: Plan, scope: Scope, legs: Legs, language: Language) -> Found:
    structured = legs.structured if plan.narrowed else None
    scores = replace(legs, structured=structured).fused()
    found_by = (legs.selected, structured, legs.nearest, legs.keyword)
    by_id = {row.event_id: row for leg in found_by for row in leg or ()}
    candidates = searcher.settings.rerank_candidates
    ranked = satisfying([by_id[key] for key in scores], plan, legs.excluded)[:candidates]
    widened = await _widened(searcher, ranked)
    kept, scores = await reranked(searcher, text, widened, scores, language)
    found = {row.event_id for row in ranked}
    rows = [row for row in kept if row.event_id in found]
    context = [row for row in kept if row.event_id not in found]
    facts = measure(rows, plan, None, scope.wanted.seconds, exact=False)
    methods = legs.methods({row.event_id for row in rows})
    return Found(rows, context, facts, methods, legs.coverage, scores, legs.queried)


async def _widened(searcher: Searcher, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The best rows and those around them, in one query; within what the reranker may be sent."""
    best = [row.event_id for row in ranked[: searcher.settings.rerank_keep]]
    if not best:
        return []
    neighbours = searcher.search.neighbours(searcher.principal, best, NEIGHBOURS, NEIGHBOURS)
    around = await searcher.meter.attempt("neighbours", neighbours)
    rows = {row.event_id: row for row in ranked}
    for row in around or ():
        rows.setdefault(row.event_id, row)
    return list(rows.values())[: max(searcher.settings.rerank_candidates, len(best))]


async def reranked(
    searcher: Searcher,
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
    documents = [document(row, language) for row in rows]
    meter = searcher.meter
    with meter.stage("reranking"):
        ranked = await meter.attempt("rerank", searcher.models.rerank(text, documents, keep))
    if ranked is None:
        return rows[:keep], scores
    meter.reranked(searcher.settings.rerank_model_id)
    return [rows[one.index] for one in ranked], {rows[one.index].event_id: one.score for one in ranked}
