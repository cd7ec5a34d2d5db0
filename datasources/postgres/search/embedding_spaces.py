"""Whose vectors answer an organization's searches while events are embedded anew by another model."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.embeddings import embedding
from models.access.principal import Principal
from models.asking.vectors import VectorSpace

# How long a look holds. Old vectors may be removed once every process must have looked again.
KEEP_SECONDS = 30.0
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
class _Held:
    other: VectorSpace | None
    until: float


class Spaces:
    """One a process. configured: the space that events are embedded in now."""

    def __init__(
        self, postgres: Postgres, configured: VectorSpace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._postgres = postgres
        self._configured = configured
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._looking = asyncio.Lock()

    @property
    def configured(self) -> VectorSpace:
        """The space that events are embedded in now."""
        return self._configured

    async def answering(self, principal: Principal) -> VectorSpace:
        """The space with the most of the organization's vectors; the configured one where none has more."""
        return await self.other(principal) or self._configured

    async def other(self, principal: Principal) -> VectorSpace | None:
        """The same, or None where it is the configured one. Looked up at most every 30 seconds."""
        held = self._fresh(principal)
        if held is None:
            async with self._looking:
                held = self._fresh(principal) or await self._look(principal)
        return held.other

    def _fresh(self, principal: Principal) -> _Held | None:
        held = self._held.get(principal.organization)
        return held if held is not None and held.until > self._clock() else None

    async def _look(self, principal: Principal) -> _Held:
        now = self._clock()
        async with self._postgres.transaction(principal) as connection:
            spaces = [VectorSpace(*row) for row in await connection.execute(_SPACES)]
            if len(spaces) <= 1:
                best = spaces[0] if spaces else self._configured
            else:
                # Only while there are several is there anything to count.
                number = func.count().label("number")
                of = (embedding.c.model_id, embedding.c.dimensions)
                rows = await connection.execute(select(*of, number).group_by(*of).order_by(number.desc(), *of))
                counts = {VectorSpace(model_id, length): count for model_id, length, count in rows}
                best = next(iter(counts))
                if counts.get(self._configured, 0) >= counts[best]:
                    best = self._configured
        held = _Held(None if best == self._configured else best, now + KEEP_SECONDS)
        self._held = {name: one for name, one in self._held.items() if one.until > now}
        self._held[principal.organization] = held
        return held
