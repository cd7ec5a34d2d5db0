"""Embed all events anew after the model was changed, beside the vectors that answer meanwhile.

There is no bookmark: what is missing is asked for anew, so that a run may be stopped, killed, repeated, or run twice at
once. A set of vectors is removed only when another one is whole.
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
# Another process is at what is left: it is given this long before the next look.
_WAIT_SECONDS = 1.0
FIRST_ID = UUID(int=0)


class ReembeddingStore(EmbeddingStore, Protocol):
    async def count_embeddings(self, space: EmbeddingSpace, /) -> list[EmbeddingCounts]: ...

    async def delete_outdated(self, organization: str, space: EmbeddingSpace, at_most: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class WorkProgress:
    """Work that is done of all there is, and the seconds that this took since `begun` of it were done."""

    done: int
    total: int
    done_at_start: int
    seconds: float


class ProgressReporter(Protocol):
    def show_progress(self, verb: str, counted: WorkProgress, /) -> None:
        """Show how far it is. Called often."""
        ...

    def print_line(self, text: str, /) -> None:
        """Say something that stays."""
        ...


class Reembedding:
    """keep_seconds: how long a process may go on to search by what it looked up before."""

    def __init__(
        self,
        store: ReembeddingStore,
        models: Embedder,
        space: EmbeddingSpace,
        progress: ProgressReporter,
        *,
        clock: Callable[[], float],
        keep_seconds: float,
        pause_seconds: float = 1.0,
    ) -> None:
        self._store = store
        self._space = space
        self._progress = progress
        self._clock = clock
        self._keep_seconds = keep_seconds
        self._pause_seconds = pause_seconds
        self._filler = EmbeddingFiller(store, models, space, pause_seconds=pause_seconds)
        self._done = self._total = self._done_at_start = 0
        self._started = self._counted_at = 0.0

    async def run(self, stopping: asyncio.Event, *, drop_old: bool = False) -> bool:
        """Embed every event that has no vector of the space, then tell about or remove those of others.

        Ends early, after a batch, when `stopping` is set. False where something is left that another run would not do
        either. Raises Unavailable where a service stays away.
        """
        await self._refresh_counts()
        self._started, self._done_at_start = self._clock(), self._done
        self._progress.print_line(
            f"Embedding by {self._space}: {self._done:,} of {self._total:,} events have a vector."
        )
        while not stopping.is_set():
            found, stored = await self._fill_once(stopping)
            await self._refresh_counts()
            if not found:
                break
            if not stored:
                await wait_for_stop(stopping, min(_WAIT_SECONDS, self._pause_seconds))
        if stopping.is_set():
            self._report_stopped()
            return True
        return await self._finish(stopping, drop_old=drop_old)

    async def _fill_once(self, stopping: asyncio.Event) -> tuple[int, int]:
        """Walk once over all events; how many lacked a vector, and how many vectors were stored."""
        found = stored = 0
        after: UUID | None = FIRST_ID
        while after is not None and not stopping.is_set():
            looked = await self._store.find_missing(self._space, after, _SCAN_LIMIT)
            for organization, gaps in self._filler.split_batches(looked):
                found += len(gaps)
                filled = await self._filler.fill_with_retries(organization, gaps, stopping)
                stored += filled
                await self._report_filled(filled)
                if stopping.is_set():
                    break
            after = looked.last_event_id
        return found, stored

    async def _report_filled(self, filled: int) -> None:
        self._done += filled
        if self._clock() - self._counted_at >= _COUNT_INTERVAL_SECONDS:
            # Others embed too, and events come in.
            await self._refresh_counts()
        seconds = self._clock() - self._started
        self._progress.show_progress(
            "embedded", WorkProgress(min(self._done, self._total), self._total, self._done_at_start, seconds)
        )

    async def _refresh_counts(self) -> Sequence[EmbeddingCounts]:
        standings = await self._store.count_embeddings(self._space)
        self._done = sum(one.embedded for one in standings)
        self._total = sum(one.events for one in standings)
        self._counted_at = self._clock()
        return standings

    def _report_stopped(self) -> None:
        self._progress.print_line(
            f"Stopped: {self._done:,} of {self._total:,} events have a vector of {self._space}. To go on: {COMMAND}"
        )

    async def _finish(self, stopping: asyncio.Event, *, drop_old: bool) -> bool:
        standings = await self._refresh_counts()
        self._progress.print_line(f"Done: {self._done:,} of {self._total:,} events have a vector of {self._space}.")
        refused = len(self._filler.refused)
        if refused:
            self._progress.print_line(f"Events that the model does not embed: {refused:,}. The log names them.")
        others = sum(one.other_vectors for one in standings)
        if drop_old:
            return await self._drop_old_vectors(standings, stopping) and not refused
        if others:
            self._progress.print_line(
                f"{others:,} vectors of other models are left. To remove them: {COMMAND} --drop-old"
            )
        return not refused

    async def _drop_old_vectors(self, standings: Sequence[EmbeddingCounts], stopping: asyncio.Event) -> bool:
        """Remove the vectors of other spaces, of the organizations that do not need them; whether of all."""
        waiting = sum(one.other_vectors for one in standings if one.embedded >= one.events)
        if waiting:
            self._progress.print_line(
                f"Waiting {self._keep_seconds:.0f} s until no search is at the {waiting:,} vectors any more."
            )
            await wait_for_stop(stopping, self._keep_seconds)
            # Events came in meanwhile, perhaps from a process that still embeds by the old model.
            standings = await self._refresh_counts()
        whole = [one for one in standings if one.other_vectors and one.embedded >= one.events]
        kept = [one for one in standings if one.other_vectors and one.embedded < one.events]
        total, done = sum(one.other_vectors for one in whole), 0
        started = self._clock()
        for one in whole:
            while not stopping.is_set() and (dropped := await self._drop_batch(one.organization)):
                done += dropped
                counted = WorkProgress(min(done, total), total, 0, self._clock() - started)
                self._progress.show_progress("removed", counted)
        if stopping.is_set():
            self._progress.print_line(
                f"Stopped: {done:,} vectors of other models were removed. To go on: {COMMAND} --drop-old"
            )
            return True
        self._progress.print_line(f"{done:,} vectors of other models were removed.")
        if kept:
            lacking = sum(one.events - one.embedded for one in kept)
            self._progress.print_line(
                "Those of some organizations were kept."
                f" Events of theirs without a vector of {self._space}: {lacking:,}."
            )
        return not kept

    async def _drop_batch(self, organization: str) -> int:
        return await self._store.delete_outdated(organization, self._space, _DROP_BATCH)
