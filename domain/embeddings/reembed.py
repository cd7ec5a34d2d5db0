"""Embeds all events again after a change of the model, while searches use the old vectors.

The state is the table itself: each run queries which vectors are missing. So a run may be stopped, killed, repeated, or
run twice at once. The vectors of an old model are removed only once those of the new one are complete.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.embeddings.backfill import EmbeddingFiller, EmbeddingStore, wait_for_stop
from domain.ports import Embedder
from models.asking.vectors import EmbeddingCounts, EmbeddingSpace

COMMAND = "python -m worker reembed"
_SCAN_LIMIT = 10_000
_DROP_BATCH = 5_000
_COUNT_INTERVAL_SECONDS = 30.0
# Where another process embeds the rest, wait this long before the next scan.
_WAIT_SECONDS = 1.0
FIRST_ID = UUID(int=0)


class ReembeddingStore(EmbeddingStore, Protocol):
    async def count_embeddings(self, space: EmbeddingSpace, /) -> list[EmbeddingCounts]: ...

    async def delete_outdated(self, organization: str, space: EmbeddingSpace, at_most: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """Counts of done and total work; seconds: the time since done_at_start of it were done."""

    done: int
    total: int
    done_at_start: int
    seconds: float


class ProgressReporter(Protocol):
    def show_progress(self, verb: str, counted: WorkProgress, /) -> None:
        """Show the progress. Called often."""
        ...

    def print_line(self, text: str, /) -> None:
        """Print a line that stays."""
        ...


@dataclass(frozen=True, slots=True)
class ReembeddingTimes:
    """clock: a monotonic clock. keep_seconds: how long a process may search by the model that it looked up before.

    pause_seconds: before a batch is repeated.
    """

    clock: Callable[[], float]
    keep_seconds: float
    pause_seconds: float = 1.0


class Reembedding:
    """Embeds every event by the model of a space, while searches go on by the old one."""

    def __init__(
        self,
        store: ReembeddingStore,
        models: Embedder,
        space: EmbeddingSpace,
        progress: ProgressReporter,
        times: ReembeddingTimes,
    ) -> None:
        self._store = store
        self._space = space
        self._progress = progress
        self._clock = times.clock
        self._times = times
        self._filler = EmbeddingFiller(store, models, space, pause_seconds=times.pause_seconds)
        self._done = self._total = self._done_at_start = 0
        self._started = self._counted_at = 0.0

    async def run(self, stopping: asyncio.Event, *, drop_old: bool = False) -> bool:
        """Embed every event without a vector of the space; then count, or remove, the vectors of other spaces.

        Ends after the current batch when `stopping` is set. False where events are left that another run would not
        embed either. Raises Unavailable where a service does not recover.
        """
        await self._refresh_counts()
        self._started, self._done_at_start = self._clock(), self._done
        self._progress.print_line(
            f"Embedding by {self._space}: {self._done:,} of {self._total:,} events have a vector."
        )
        while not stopping.is_set():
            missing, stored = await self._fill_once(stopping)
            await self._refresh_counts()
            if not missing:
                break
            if not stored:
                await wait_for_stop(stopping, min(_WAIT_SECONDS, self._times.pause_seconds))
        if stopping.is_set():
            self._report_stopped()
            return True
        return await self._finish(stopping, drop_old=drop_old)

    async def _fill_once(self, stopping: asyncio.Event) -> tuple[int, int]:
        """Scan all events once; return how many lacked a vector, and how many vectors were stored."""
        missing = stored = 0
        after: UUID | None = FIRST_ID
        while after is not None and not stopping.is_set():
            batch = await self._store.find_missing(self._space, after, _SCAN_LIMIT)
            for organization, gaps in self._filler.split_batches(batch):
                missing += len(gaps)
                filled = await self._filler.fill_with_retries(organization, gaps, stopping)
                stored += filled
                await self._report_filled(filled)
                if stopping.is_set():
                    break
            after = batch.last_event_id
        return missing, stored

    async def _report_filled(self, filled: int) -> None:
        self._done += filled
        if self._clock() - self._counted_at >= _COUNT_INTERVAL_SECONDS:
            # Other processes embed too, and events are added.
            await self._refresh_counts()
        seconds = self._clock() - self._started
        self._progress.show_progress(
            "embedded", WorkProgress(min(self._done, self._total), self._total, self._done_at_start, seconds)
        )

    async def _refresh_counts(self) -> Sequence[EmbeddingCounts]:
        counts = await self._store.count_embeddings(self._space)
        self._done = sum(count.embedded for count in counts)
        self._total = sum(count.events for count in counts)
        self._counted_at = self._clock()
        return counts

    def _report_stopped(self) -> None:
        self._progress.print_line(
            f"Stopped: {self._done:,} of {self._total:,} events have a vector of {self._space}. To go on: {COMMAND}"
        )

    async def _finish(self, stopping: asyncio.Event, *, drop_old: bool) -> bool:
        counts = await self._refresh_counts()
        self._progress.print_line(f"Done: {self._done:,} of {self._total:,} events have a vector of {self._space}.")
        refused = len(self._filler.refused)
        if refused:
            self._progress.print_line(f"Events that the model does not embed: {refused:,}. The log names them.")
        others = sum(count.other_vectors for count in counts)
        if drop_old:
            return await self._drop_old_vectors(counts, stopping) and not refused
        if others:
            self._progress.print_line(
                f"{others:,} vectors of other models are left. To remove them: {COMMAND} --drop-old"
            )
        return not refused

    async def _drop_old_vectors(self, counts: Sequence[EmbeddingCounts], stopping: asyncio.Event) -> bool:
        """Remove the vectors of other spaces from organizations that are complete; return whether all are."""
        counts = await self._wait_for_searches(counts, stopping)
        complete = [count for count in counts if count.other_vectors and count.embedded >= count.events]
        incomplete = [count for count in counts if count.other_vectors and count.embedded < count.events]
        done = await self._drop_batches(complete, stopping)
        if stopping.is_set():
            self._progress.print_line(
                f"Stopped: {done:,} vectors of other models were removed. To go on: {COMMAND} --drop-old"
            )
            return True
        self._progress.print_line(f"{done:,} vectors of other models were removed.")
        if incomplete:
            lacking = sum(count.events - count.embedded for count in incomplete)
            self._progress.print_line(
                "Those of some organizations were kept."
                f" Events of theirs without a vector of {self._space}: {lacking:,}."
            )
        return not incomplete

    async def _wait_for_searches(
        self, counts: Sequence[EmbeddingCounts], stopping: asyncio.Event
    ) -> Sequence[EmbeddingCounts]:
        """Wait until no search uses the vectors that can be removed, if there are any; return the counts after it."""
        waiting = sum(count.other_vectors for count in counts if count.embedded >= count.events)
        if not waiting:
            return counts
        self._progress.print_line(
            f"Waiting {self._times.keep_seconds:.0f} s until no search is at the {waiting:,} vectors any more."
        )
        await wait_for_stop(stopping, self._times.keep_seconds)
        # Events may have been added meanwhile, by a process that still uses the old model.
        return await self._refresh_counts()

    async def _drop_batches(self, complete: Sequence[EmbeddingCounts], stopping: asyncio.Event) -> int:
        """Remove the vectors of other spaces from these organizations; return how many were removed."""
        total, done = sum(count.other_vectors for count in complete), 0
        started = self._clock()
        for count in complete:
            while not stopping.is_set() and (dropped := await self._drop_batch(count.organization)):
                done += dropped
                counted = WorkProgress(min(done, total), total, 0, self._clock() - started)
                self._progress.show_progress("removed", counted)
        return done

    async def _drop_batch(self, organization: str) -> int:
        return await self._store.delete_outdated(organization, self._space, _DROP_BATCH)
