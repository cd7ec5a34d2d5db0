"""Whose vectors answer an organization's searches while events are embedded anew by another model."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.embeddings import embedding
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace

# How long a look holds. Old vectors may be removed once every process must have looked again.
CACHE_SECONDS = 30.0
# Jumps from space to space through the index, however many vectors each has. Row-level security narrows it to the
# organization; naming that first in the order lets the index serve it.
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
    """One a process. configured: the space that events are embedded in now."""

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
        """The space that events are embedded in now."""
        return self._configured

    async def get_active(self, principal: Principal) -> EmbeddingSpace:
        """The space with the most of the organization's vectors; the configured one where none has more."""
        return await self.find_other(principal) or self._configured

    async def find_other(self, principal: Principal) -> EmbeddingSpace | None:
        """The same, or None where it is the configured one. Looked up at most every 30 seconds."""
        held = self._get_cached(principal)
        if held is None:
            async with self._lock:
                held = self._get_cached(principal) or await self._find_active(principal)
        return held.space

    def _get_cached(self, principal: Principal) -> _CachedSpace | None:
        held = self._cache.get(principal.organization)
        return held if held is not None and held.expires_at > self._clock() else None

    async def _find_active(self, principal: Principal) -> _CachedSpace:
        now = self._clock()
        async with self._postgres.transaction(principal) as connection:
            spaces = [EmbeddingSpace(*row) for row in await connection.execute(_SPACES)]
            if len(spaces) <= 1:
                best = spaces[0] if spaces else self._configured
            else:
                # Only while there are several is there anything to count.
                number = func.count().label("number")
                of = (embedding.c.model_id, embedding.c.dimensions)
                rows = await connection.execute(select(*of, number).group_by(*of).order_by(number.desc(), *of))
                counts = {EmbeddingSpace(model_id, length): count for model_id, length, count in rows}
                best = next(iter(counts))
                if counts.get(self._configured, 0) >= counts[best]:
                    best = self._configured
        held = _CachedSpace(None if best == self._configured else best, now + CACHE_SECONDS)
        self._cache = {name: one for name, one in self._cache.items() if one.expires_at > now}
        self._cache[principal.organization] = held
        return held
