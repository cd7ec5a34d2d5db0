"""Close gaps by themselves: events that were stored without a vector, as when no model answered, get one later."""

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
# A worker has more to do. What is more than this is the command's: `python -m worker reembed`.
MAX_PER_ROUND = 1_000
# A transaction may commit this long after it made its events' ids, which grow with time.
_OVERLAP = timedelta(hours=1)


class EmbeddingSweep:
    """One a worker. Its first round walks over all events, each later one over those that came since.

    It leaves alone what has a vector of any model: embedding all anew is somebody's decision.
    """

    def __init__(
        self, vectors: EmbeddingStore, models: Embedder, space: EmbeddingSpace, clock: Callable[[], datetime]
    ) -> None:
        self._store = vectors
        self._filler = EmbeddingFiller(vectors, models, space)
        self._clock = clock
        self._after = UUID(int=0)

    async def run(self, every_seconds: float = SWEEP_INTERVAL_SECONDS) -> None:
        """Round after round, until cancelled. Neither the database nor a model being away ends it."""
        while True:
            try:
                filled = await self.run_round()
                if filled:
                    _log.info("Events without a vector were embedded", extra={"events": filled})
            except Unavailable as error:
                _log.warning("Events without a vector have to wait: %s", error)
            await asyncio.sleep(every_seconds)

    async def run_round(self) -> int:
        """Embed what has no vector at all; how many. Raises Unavailable, and begins there again next time."""
        begun = _first_id_from_time(self._clock() - _OVERLAP)
        filled = 0
        while True:
            looked = await self._store.find_missing(None, self._after, _SCAN_LIMIT)
            for organization, gaps in self._filler.split_batches(looked):
                filled += await self._filler.fill(organization, gaps, only_without_any=True)
                if filled >= MAX_PER_ROUND:
                    return filled
            if looked.last_event_id is None:
                break
            self._after = looked.last_event_id
        self._after = min(self._after, begun)
        return filled


def _first_id_from_time(moment: datetime) -> UUID:
    """The smallest UUIDv7 of a millisecond."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
