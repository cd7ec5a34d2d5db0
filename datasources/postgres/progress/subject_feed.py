"""What is followed: one subject's progress, shared by all who follow it in a process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from datasources.postgres.core.single_flight import Shared
from datasources.postgres.progress.progress import MOST_AT_ONCE, ProgressLog
from models.access.principal import Principal
from models.enums import ProgressKind
from models.jobs import ProgressStep

_KEPT_STEPS = 256


@dataclass(slots=True, eq=False)
class Told:
    """A step as followers get it, and what they make of it in common. No step: nothing was told yet."""

    step: ProgressStep | None
    shared: Shared = field(default_factory=Shared)


@dataclass(slots=True, eq=False)
class Subject:
    """A subject in one organization. Nothing is queued for its followers: each takes what came since it last looked.

    steps are the newest that were read, without a gap; `last` is the sequence up to which was read, null before the
    first reading; stale says that there may be more.
    """

    log: ProgressLog
    principal: Principal
    kind: ProgressKind
    subject_id: UUID
    followers: int = 0
    last: int | None = None
    stale: bool = True
    steps: deque[ProgressStep] = field(default_factory=lambda: deque(maxlen=_KEPT_STEPS))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    # What the newest steps look like to those who had seen all before a number: (that number, the newest) → it.
    newest: dict[tuple[int, int], Told] = field(default_factory=dict)
    # What those who come at the same time read in common.
    arriving: Shared = field(default_factory=Shared)

    def mark(self) -> None:
        self.stale = True
        self.changed.set()
        # Those who wait hold the event that was set; who waits from now on waits for the next.
        self.changed = asyncio.Event()

    async def told(
        self, after: int | None, there: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncGenerator[Told, None]:
        """The state as it is, then every change, until the run's terminal step.

        With `after`, the sequence of the last step that a client saw, each step told since comes first; one who has
        seen the end gets nothing more. Without it, and for a number that was never told, the first step is the latest
        one, and its textDelta the whole text so far. Raises Unavailable when the database cannot be read.

        `there` is called where a follower was woken and nothing was told: it raises where the subject was deleted.
        """
        latest = None if after is None else await self.arriving.fresh("latest", self._latest)
        if replaying := latest is not None and after is not None and after <= latest.sequence:
            assert latest is not None
            seen, ended = after or 0, latest.terminal and after == latest.sequence
        else:
            state: Told = await self.arriving.fresh("state", self._state)
            yield state
            seen, ended = (state.step.sequence, state.step.terminal) if state.step else (0, False)
        woken = False
        while not ended:
            changed = self.changed
            steps = await self._after(seen)
            if not steps:
                replaying = False
                if woken and there is not None:
                    await there()
                await changed.wait()
                woken = True
                continue
            woken = False
            for told in [Told(step) for step in steps] if replaying else self._caught_up(seen, steps):
                yield told
            seen = steps[-1].sequence
            # A terminal step that others follow ended an earlier run: only the newest ends the stream.
            ended = steps[-1].terminal and not await self._after(seen)

    def _caught_up(self, seen: int, steps: Sequence[ProgressStep]) -> list[Told]:
        """The steps as one: the newest state, or all the text. A text that began anew is told from its beginning."""
        if self.kind is ProgressKind.ANALYSIS:
            return [self._in_common(0, steps[-1])]
        began = max((at for at, step in enumerate(steps) if step.stage == "QUEUED"), default=0)
        found = []
        if steps[began].stage == "QUEUED":
            found.append(self._in_common(steps[began].sequence - 1, steps[began]))
            seen, steps = steps[began].sequence, steps[began + 1 :]
        if steps:
            text = "".join(step.payload.get("textDelta", "") for step in steps)
            joined = replace(steps[-1], payload={**steps[-1].payload, "textDelta": text})
            found.append(self._in_common(seen, joined))
        return found

    def _in_common(self, seen: int, step: ProgressStep) -> Told:
        if step.sequence != self.last:
            return Told(step)
        return self.newest.setdefault((seen, step.sequence), Told(step))

    async def _after(self, seen: int) -> list[ProgressStep]:
        """The steps after `seen`: of those that are shared, or from the table for one who is further behind."""
        while self.stale or self.arriving.busy("steps"):
            await self.arriving.joined("steps", lambda: self._read(seen))
        if self.last is not None and seen >= self.last:
            return []
        if self.steps and self.steps[0].sequence <= seen + 1:
            return [step for step in self.steps if step.sequence > seen]
        return await self.log.since(self.principal, self.kind, self.subject_id, seen)

    async def _read(self, seen: int) -> None:
        # Unmarked before the reading: what is told meanwhile marks it again.
        self.stale = False
        begin = seen if self.last is None else self.last
        try:
            steps = await self.log.since(self.principal, self.kind, self.subject_id, begin)
        except BaseException:
            self.stale = True
            raise
        if steps:
            self.newest.clear()
        self.steps.extend(steps)
        self.last = steps[-1].sequence if steps else begin
        self.stale = self.stale or len(steps) == MOST_AT_ONCE

    async def _latest(self) -> ProgressStep | None:
        return await self.log.latest(self.principal, self.kind, self.subject_id)

    async def _state(self) -> Told:
        latest = await self._latest()
        if latest is None or self.kind is ProgressKind.ANALYSIS:
            return Told(latest)
        text = await self.log.text_so_far(self.principal, self.kind, self.subject_id, latest.sequence)
        return Told(replace(latest, payload={**latest.payload, "textDelta": text}))
