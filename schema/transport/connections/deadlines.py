"""Ends what takes too long, with one timer for all of it: a timer for each request takes longer than a small answer."""

import asyncio
from types import TracebackType


class Deadline:
    """A context manager like `asyncio.timeout`: TimeoutError is raised from what is cancelled inside."""

    __slots__ = ("_cancelling", "_deadlines", "due", "expired", "task")

    def __init__(self, deadlines: "Deadlines") -> None:
        self._deadlines = deadlines
        self.expired = False

    def __enter__(self) -> "Deadline":
        task = asyncio.current_task()
        assert task is not None
        self.task: asyncio.Task[object] = task
        self._cancelling = task.cancelling()
        self.due = self._deadlines.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._deadlines.remove(self)
        # Somebody else may have cancelled the task as well.
        if self.expired and self.task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error


class Deadlines:
    """Deadlines of one length. So they pass in the order in which they began, and a timer for the first is enough."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running: dict[Deadline, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def limit(self) -> Deadline:
        return Deadline(self)

    def add(self, deadline: Deadline) -> float:
        """Returns when it passes, by the event loop's clock."""
        loop = asyncio.get_running_loop()
        due = loop.time() + self._seconds
        self._running[deadline] = None
        if self._timer is None:
            self._timer = loop.call_at(due, self._check)
        return due

    def remove(self, deadline: Deadline) -> None:
        self._running.pop(deadline, None)

    def _check(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        for deadline in list(self._running):
            if deadline.due > loop.time():
                self._timer = loop.call_at(deadline.due, self._check)
                return
            self.remove(deadline)
            deadline.expired = True
            deadline.task.cancel()
