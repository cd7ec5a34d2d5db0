"""The legs of one search: SQL, filters, vectors and words, all at once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts.facts import needs_all_rows
from domain.ask.filters.build_filters import SearchScope
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.keywords import extract_keywords
from domain.ask.question.question import Question
from domain.ask.retrieval.fusion import reciprocal_rank_fusion
from domain.ask.settings import AskSettings
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, QueryRunner, Retrieval
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Embeddings
from models.asking.evidence import EventCount, Evidence
from models.asking.sql import QueryResult
from models.enums import EventOrder, SearchMethod
from models.errors import Unavailable
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class RetrieverResults:
    """What each leg of the search brought; None where it failed. queried: None also where the plan holds no SQL,
    structured where words alone choose; counted and coverage where words choose at all.

    selected: the events that the query named, as evidence, in its order.
    """

    filter_rows: Sequence[Evidence] | None
    vector_rows: Sequence[Evidence] | None
    keyword_rows: Sequence[Evidence] | None
    total: EventCount | None
    excluded_people: frozenset[tuple[UUID, str]]
    coverage: Coverage | None
    limit: int
    query_result: QueryResult | None = None
    sql_rows: Sequence[Evidence] = ()

    def fuse(self) -> dict[UUID, float]:
        """Every event that a leg found, best first, with its fused score."""
        legs = (self.sql_rows, self.filter_rows, self.vector_rows, self.keyword_rows)
        return dict(reciprocal_rank_fusion([[row.event_id for row in leg] for leg in legs if leg]))

    def list_methods(self, shown: set[UUID]) -> list[SearchMethod]:
        """What helped: SQL that ran, and the text searches that found something of what is shown.

        The filters of a plan have no name of their own.
        """
        found = [(SearchMethod.VECTOR, self.vector_rows), (SearchMethod.KEYWORD, self.keyword_rows)]
        by_text = [method for method, rows in found if any(row.event_id in shown for row in rows or ())]
        return by_text if self.query_result is None else [SearchMethod.TEXT_TO_SQL, *by_text]


@dataclass(frozen=True, slots=True)
class HybridRetriever:
    """What every step of one search needs. query: None where SQL is not generated."""

    principal: Principal
    search: Retrieval
    models: Models
    settings: AskSettings
    meter: UsageMeter
    query: QueryRunner | None = None

    async def retrieve(
        self, question: Question, plan: SearchPlan, scope: SearchScope, embedding: asyncio.Task[Embeddings | None]
    ) -> RetrieverResults:
        """All legs at once. Raises Unavailable if none of those that find events answered."""
        limit = self.settings.rows_measured if needs_all_rows(plan) else self.settings.rows_shown
        order = EventOrder.LATEST_FIRST if plan.want is AnswerKind.LAST else EventOrder.EARLIEST_FIRST
        if plan.want in (AnswerKind.FIRST, AnswerKind.LAST):
            limit = max(limit, plan.nth) if scope.event_filter.video_ids else self.settings.rows_measured
        fields, excluded, (queried, selected), (nearest, keyword) = await asyncio.gather(
            self._retrieve_by_filters(plan, scope, order, limit),
            self._find_excluded_people(plan, scope),
            self._run_sql(plan, question),
            # Where fields say everything, what looks for words would add nothing.
            self.search_texts(plan.text, scope.event_filter, embedding) if plan.text else _skip_text_search(),
        )
        structured, counted, coverage = fields or (None, None, None)
        if fields is None and not plan.text:
            nearest, keyword = await self.search_texts(question.text, scope.event_filter, embedding)
        if structured is None and nearest is None and keyword is None and queried is None:
            raise Unavailable(service="search")
        return RetrieverResults(structured, nearest, keyword, counted, excluded, coverage, limit, queried, selected)

    async def _retrieve_by_filters(
        self, plan: SearchPlan, scope: SearchScope, order: EventOrder, limit: int
    ) -> tuple[Sequence[Evidence] | None, EventCount | None, Coverage | None] | None:
        """What the fields leave and, where they say everything, how much it is in what footage; None where it failed.

        Where they leave everything, words alone choose, and nothing is listed.
        """
        if not plan.text:
            wanted = self.search.list_events_with_totals(
                self.principal, scope.event_filter, order, limit, scope.footage_filter
            )
            return await self.meter.attempt("structured", wanted)
        if not plan.has_filters:
            return None
        listed = self.search.list_events(self.principal, scope.event_filter, order, limit)
        return await self.meter.attempt("structured", listed), None, None

    async def measure_coverage(self, scope: SearchScope) -> Coverage:
        """What footage was searched."""
        within = self.search.measure_coverage(self.principal, scope.footage_filter)
        return await self.meter.attempt("coverage", within) or Coverage()

    async def search_texts(
        self, text: str, wanted: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> tuple[Sequence[Evidence] | None, Sequence[Evidence] | None]:
        """What is nearest to the question by its meaning, and what shares its words; None for what failed.

        In one video both compare every event: once, for both.
        """
        words = extract_keywords(text)
        if wanted.is_within_one_video and words and (embedded := await embedding) is not None:
            limit = self.settings.rerank_candidates
            vector, model_id = embedded.vectors[0], embedded.model_id
            with suppress(Unavailable):  # Then each by itself: one of them may be what failed.
                nearest, keyword = await self.search.search_hybrid(
                    self.principal, vector, model_id, " ".join(words), wanted, limit
                )
                return nearest, keyword or await self._search_each_word(words, wanted)
        apart = await asyncio.gather(self._search_by_vector(wanted, embedding), self._search_by_keywords(words, wanted))
        return apart[0], apart[1]

    async def _run_sql(self, plan: SearchPlan, question: Question) -> tuple[QueryResult | None, Sequence[Evidence]]:
        """What the plan's SQL brought, and the events that it names."""
        if self.query is None or not plan.sql:
            return None, ()
        with self.meter.time_stage("sql"):
            queried = await self.meter.attempt("sql", self.query(self.principal, plan, question, self.meter))
        if queried is None or not queried.event_ids:
            return queried, ()
        ids = list(dict.fromkeys(queried.event_ids))[: self.settings.rows_measured]
        return queried, await self.meter.attempt("sql", self.search.get_by_ids(self.principal, ids)) or ()

    async def _search_by_vector(
        self, wanted: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> Sequence[Evidence] | None:
        embedded = await embedding
        if embedded is None:
            return None
        limit = self.settings.rerank_candidates
        nearest = self.search.search_by_vector(self.principal, embedded.vectors[0], embedded.model_id, wanted, limit)
        return await self.meter.attempt("vector", nearest)

    async def _search_by_keywords(self, words: Sequence[str], wanted: EventFilter) -> Sequence[Evidence] | None:
        """The words together; where together they find nothing, each by itself."""
        if not words:
            return []
        together = await self._search_phrase(" ".join(words), wanted)
        return together if together or together is None else await self._search_each_word(words, wanted)

    async def _search_each_word(self, words: Sequence[str], wanted: EventFilter) -> Sequence[Evidence]:
        if len(words) == 1:
            return []
        apart = await asyncio.gather(*(self._search_phrase(word, wanted) for word in words))
        rows = {row.event_id: row for found in apart for row in found or ()}
        ranked = reciprocal_rank_fusion([[row.event_id for row in found] for found in apart if found])
        return [rows[event_id] for event_id, _ in ranked]

    async def _search_phrase(self, phrase: str, wanted: EventFilter) -> Sequence[Evidence] | None:
        limit = self.settings.rerank_candidates
        return await self.meter.attempt(
            "keyword", self.search.search_by_keywords(self.principal, phrase, wanted, limit)
        )

    async def _find_excluded_people(self, plan: SearchPlan, scope: SearchScope) -> frozenset[tuple[UUID, str]]:
        """The people who did what the plan says they must not have done."""
        if not plan.without_types:
            return frozenset()
        did = replace(scope.footage_filter, types=plan.without_types)
        rows = await self.search.list_events(
            self.principal, did, EventOrder.EARLIEST_FIRST, self.settings.rows_measured
        )
        return frozenset((row.video_id, row.track_id) for row in rows if row.track_id)


async def _skip_text_search() -> tuple[Sequence[Evidence], Sequence[Evidence]]:
    return (), ()
