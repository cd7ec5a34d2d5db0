"""Retrieval without a plan: each retriever of searchEvents alone, both fused, and reranked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

RETRIEVERS = ("vector", "keyword", "fused", "reranked")
_K = 60  # the constant of reciprocal rank fusion (Cormack et al. 2009), as the product uses it
SearchHit = Mapping[str, Any]


def rank_by_retriever(hits: Sequence[SearchHit]) -> dict[str, list[Mapping[str, Any]]]:
    """The events as each retriever ranks them, best first. hits: as searchEvents ranks them."""
    vector = _rank(hits, lambda hit: hit["vectorSimilarity"])
    keyword = _rank(hits, lambda hit: hit["keywordScore"])
    scores: dict[str, float] = {}
    events = {hit["event"]["id"]: hit["event"] for hit in hits}
    for ranking in (vector, keyword):
        for rank, event in enumerate(ranking, start=1):
            scores[event["id"]] = scores.get(event["id"], 0.0) + 1 / (_K + rank)
    fused = [events[key] for key in sorted(scores, key=lambda key: -scores[key])]
    return {"vector": vector, "keyword": keyword, "fused": fused, "reranked": [hit["event"] for hit in hits]}


def _rank(hits: Sequence[SearchHit], score: Callable[[SearchHit], float | None]) -> list[Mapping[str, Any]]:
    scored = [(value, hit["event"]) for hit in hits if (value := score(hit)) is not None]
    return [event for _, event in sorted(scored, key=lambda pair: -pair[0])]
