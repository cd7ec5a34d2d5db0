"""Search without an answer: the retrieval of a question, returned as ranked events."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.ask.question.query_embedding import embed_query
from domain.ask.retrieval.fusion import reciprocal_rank_fusion
from domain.ask.retrieval.ranking import rerank_rows
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.ask.services import AskServices
from domain.language.detection import detect_language
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import Evidence
from models.errors import Unavailable
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class Hit:
    """An event and its scores. score: the reranker's if it was called, otherwise the fused one."""

    event_id: UUID
    score: float
    similarity: float | None
    likeness: float | None
    rerank_score: float | None


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Best first. degraded names the steps that failed. found: every event that was found, of which hits are some."""

    hits: Sequence[Hit]
    degraded: Sequence[str]
    coverage: Coverage
    found: Sequence[UUID] = ()


async def search_events(
    text: str, events: EventFilter | None, first: int, principal: Principal, services: AskServices
) -> SearchHits:
    """The `first` events whose texts fit best, by meaning and by words. Raises Unavailable if both searches failed."""
    meter = UsageMeter()
    retriever = HybridRetriever(principal, services, meter)
    events = events or EventFilter()
    embedding = asyncio.create_task(embed_query(text, principal, services, meter))
    (vector_rows, keyword_rows), coverage = await asyncio.gather(
        retriever.search_texts(text, events, embedding),
        meter.attempt("coverage", services.search.measure_coverage(principal, events)),
    )
    if vector_rows is None and keyword_rows is None:
        raise Unavailable(service="search")
    rankings = [rows for rows in (vector_rows, keyword_rows) if rows]
    fused = dict(reciprocal_rank_fusion([[row.event_id for row in ranking] for ranking in rankings]))
    candidates = _list_candidates(rankings, fused, max(services.settings.rerank_candidates, first))
    language = detect_language(text)
    best, scores = await rerank_rows(retriever, text, candidates, fused, language, keep=first)
    hits = _build_hits(best[:first], keyword_rows or (), scores, is_reranked=scores is not fused)
    return SearchHits(hits, tuple(meter.degraded), coverage or Coverage(), tuple(fused))


def _list_candidates(
    rankings: Sequence[Sequence[Evidence]], fused: Mapping[UUID, float], at_most: int
) -> list[Evidence]:
    """The rows with the best fused scores, best first; of a row in both rankings, the one by meaning."""
    rows = {row.event_id: row for ranking in reversed(rankings) for row in ranking}
    return [rows[event_id] for event_id in list(fused)[:at_most]]


def _build_hits(
    best: Sequence[Evidence], keyword_rows: Sequence[Evidence], scores: Mapping[UUID, float], *, is_reranked: bool
) -> list[Hit]:
    likeness = {row.event_id: row.word_similarity for row in keyword_rows}
    return [
        Hit(
            event_id=row.event_id,
            score=scores[row.event_id],
            similarity=row.similarity,
            likeness=likeness.get(row.event_id),
            rerank_score=scores[row.event_id] if is_reranked else None,
        )
        for row in best
    ]
