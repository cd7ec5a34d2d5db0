"""Vectors of events, a batch after another."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.events.describe import format_embedding_text
from domain.ports import Embedder
from models.asking.conversation import Embeddings, TokenCount

_BATCH = 16


async def embed_rows(
    models: Embedder, rows: Sequence[Mapping[str, Any]], on_progress: Callable[[int, int], None]
) -> Embeddings | None:
    """One vector for each row of the event table, in order; None without rows. Raises Unavailable."""
    texts = [format_embedding_text(row) for row in rows]
    vectors: list[Sequence[float]] = []
    tokens, model_id = 0, ""
    for start in range(0, len(texts), _BATCH):
        batch = await models.embed(texts[start : start + _BATCH])
        vectors.extend(batch.vectors)
        tokens, model_id = tokens + batch.tokens.input_tokens, batch.model_id
        on_progress(len(vectors), len(texts))
    return Embeddings(model_id, vectors, TokenCount(tokens, 0)) if vectors else None
