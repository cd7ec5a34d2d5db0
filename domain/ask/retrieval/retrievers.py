"""The retrievers of one search, run at once: generated SQL, the filters of a plan, vectors and keywords."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.facts.facts import needs_all_rows
from domain.ask.filters.scope import SearchScope
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.keywords import extract_keywords
from domain.ask.question.question import Question
from domain.ask.retrieval.fusion import reciprocal_rank_fusion
from domain.ask.services import AskServices, EventLookup
from domain.ask.settings import AskSettings
from domain.ask.time.relative import choose_order
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Embeddings
from models.asking.evidence import EventCount, Evidence, PersonKey
from models.asking.sql import QueryResult
from models.enums import EventOrder, SearchMethod
from models.errors import Unavailable
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class RetrieverResults:
    """What each retriever returned; None where it failed.

    filter_rows: also None if text alone chooses; total and coverage: also None if text chooses at all. query_result:
    also None if the plan holds no SQL. sql_rows: the events that the query named, in its order. limit: of filter_rows.
    bystanders: every event of the videos of these rows, where the question asks who else was there; None if they are
    too many, or could not be read.
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
    bystanders: Sequence[Evidence] | None = ()

    def fuse(self) -> dict[UUID, float]:
        """Every event that a retriever found, best first, with its fused score."""
        rankings = (self.sql_rows, self.filter_rows, self.vector_rows, self.keyword_rows)
        return dict(reciprocal_rank_fusion([[row.event_id for row in rows] for rows in rankings if rows]))

    def list_methods(self, shown: set[UUID]) -> list[SearchMethod]:
        """The methods to name: SQL that ran, and text searches that found something of what is shown.

        The filters of a plan have no name of their own.
        """
        searches = [(SearchMethod.VECTOR, self.vector_rows), (SearchMethod.KEYWORD, self.keyword_rows)]
        by_text = [method for method, rows in searches if any(row.event_id in shown for row in rows or ())]
        return by_text if self.query_result is None else [SearchMethod.TEXT_TO_SQL, *by_text]


@dataclass(frozen=True, slots=True)
class HybridRetriever:
    """The retrievers of one request."""

    principal: Principal
    services: AskServices
    meter: UsageMeter

    @property
    def settings(self) -> AskSettings:
        return self.services.settings

    @property
    def lookup(self) -> EventLookup:
        return EventLookup(self.principal, self.services.search, self.meter, self.settings.max_rows_read)

    async def retrieve(
        self, question: Question, plan: SearchPlan, scope: SearchScope, embedding: asyncio.Task[Embeddings | None]
    ) -> RetrieverResults:
        """Run all retrievers at once. Raises Unavailable if each that finds events failed."""
        needs_all = needs_all_rows(plan) or scope.filters_rows
        limit = self.settings.max_rows_read if needs_all else self.settings.max_rows_shown
        order = choose_order(scope.event_filter, from_end=plan.want is AnswerKind.LAST)
        if plan.want in (AnswerKind.FIRST, AnswerKind.LAST):
            limit = max(limit, plan.nth)
        by_filters, excluded, (query_result, sql_rows), (vector_rows, keyword_rows) = await asyncio.gather(
            self._retrieve_by_filters(plan, scope, order, limit),
            self._find_excluded_people(plan, scope),
            self._run_sql(plan, question),
            # If fields say everything, a text search adds nothing.
            self._search_both_languages(plan, scope.event_filter, embedding) if plan.text else _skip_text_search(),
        )
        filter_rows, total, coverage = by_filters or (None, None, None)
        if by_filters is None and not plan.text:
            vector_rows, keyword_rows = await self.search_texts(question.text, scope.event_filter, embedding)
        if filter_rows is None and vector_rows is None and keyword_rows is None and query_result is None:
            raise Unavailable(service="search")
        results = RetrieverResults(
            filter_rows, vector_rows, keyword_rows, total, excluded, coverage, limit, query_result, sql_rows
        )
        return results if plan.company is None else await self._add_bystanders(results)

    async def _add_bystanders(self, results: RetrieverResults) -> RetrieverResults:
        rankings = (results.filter_rows, results.vector_rows, results.keyword_rows, results.sql_rows)
        found = [row for ranking in rankings for row in ranking or ()]
        return replace(results, bystanders=await self._list_bystanders(found))

    async def _list_bystanders(self, rows: Sequence[Evidence]) -> Sequence[Evidence] | None:
        """Every event of the videos of these rows; None if not all are known: anybody would seem to be alone."""
        videos = tuple(dict.fromkeys(row.video_id for row in rows))
        if not videos:
            return ()
        listing = self.lookup.list_events(EventFilter(video_ids=videos), EventOrder.EARLIEST_FIRST)
        listed = await self.meter.attempt("structured", listing)
        return None if listed is None or len(listed) == self.settings.max_rows_read else listed

    async def _retrieve_by_filters(
        self, plan: SearchPlan, scope: SearchScope, order: EventOrder, limit: int
    ) -> tuple[Sequence[Evidence] | None, EventCount | None, Coverage | None] | None:
        """Events that fit the plan's fields; without a text, also their count and the footage. None if it failed.

        None, too, if the fields narrow nothing: then text alone chooses.
        """
        if not plan.text:
            events = self.services.search.list_events_with_totals(
                self.principal, scope.event_filter, order, limit, scope.footage_filter
            )
            return await self.meter.attempt("structured", events)
        if not plan.has_filters:
            return None
        listed = self.services.search.list_events(self.principal, scope.event_filter, order, limit)
        return await self.meter.attempt("structured", listed), None, None

    async def measure_coverage(self, scope: SearchScope) -> Coverage:
        """The footage that was searched."""
        coverage = self.services.search.measure_coverage(self.principal, scope.footage_filter)
        return await self.meter.attempt("coverage", coverage) or Coverage()

    async def _search_both_languages(
        self, plan: SearchPlan, event_filter: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> tuple[Sequence[Evidence] | None, Sequence[Evidence] | None]:
        """The same as search_texts, with the words of the plan's text in both languages: a description has one."""
        translated = extract_keywords(plan.translated_text)
        (vector_rows, keyword_rows), others = await asyncio.gather(
            self.search_texts(plan.text, event_filter, embedding),
            self._search_by_keywords(translated, event_filter),
        )
        if not others:
            return vector_rows, keyword_rows
        rows = {row.event_id: row for row in (*others, *(keyword_rows or ()))}
        ids = [[row.event_id for row in ranking] for ranking in (keyword_rows or (), others)]
        return vector_rows, [rows[event_id] for event_id, _ in reciprocal_rank_fusion(ids)]

    async def search_texts(
        self, text: str, event_filter: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> tuple[Sequence[Evidence] | None, Sequence[Evidence] | None]:
        """Events nearest to the question by meaning, and events that share its words; None for what failed.

        In one video, both compare every event: one statement does both.
        """
        words = extract_keywords(text)
        if event_filter.is_within_one_video and words and (embedded := await embedding) is not None:
            limit = self.settings.rerank_candidates
            vector, model_id = embedded.vectors[0], embedded.model_id
            with suppress(Unavailable):  # Search each alone: perhaps one of them failed.
                vector_rows, keyword_rows = await self.services.search.search_hybrid(
                    self.principal, vector, model_id, " ".join(words), event_filter, limit
                )
                return vector_rows, keyword_rows or await self._search_each_word(words, event_filter)
        by_vector, by_keywords = (
            self._search_by_vector(event_filter, embedding),
            self._search_by_keywords(words, event_filter),
        )
        vector_rows_alone, keyword_rows_alone = await asyncio.gather(by_vector, by_keywords)
        return vector_rows_alone, keyword_rows_alone

    async def _run_sql(self, plan: SearchPlan, question: Question) -> tuple[QueryResult | None, Sequence[Evidence]]:
        """The result of the plan's SQL, and the events that it names."""
        if self.services.query_runner is None or not plan.sql:
            return None, ()
        with self.meter.time_stage("sql"):
            running = self.services.query_runner(self.principal, plan, question, self.meter)
            result = await self.meter.attempt("sql", running)
        if result is None or not result.event_ids:
            return result, ()
        ids = list(dict.fromkeys(result.event_ids))[: self.settings.max_rows_read]
        return result, await self.meter.attempt("sql", self.services.search.get_by_ids(self.principal, ids)) or ()

    async def _search_by_vector(
        self, event_filter: EventFilter, embedding: asyncio.Task[Embeddings | None]
    ) -> Sequence[Evidence] | None:
        embedded = await embedding
        if embedded is None:
            return None
        limit = self.settings.rerank_candidates
        nearest = self.services.search.search_by_vector(
            self.principal, embedded.vectors[0], embedded.model_id, event_filter, limit
        )
        return await self.meter.attempt("vector", nearest)

    async def _search_by_keywords(self, words: Sequence[str], event_filter: EventFilter) -> Sequence[Evidence] | None:
        """Search the words together; if that finds nothing, each alone."""
        if not words:
            return []
        together = await self._search_phrase(" ".join(words), event_filter)
        return together if together or together is None else await self._search_each_word(words, event_filter)

    async def _search_each_word(self, words: Sequence[str], event_filter: EventFilter) -> Sequence[Evidence]:
        if len(words) == 1:
            return []
        rankings = await asyncio.gather(*(self._search_phrase(word, event_filter) for word in words))
        rows = {row.event_id: row for ranking in rankings for row in ranking or ()}
        ranked = reciprocal_rank_fusion([[row.event_id for row in ranking] for ranking in rankings if ranking])
        return [rows[event_id] for event_id, _ in ranked]

    async def _search_phrase(self, phrase: str, event_filter: EventFilter) -> Sequence[Evidence] | None:
        limit = self.settings.rerank_candidates
        return await self.meter.attempt(
            "keyword", self.services.search.search_by_keywords(self.principal, phrase, event_filter, limit)
        )

    async def _find_excluded_people(self, plan: SearchPlan, scope: SearchScope) -> frozenset[PersonKey]:
        """The people with an event that the plan excludes."""
        if not plan.without_types:
            return frozenset()
        events = replace(scope.footage_filter, types=plan.without_types)
        rows = await self.lookup.list_events(events, EventOrder.EARLIEST_FIRST)
        return frozenset(row.person for row in rows if row.person)


async def _skip_text_search() -> tuple[Sequence[Evidence], Sequence[Evidence]]:
    return (), ()
