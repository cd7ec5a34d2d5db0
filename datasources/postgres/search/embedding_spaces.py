"""Chooses the embedding space for an organization's searches, while events are embedded again with another model."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import func, select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.embeddings import embedding
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace

# Old vectors may be deleted once this time has passed, since every process has then read again.
CACHE_SECONDS = 30.0
# Jumps from space to space through the index, independent of the number of vectors. Row-level security limits it to the
# organization; ordering by organization first lets it use the index.
_SPACES = text("""
WITH RECURSIVE space AS (
  (SELECT organization, model_id, dimensions FROM event_embedding
   ORDER BY organization, model_id, dimensions LIMIT 1)
  UNION ALL
  SELECT further.* FROM space CROSS JOIN LATERAL (
    SELECT organization, model_id, dimensions FROM event_embedding
    WHERE (organization, model_id, dimensions) > (space.organization, space.model_id, space.dimensions)
    ORDER BY organization, model_id, dimensions LIMIT 1
  ) AS further
)
SELECT model_id, dimensions FROM space
""")


@dataclass(frozen=True, slots=True)
class _CachedSpace:
    space: EmbeddingSpace | None
    expires_at: float


class EmbeddingSpaces:
    """One per process. configured: the space for embedding new events."""

    def __init__(
        self, postgres: Postgres, configured: EmbeddingSpace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._postgres = postgres
        self._configured = configured
        self._clock = clock
        self._cache: dict[str, _CachedSpace] = {}
        self._lock = asyncio.Lock()

    @property
    def configured(self) -> EmbeddingSpace:
        """The space for embedding new events."""
        return self._configured

    async def get_active(self, principal: Principal) -> EmbeddingSpace:
        """The space with most of the organization's vectors; the configured one if no other has more."""
        return await self.find_other(principal) or self._configured

    async def find_other(self, principal: Principal) -> EmbeddingSpace | None:
        """The active space, or None if it is the configured one. Cached for CACHE_SECONDS."""
        cached = self._get_cached(principal)
        if cached is None:
            async with self._lock:
                cached = self._get_cached(principal) or await self._find_active(principal)
        return cached.space

    def _get_cached(self, principal: Principal) -> _CachedSpace | None:
        cached = self._cache.get(principal.organization)
        return cached if cached is not None and cached.expires_at > self._clock() else None

    async def _find_active(self, principal: Principal) -> _CachedSpace:
        now = self._clock()
        # Of all sites, whoever asks first: the space is the organization's.
        async with self._postgres.transaction(replace(principal, sites=None)) as connection:
            spaces = [EmbeddingSpace(*row) for row in await connection.execute(_SPACES)]
            if len(spaces) <= 1:
                best = spaces[0] if spaces else self._configured
            else:
                # Counting is only necessary while there are several spaces.
                vector_count = func.count().label("number")
                key_columns = (embedding.c.model_id, embedding.c.dimensions)
                rows = await connection.execute(
                    select(*key_columns, vector_count)
                    .group_by(*key_columns)
                    .order_by(vector_count.desc(), *key_columns)
                )
                counts = {EmbeddingSpace(model_id, length): count for model_id, length, count in rows}
                best = next(iter(counts))
                if counts.get(self._configured, 0) >= counts[best]:
                    best = self._configured
        cached = _CachedSpace(None if best == self._configured else best, now + CACHE_SECONDS)
        self._cache = {name: entry for name, entry in self._cache.items() if entry.expires_at > now}
        self._cache[principal.organization] = cached
        return cached
