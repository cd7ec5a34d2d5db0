"""The progress of one subject, shared by all its subscribers in a process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from uuid import UUID

from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.progress.progress import MAX_BATCH_SIZE, ProgressLog
from models.access.principal import Principal
from models.enums import ProgressKind
from models.job_kinds import PROGRESS_SUBJECTS
from models.jobs import ProgressStep

_MAX_BUFFERED_STEPS = 256


@dataclass(slots=True, eq=False)
class ProgressEvent:
    """A step for subscribers, and the work that they share for it. step is None before the first step."""

    step: ProgressStep | None
    single_flight: SingleFlight = field(default_factory=SingleFlight)


@dataclass(slots=True, eq=False)
class SubjectFeed:
    """The steps of one subject. Each subscriber reads what came since its last step; nothing is queued.

    steps: the newest steps read, without a gap. last_sequence: the sequence of the last one, null before the first
    read. stale: there may be newer steps.
    """

    log: ProgressLog
    principal: Principal
    kind: ProgressKind
    subject_id: UUID
    subscribers: int = 0
    last_sequence: int | None = None
    stale: bool = True
    steps: deque[ProgressStep] = field(default_factory=lambda: deque(maxlen=_MAX_BUFFERED_STEPS))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    # (sequence that a subscriber has seen, newest sequence) → the event that brings it up to date.
    shared_events: dict[tuple[int, int], ProgressEvent] = field(default_factory=dict)
    # Reads that concurrent subscribers share.
    single_flight: SingleFlight = field(default_factory=SingleFlight)

    def mark_stale(self) -> None:
        self.stale = True
        self.changed.set()
        # Current waiters hold the event that was set; later waiters need a new one.
        self.changed = asyncio.Event()

    async def stream_events(
        self, after: int | None, check_exists: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncGenerator[ProgressEvent, None]:
        """Yield the current state, then every change, until the run's terminal step.

        after: sequence of the last step that the client saw. The stream then starts with each step since; after the
        terminal step it is empty. Without it, or for a number that does not exist, the first event is the latest step,
        with the whole text so far as its textDelta. Raises Unavailable when the database cannot be read.

        check_exists: called when a notification brought no step; it raises where the subject was deleted.
        """
        position = None if after is None else await self._resume_after(after)
        replaying = position is not None
        if position is None:
            state: ProgressEvent = await self.single_flight.run_fresh("state", self._read_state)
            yield state
            position = _get_position(state.step)
        async with aclosing(self._stream_after(position, check_exists, replaying=replaying)) as events:
            async for event in events:
                yield event

    async def stream_after(
        self, latest: ProgressStep | None, check_exists: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[ProgressEvent, None]:
        """Yield every change after the latest step, which the caller has read, or after none; otherwise the same."""
        async with aclosing(self._stream_after(_get_position(latest), check_exists, replaying=False)) as events:
            async for event in events:
                yield event

    async def _stream_after(
        self, position: tuple[int, bool], check_exists: Callable[[], Awaitable[object]] | None, *, replaying: bool
    ) -> AsyncGenerator[ProgressEvent, None]:
        last_seen, ended = position
        notified = False
        while not ended:
            changed = self.changed
            steps = await self._read_after(last_seen)
            if not steps:
                replaying = False
                if notified and check_exists is not None:
                    await check_exists()
                await changed.wait()
                notified = True
                continue
            notified = False
            for event in map(ProgressEvent, steps) if replaying else self._merge_steps(last_seen, steps):
                yield event
            last_seen = steps[-1].sequence
            # A terminal step that others follow ended an earlier run: only the newest ends the stream.
            ended = steps[-1].terminal and not await self._read_after(last_seen)

    async def _resume_after(self, after: int) -> tuple[int, bool] | None:
        """The step that a returning client saw last, and whether the stream ended with it; None if there is none."""
        latest: ProgressStep | None = await self.single_flight.run_fresh("latest", self._read_latest)
        if latest is None or after > latest.sequence:
            return None
        return after, latest.terminal and after == latest.sequence

    def _merge_steps(self, last_seen: int, steps: Sequence[ProgressStep]) -> list[ProgressEvent]:
        """Merge the steps into the newest state or the whole new text. A restarted text begins with its QUEUED step."""
        if not PROGRESS_SUBJECTS[self.kind].has_text:
            return [self._share_event(0, steps[-1])]
        restart = max((at for at, step in enumerate(steps) if step.stage == "QUEUED"), default=0)
        events = []
        if steps[restart].stage == "QUEUED":
            events.append(self._share_event(steps[restart].sequence - 1, steps[restart]))
            last_seen, steps = steps[restart].sequence, steps[restart + 1 :]
        if steps:
            text = "".join(step.payload.get("textDelta", "") for step in steps)
            merged = replace(steps[-1], payload={**steps[-1].payload, "textDelta": text})
            events.append(self._share_event(last_seen, merged))
        return events

    def _share_event(self, last_seen: int, step: ProgressStep) -> ProgressEvent:
        if step.sequence != self.last_sequence:
            return ProgressEvent(step)
        return self.shared_events.setdefault((last_seen, step.sequence), ProgressEvent(step))

    async def _read_after(self, last_seen: int) -> list[ProgressStep]:
        """The steps after `last_seen`: from the shared ones, or from the table for a slow subscriber."""
        while self.stale or self.single_flight.is_running("steps"):
            await self.single_flight.join("steps", lambda: self._read_new(last_seen))
        if self.last_sequence is not None and last_seen >= self.last_sequence:
            return []
        if self.steps and self.steps[0].sequence <= last_seen + 1:
            return [step for step in self.steps if step.sequence > last_seen]
        return await self.log.list_since(self.principal, self.kind, self.subject_id, last_seen)

    async def _read_new(self, last_seen: int) -> None:
        # Reset before the read: a step written meanwhile marks it stale again.
        self.stale = False
        after = last_seen if self.last_sequence is None else self.last_sequence
        try:
            steps = await self.log.list_since(self.principal, self.kind, self.subject_id, after)
        except BaseException:
            self.stale = True
            raise
        if steps:
            self.shared_events.clear()
        self.steps.extend(steps)
        self.last_sequence = steps[-1].sequence if steps else after
        self.stale = self.stale or len(steps) == MAX_BATCH_SIZE

    async def _read_latest(self) -> ProgressStep | None:
        return await self.log.get_latest(self.principal, self.kind, self.subject_id)

    async def _read_state(self) -> ProgressEvent:
        latest = await self._read_latest()
        if latest is None or not PROGRESS_SUBJECTS[self.kind].has_text:
            return ProgressEvent(latest)
        text = await self.log.join_text(self.principal, self.kind, self.subject_id, latest.sequence)
        return ProgressEvent(replace(latest, payload={**latest.payload, "textDelta": text}))


async def read_latest(feeds: Sequence[SubjectFeed]) -> list[ProgressStep | None]:
    """The latest steps of subjects of one kind that one caller follows, in one statement.

    Feeds that nobody has read yet need no other read before they follow.
    """
    if not feeds:
        return []
    unread = [feed for feed in feeds if feed.stale and feed.last_sequence is None]
    for feed in unread:
        # Reset before the read: a step written meanwhile marks it stale again.
        feed.stale = False
    first = feeds[0]
    try:
        latest = await first.log.list_latest(first.principal, first.kind, [feed.subject_id for feed in feeds])
    except BaseException:
        for feed in unread:
            feed.stale = True
        raise
    for feed, step in zip(feeds, latest, strict=True):
        if feed in unread and feed.last_sequence is None:
            feed.last_sequence = step.sequence if step else 0
    return latest


def _get_position(latest: ProgressStep | None) -> tuple[int, bool]:
    """The sequence of the latest step, and whether it ended the run."""
    return (latest.sequence, latest.terminal) if latest else (0, False)
