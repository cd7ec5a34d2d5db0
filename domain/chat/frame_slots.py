"""How many looks one process takes at the same time, and a child that is ready for the next of them."""

from collections.abc import Sequence

from domain.fairness.pools import DEFAULT_SHARE, Pool
from domain.isolation.subprocess import IsolatedProcess

# Of which one organization has two.
MAX_CONCURRENT_LOOKS = 3
# What taking frames imports: half a second of somebody's waiting.
_MODULES = ("domain.chat.frames", "PIL.JpegImagePlugin")


class FrameSlots:
    """at_once: looks at the same time, since each decodes in a process of its own. share: of them, an organization's.

    keeps_ready: after the first look, a child waits for the next one; it takes some 50 MB until `close`.
    modules: what a child imports while it waits.
    """

    def __init__(
        self,
        at_once: int = MAX_CONCURRENT_LOOKS,
        *,
        keeps_ready: bool = False,
        modules: Sequence[str] = _MODULES,
        share: float = DEFAULT_SHARE,
    ) -> None:
        self.pool = Pool("frames", at_once, share=share, expected_seconds=2.0)
        self._keeps_ready = keeps_ready
        self._modules = modules
        self._ready_child: IsolatedProcess | None = None

    def take_child(self, organization: str) -> IsolatedProcess | None:
        """The child that is ready, else one that gets ready while its look is planned; None where no place is free for
        the organization.

        To be given back, used or not.
        """
        if not self.pool.has_free_slot(organization):
            return None
        ready, self._ready_child = self._ready_child, None
        if ready is None or ready.is_waiting:
            return ready or self.start_child()
        ready.kill()
        return self.start_child()

    def start_child(self) -> IsolatedProcess:
        return IsolatedProcess(*self._modules)

    def return_child(self, child: IsolatedProcess) -> None:
        """End the child; one that was not used may wait on, and one that was may be followed by another."""
        if not self._keeps_ready or self._ready_child is not None:
            child.kill()
        elif child.is_waiting:
            self._ready_child = child
        else:
            child.kill()
            self._ready_child = self.start_child()

    def close(self) -> None:
        """Nothing waits any more, nor will."""
        self.pool.close()
        self._keeps_ready = False
        if self._ready_child is not None:
            self._ready_child.kill()
            self._ready_child = None
