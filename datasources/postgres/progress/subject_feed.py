"""What is followed: one subject's progress, shared by all who follow it in a process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
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
    """A step as followers get it, and what they make of it in common. No step: nothing was told yet."""

    step: ProgressStep | None
    single_flight: SingleFlight = field(default_factory=SingleFlight)


@dataclass(slots=True, eq=False)
class ProgressSubject:
    """A subject in one organization. Nothing is queued for its followers: each takes what came since it last looked.

    steps are the newest that were read, without a gap; `last` is the sequence up to which was read, null before the
    first reading; stale says that there may be more.
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
    # What the newest steps look like to those who had seen all before a number: (that number, the newest) → it.
    shared_events: dict[tuple[int, int], ProgressEvent] = field(default_factory=dict)
    # What those who come at the same time read in common.
    single_flight: SingleFlight = field(default_factory=SingleFlight)

    def mark_stale(self) -> None:
        self.stale = True
        self.changed.set()
        # Those who wait hold the event that was set; who waits from now on waits for the next.
        self.changed = asyncio.Event()

    async def stream_events(
        self, after: int | None, check_exists: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncGenerator[ProgressEvent, None]:
        """The state as it is, then every change, until the run's terminal step.

        With `after`, the sequence of the last step that a client saw, each step told since comes first; one who has
        seen the end gets nothing more. Without it, and for a number that was never told, the first step is the latest
        one, and its textDelta the whole text so far. Raises Unavailable when the database cannot be read.

        `there` is called where a follower was woken and nothing was told: it raises where the subject was deleted.
        """
        latest = None if after is None else await self.single_flight.run_fresh("latest", self._read_latest)
        if replaying := latest is not None and after is not None and after <= latest.sequence:
            assert latest is not None
            seen, ended = after or 0, latest.terminal and after == latest.sequence
        else:
            state: ProgressEvent = await self.single_flight.run_fresh("state", self._read_state)
            yield state
            seen, ended = (state.step.sequence, state.step.terminal) if state.step else (0, False)
        woken = False
        while not ended:
            changed = self.changed
            steps = await self._read_after(seen)
            if not steps:
                replaying = False
                if woken and check_exists is not None:
                    await check_exists()
                await changed.wait()
                woken = True
                continue
            woken = False
            for told in [ProgressEvent(step) for step in steps] if replaying else self._merge_steps(seen, steps):
                yield told
            seen = steps[-1].sequence
            # A terminal step that others follow ended an earlier run: only the newest ends the stream.
            ended = steps[-1].terminal and not await self._read_after(seen)

    def _merge_steps(self, seen: int, steps: Sequence[ProgressStep]) -> list[ProgressEvent]:
        """The steps as one: the newest state, or all the text. A text that began anew is told from its beginning."""
        if not PROGRESS_SUBJECTS[self.kind].has_text:
            return [self._share_event(0, steps[-1])]
        began = max((at for at, step in enumerate(steps) if step.stage == "QUEUED"), default=0)
        found = []
        if steps[began].stage == "QUEUED":
            found.append(self._share_event(steps[began].sequence - 1, steps[began]))
            seen, steps = steps[began].sequence, steps[began + 1 :]
        if steps:
            text = "".join(step.payload.get("textDelta", "") for step in steps)
            joined = replace(steps[-1], payload={**steps[-1].payload, "textDelta": text})
            found.append(self._share_event(seen, joined))
        return found

    def _share_event(self, seen: int, step: ProgressStep) -> ProgressEvent:
        if step.sequence != self.last_sequence:
            return ProgressEvent(step)
        return self.shared_events.setdefault((seen, step.sequence), ProgressEvent(step))

    async def _read_after(self, seen: int) -> list[ProgressStep]:
        """The steps after `seen`: of those that are shared, or from the table for one who is further behind."""
        while self.stale or self.single_flight.is_running("steps"):
            await self.single_flight.join("steps", lambda: self._read_new(seen))
        if self.last_sequence is not None and seen >= self.last_sequence:
            return []
        if self.steps and self.steps[0].sequence <= seen + 1:
            return [step for step in self.steps if step.sequence > seen]
        return await self.log.list_since(self.principal, self.kind, self.subject_id, seen)

    async def _read_new(self, seen: int) -> None:
        # Unmarked before the reading: what is told meanwhile marks it again.
        self.stale = False
        begin = seen if self.last_sequence is None else self.last_sequence
        try:
            steps = await self.log.list_since(self.principal, self.kind, self.subject_id, begin)
        except BaseException:
            self.stale = True
            raise
        if steps:
            self.shared_events.clear()
        self.steps.extend(steps)
        self.last_sequence = steps[-1].sequence if steps else begin
        self.stale = self.stale or len(steps) == MAX_BATCH_SIZE

    async def _read_latest(self) -> ProgressStep | None:
        return await self.log.get_latest(self.principal, self.kind, self.subject_id)

    async def _read_state(self) -> ProgressEvent:
        latest = await self._read_latest()
        if latest is None or not PROGRESS_SUBJECTS[self.kind].has_text:
            return ProgressEvent(latest)
        text = await self.log.join_text(self.principal, self.kind, self.subject_id, latest.sequence)
        return ProgressEvent(replace(latest, payload={**latest.payload, "textDelta": text}))
