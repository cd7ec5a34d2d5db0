"""The legs of one search: SQL, filters, vectors and words, all at once."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts import needs_all_rows
from domain.ask.fuse import reciprocal_rank_fusion
from domain.ask.keywords import keywords
from domain.ask.plan import Plan, Want
from domain.ask.question import AskSettings, Question
from domain.ask.scope import Scope
from domain.meter import Meter
from domain.ports import Models, Retrieval, RunQuery
from models.answers import Coverage
from models.conversation import Embeddings
from models.enums import EventOrder, SearchMethod
from models.errors import Unavailable
from models.evidence import EventCount, Evidence
from models.filters import EventFilter
from models.principal import Principal
from models.sql import Queried


@dataclass(frozen=True, slots=True)
class Legs:
    """What each leg of the search brought; None where it failed. queried: None also where the plan holds no SQL.

    selected: the events that the query named, as evidence, in its order.
    """

    structured: Sequence[Evidence] | None
    nearest: Sequence[Evidence] | None
    keyword: Sequence[Evidence] | None
    counted: EventCount | None
    excluded: frozenset[tuple[UUID, str]]
    coverage: Coverage
    limit: int
    queried: Queried | None = None
    selected: Sequence[Evidence] = ()

    def fused(self) -> dict[UUID, float]:
        """Every event that a leg found, best first, with its fused score."""
        legs = (self.selected, self.structured, self.nearest, self.keyword)
        return dict(reciprocal_rank_fusion([[row.event_id for row in leg] for leg in legs if leg]))

    def methods(self, shown: set[UUID]) -> list[SearchMethod]:
        """What helped: SQL that ran, and the text searches that found something of what is shown.

        The filters of a plan have no name of their own.
        """
        found = [(SearchMethod.VECTOR, self.nearest), (SearchMethod.KEYWORD, self.keyword)]
        by_text = [method for method, rows in found if any(row.event_id in shown for row in rows or ())]
        return by_text if self.queried is None else [SearchMethod.TEXT_TO_SQL, *by_text]


@dataclass(frozen=True, slots=True)
class Searcher:
    """What every step of one search needs. query: None where SQL is not generated."""

    principal: Principal
    search: Retrieval
    models: Models
    settings: AskSettings
    meter: Meter
    query: RunQuery | None = None

    async def legs(
        self, question: Question, plan: Plan, scope: Scope, embedding: asyncio.Task[Embeddings | None]
    ) -> Legs:
        """All legs at once. Raises Unavailable if none of those that find events answered."""
        limit = self.settings.rows_measured if needs_all_rows(plan) else self.settings.rows_shown
        order = EventOrder.LATEST_FIRST if plan.want is Want.LAST else EventOrder.EARLIEST_FIRST
        if plan.want in (Want.FIRST, Want.LAST):
            limit = max(limit, plan.nth) if scope.wanted.video_ids else self.settings.rows_measured
        exact, excluded, (queried, selected), nearest, keyword = await asyncio.gather(
            self.meter.attempt(
                "structured", self.search.exact(self.principal, scope.wanted, order, limit, scope.within)
            ),
            self._excluded(plan, scope),
            self._queried(plan, question),
            *self._texts(question, plan, scope, embedding, wanted=bool(plan.text)),
        )
        if exact is None and not plan.text:
            nearest, keyword = await asyncio.gather(*self._texts(question, plan, scope, embedding, wanted=True))
        if exact is None and nearest is None and keyword is None and queried is None:
            raise Unavailable(service="search")
        structured, counted, seen = exact or (None, None, await self._coverage(scope))
        return Legs(structured, nearest, keyword, counted, excluded, seen, limit, queried, selected)

    def _texts(
        self,
        question: Question,
        plan: Plan,
        scope: Scope,
        embedding: asyncio.Task[Embeddings | None],
        *,
        wanted: bool,
    ) -> tuple[Awaitable[Sequence[Evidence] | None], Awaitable[Sequence[Evidence] | None]]:
        """The legs that look for words and their meaning: where fields say everything, they would add nothing."""
        if not wanted:
            return _nothing(), _nothing()
        return self.nearest(scope.wanted, embedding), self.keyword(plan.text or question.text, scope.wanted)

    async def _coverage(self, scope: Scope) -> Coverage:
        within = self.search.coverage(self.principal, scope.within)
        return await self.meter.attempt("coverage", within) or Coverage()

    async def _queried(self, plan: Plan, question: Question) -> tuple[Queried | None, Sequence[Evidence]]:
        """What the plan's SQL brought, and the events that it names."""
        if self.query is None or not plan.sql:
            return None, ()
        with self.meter.stage("sql"):
            queried = await self.meter.attempt("sql", self.query(self.principal, plan, question, self.meter))
        if queried is None or not queried.event_ids:
            return queried, ()
        ids = list(dict.fromkeys(queried.event_ids))[: self.settings.rows_measured]
        return queried, await self.meter.attempt("sql", self.search.by_ids(self.principal, ids)) or ()

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


async def _nothing() -> Sequence[Evidence]:
    return ()
