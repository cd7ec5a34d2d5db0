"""Embeds events that were stored without a vector, as when the model did not answer."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from domain.embeddings.backfill import EmbeddingFiller, EmbeddingStore
from domain.ports import Embedder
from models.asking.vectors import EmbeddingSpace
from models.errors import Unavailable

_log = logging.getLogger(__name__)
SWEEP_INTERVAL_SECONDS = 60.0
_SCAN_LIMIT = 10_000
# More than this is left for the command `python -m worker reembed`.
MAX_PER_ROUND = 1_000
# A transaction may commit this long after it created the ids of its events, which increase with time.
_OVERLAP = timedelta(hours=1)


class EmbeddingSweep:
    """A sweep of the worker. The first round scans all events, each later one those added since. Each also embeds
    those whose text was changed.

    It skips events with a vector of any model: an operator decides when to embed all events again.
    """

    def __init__(
        self, vectors: EmbeddingStore, models: Embedder, space: EmbeddingSpace, clock: Callable[[], datetime]
    ) -> None:
        self._store = vectors
        self._filler = EmbeddingFiller(vectors, models, space)
        self._clock = clock
        self._after = UUID(int=0)

    async def run(self, every_seconds: float = SWEEP_INTERVAL_SECONDS) -> None:
        """Run rounds until cancelled. An outage of the database or a model does not end it."""
        while True:
            try:
                filled = await self.run_round()
                if filled:
                    _log.info("Events without a vector were embedded", extra={"events": filled})
            except Unavailable as error:
                _log.warning("Events without a vector cannot be embedded yet: %s", error)
            await asyncio.sleep(every_seconds)

    async def run_round(self) -> int:
        """Embed events without any vector, and return their number. After Unavailable, the next round resumes there."""
        first_new_id = _first_id_from_time(self._clock() - _OVERLAP)
        filled = await self._fill_changed()
        if filled >= MAX_PER_ROUND:
            return filled
        while True:
            found = await self._store.find_missing(None, self._after, _SCAN_LIMIT)
            for organization, gaps in self._filler.split_batches(found):
                filled += await self._filler.fill(organization, gaps, only_without_any=True)
                if filled >= MAX_PER_ROUND:
                    return filled
            if found.last_event_id is None:
                break
            self._after = found.last_event_id
        self._after = min(self._after, first_new_id)
        return filled

    async def _fill_changed(self) -> int:
        """Embed events whose text was changed: their ids may be from long ago."""
        found, filled = await self._store.find_changed(MAX_PER_ROUND), 0
        for organization, gaps in self._filler.split_batches(found):
            filled += await self._filler.fill(organization, gaps, only_without_any=True)
        return filled


def _first_id_from_time(moment: datetime) -> UUID:
    """The smallest UUIDv7 of a millisecond."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
