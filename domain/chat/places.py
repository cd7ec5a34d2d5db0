"""How many looks one process takes at the same time, and a child that is ready for the next of them."""

import asyncio
from collections.abc import Sequence

from domain.apart import Child

LOOKS_AT_ONCE = 2
# What taking frames imports: half a second of somebody's waiting.
_MODULES = ("domain.chat.frames", "PIL.JpegImagePlugin")


class Places:
    """at_once: looks at the same time, since each decodes in a process of its own.

    keeps_ready: after the first look, a child waits for the next one; it takes some 50 MB until `close`.
    modules: what a child imports while it waits.
    """

    def __init__(
        self, at_once: int = LOOKS_AT_ONCE, *, keeps_ready: bool = False, modules: Sequence[str] = _MODULES
    ) -> None:
        self.free = asyncio.Semaphore(at_once)
        self._keeps_ready = keeps_ready
        self._modules = modules
        self._ready: Child | None = None

    def child(self) -> Child | None:
        """The child that is ready, else one that gets ready while its look is planned; None where no place is free.

        To be given back, used or not.
        """
        if self.free.locked():
            return None
        ready, self._ready = self._ready, None
        if ready is None or ready.waits:
            return ready or self.new()
        ready.end()
        return self.new()

    def new(self) -> Child:
        return Child(*self._modules)

    def give_back(self, child: Child) -> None:
        """End the child; one that was not used may wait on, and one that was may be followed by another."""
        if not self._keeps_ready or self._ready is not None:
            child.end()
        elif child.waits:
            self._ready = child
        else:
            child.end()
            self._ready = self.new()

    def close(self) -> None:
        """Nothing waits any more, nor will."""
        self._keeps_ready = False
        if self._ready is not None:
            self._ready.end()
            self._ready = None
