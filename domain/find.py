"""Search for what a plan asks: all legs at once, fused, widened by neighbours, reranked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.choose import chosen, satisfying
from domain.facts import Facts, measure, needs_all_rows
from domain.fuse import reciprocal_rank_fusion
from domain.keywords import keywords
from domain.meter import Meter
from domain.plan import Plan, Want
from domain.ports import Models, Retrieval
from domain.question import AskSettings
from domain.scope import Scope
from models.answers import Coverage
from models.conversation import Embeddings
from models.enums import EventOrder, Language, SearchMethod
from models.errors import Unavailable
from models.evidence import EventCount, Evidence
from models.filters import EventFilter
from models.principal import Principal

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Legs:
    """What each leg of the search brought; None where it failed."""

    structured: Sequence[Evidence] | None
    nearest: Sequence[Evidence] | None
    keyword: Sequence[Evidence] | None
    counted: EventCount | None
    excluded: frozenset[tuple[UUID, str]]
    coverage: Coverage
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """rows answer the question; context happened just before or after. scores: fused or reranked, by event."""

    rows: Sequence[Evidence]
    context: Sequence[Evidence]
    facts: Facts
    methods: Sequence[SearchMethod]
    coverage: Coverage
    scores: dict[UUID, float]


@dataclass(frozen=True, slots=True)
class Finder:
    """What every step of one search needs."""

    principal: Principal
    search: Retrieval
    models: Models
    settings: AskSettings
    meter: Meter

    async def legs(self, text: str, plan: Plan, scope: Scope, embedding: asyncio.Task[Embeddings | None]) -> Legs:
        """Structured, vector and keyword search at once. Raises the search's error if all three fail."""
        limit = self.settings.rows_measured if needs_all_rows(plan) else self.settings.rows_shown
        order = EventOrder.LATEST_FIRST if plan.want is Want.LAST else EventOrder.EARLIEST_FIRST
        if plan.want in (Want.FIRST, Want.LAST):
            limit = max(limit, plan.nth) if scope.wanted.video_ids else self.settings.rows_measured
        attempt, search, who = self.meter.attempt, self.search, self.principal
        structured, nearest, keyword, counted, excluded, coverage = await asyncio.gather(
            attempt("structured", search.structured(who, scope.wanted, order, limit)),
            self.nearest(scope.wanted, embedding),
            self.keyword(plan.text or text, scope.wanted),
            attempt("structured", search.count(who, scope.wanted)),
            self._excluded(plan, scope),
            attempt("coverage", search.coverage(who, scope.within)),
        )
        if structured is None and nearest is None and keyword is None:
            raise Unavailable(service="search")
        return Legs(structured, nearest, keyword, counted, excluded, coverage or Coverage(), limit)

    async def nearest(
        self, wanted: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> Sequence[Evidence] | None:
        embedded = await embedding
        if embedded is None:
            return None
        return await self.meter.attempt(
            "vector",
            self.search.nearest(
                self.principal, embedded.vectors[0], embedded.model_id, wanted, self.settings.rerank_candidates
            ),
        )

    async def keyword(self, text: str, wanted: EventFilter) -> Sequence[Evidence] | None:
        """The words together; where together they find nothing, each by itself."""
        words = keywords(text)
        if not words:
            return []

        async def look(phrase: str) -> Sequence[Evidence] | None:
            limit = self.settings.rerank_candidates
            return await self.meter.attempt("keyword", self.search.keyword(self.principal, phrase, wanted, limit))

        together = await look(" ".join(words))
        if together or together is None or len(words) == 1:
            return together
        apart = await asyncio.gather(*(look(word) for word in words))
        rows = {row.event_id: row for found in apart for row in found or ()}
        ranked = reciprocal_rank_fusion([[row.event_id for row in found] for found in apart if found])
        return [rows[event_id] for event_id, _ in ranked]

    async def _excluded(self, plan: Plan, scope: Scope) -> frozenset[tuple[UUID, str]]:
        """The people who did what the plan says they must not have done."""
        if not plan.without_types:
            return frozenset()
        did = replace(scope.within, types=plan.without_types)
        rows = await self.search.structured(self.principal, did, EventOrder.EARLIEST_FIRST, self.settings.rows_measured)
        return frozenset((row.video_id, row.track_id) for row in rows if row.track_id)

    async def find(self, text: str, plan: Plan, scope: Scope, legs: Legs, language: Language) -> Found:
        """What the legs brought, as evidence. Fields that say everything are answered exactly; else by relevance."""
        if legs.structured is not None and not plan.text:
            return self._exact(plan, scope, legs)
        return await self._relevant(text, plan, scope, legs, language)

    def _exact(self, plan: Plan, scope: Scope, legs: Legs) -> Found:
        assert legs.structured is not None
        rows = satisfying(legs.structured, plan, legs.excluded)
        counted = None if plan.without_types or plan.lasting else legs.counted
        all_read = len(legs.structured) < legs.limit or (counted is not None and counted.events == len(rows))
        exact = all_read or (counted is not None and not needs_all_rows(plan))
        duration = legs.coverage.seconds_analyzed if legs.coverage.videos_analyzed == 1 else None
        facts = measure(rows, plan, counted, scope.wanted.seconds, exact=exact, duration=duration)
        text_hits = [row for leg in (legs.nearest, legs.keyword) for row in leg or ()]
        scores = _fused(legs)
        picked = chosen(rows, facts, plan, self.settings.rows_shown)
        shown = {row.event_id for row in picked}
        methods = _methods(legs, shown) if text_hits else []
        return Found(picked, [], facts, methods, legs.coverage, {key: scores[key] for key in shown if key in scores})

    async def _relevant(self, text: str, plan: Plan, scope: Scope, legs: Legs, language: Language) -> Found:
        structured = legs.structured if plan.conditions or plan.seconds or plan.occurred_at else None
        scores = _fused(replace(legs, structured=structured))
        by_id = {row.event_id: row for leg in (structured, legs.nearest, legs.keyword) for row in leg or ()}
        ranked = satisfying([by_id[key] for key in scores], plan, legs.excluded)[: self.settings.rerank_candidates]
        widened = await self._widened(ranked)
        kept, scores = await self.reranked(text, widened, scores, language)
        found = {row.event_id for row in ranked}
        rows = [row for row in kept if row.event_id in found]
        context = [row for row in kept if row.event_id not in found]
        facts = measure(rows, plan, None, scope.wanted.seconds, exact=False)
        return Found(rows, context, facts, _methods(legs, {row.event_id for row in rows}), legs.coverage, scores)

    async def _widened(self, ranked: Sequence[Evidence]) -> list[Evidence]:
        """The best rows and those around them, in one query; within what the reranker may be sent."""
        best = [row.event_id for row in ranked[: self.settings.rerank_keep]]
        if not best:
            return []
        around = await self.meter.attempt(
            "neighbours", self.search.neighbours(self.principal, best, NEIGHBOURS, NEIGHBOURS)
        )
        rows = {row.event_id: row for row in ranked}
        for row in around or ():
            rows.setdefault(row.event_id, row)
        return list(rows.values())[: max(self.settings.rerank_candidates, len(best))]

    async def reranked(
        self, text: str, rows: list[Evidence], scores: dict[UUID, float], language: Language, *, keep: int | None = None
    ) -> tuple[list[Evidence], dict[UUID, float]]:
        """The best `keep` rows (by default as many as answers are written from), and what they were ranked by."""
        keep = keep or self.settings.rerank_keep
        if len(rows) <= 1:
            return rows, scores
        documents = [row.told(language) for row in rows]
        with self.meter.stage("reranking"):
            ranked = await self.meter.attempt("rerank", self.models.rerank(text, documents, keep))
        if ranked is None:
            return rows[:keep], scores
        self.meter.reranked(self.settings.rerank_model_id)
        return [rows[one.index] for one in ranked], {rows[one.index].event_id: one.score for one in ranked}


def _fused(legs: Legs) -> dict[UUID, float]:
    rankings = [[row.event_id for row in leg] for leg in (legs.structured, legs.nearest, legs.keyword) if leg]
    return dict(reciprocal_rank_fusion(rankings))


def _methods(legs: Legs, shown: set[UUID]) -> list[SearchMethod]:
    """The text searches that found something of what is shown. The structured filter has no name of its own."""
    found = [(SearchMethod.VECTOR, legs.nearest), (SearchMethod.KEYWORD, legs.keyword)]
    return [method for method, rows in found if any(row.event_id in shown for row in rows or ())]
