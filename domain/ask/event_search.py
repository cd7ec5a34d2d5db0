"""Search without an answer: the same retrieval as for a question, told as ranked events."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.ask.question.query_embedding import embed_query
from domain.ask.question.question import has_hangul
from domain.ask.retrieval.fusion import reciprocal_rank_fusion
from domain.ask.retrieval.ranking import rerank_rows
from domain.ask.retrieval.retrievers import HybridRetriever
from domain.ask.settings import AskSettings
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, Retrieval
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.enums import Language
from models.errors import Unavailable
from models.filters import EventFilter


@dataclass(frozen=True, slots=True)
class Hit:
    """An event and what it was ranked by: score is the reranker's where it was asked, else the fused one."""

    event_id: UUID
    score: float
    similarity: float | None
    likeness: float | None
    rerank_score: float | None


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Best first. degraded names the steps that failed."""

    hits: Sequence[Hit]
    degraded: Sequence[str]
    coverage: Coverage


async def search_events(
    text: str,
    wanted: EventFilter | None,
    first: int,
    *,
    principal: Principal,
    search: Retrieval,
    models: Models,
    settings: AskSettings,
) -> SearchHits:
    """The events whose texts fit best, by meaning and by words. Raises Unavailable where neither could be searched."""
    meter = UsageMeter()
    searcher = HybridRetriever(principal, search, models, settings, meter)
    scope = wanted or EventFilter()
    embedding = asyncio.create_task(embed_query(text, principal=principal, search=search, models=models, meter=meter))
    (nearest, keyword), coverage = await asyncio.gather(
        searcher.search_texts(text, scope, embedding),
        meter.attempt("coverage", search.measure_coverage(principal, scope)),
    )
    if nearest is None and keyword is None:
        raise Unavailable(service="search")
    legs = [leg for leg in (nearest, keyword) if leg]
    fused = dict(reciprocal_rank_fusion([[row.event_id for row in leg] for leg in legs]))
    rows = {row.event_id: row for leg in reversed(legs) for row in leg}
    candidates = [rows[event_id] for event_id in list(fused)[: max(settings.rerank_candidates, first)]]
    language = Language.KO if has_hangul(text) else Language.EN
    kept, scores = await rerank_rows(searcher, text, candidates, fused, language, keep=first)
    judged = scores is not fused
    likeness = {row.event_id: row.word_similarity for row in keyword or ()}
    hits = [
        Hit(
            event_id=row.event_id,
            score=scores[row.event_id],
            similarity=row.similarity,
            likeness=likeness.get(row.event_id),
            rerank_score=scores[row.event_id] if judged else None,
        )
        for row in kept[:first]
    ]
    return SearchHits(hits, tuple(meter.degraded), coverage or Coverage())
