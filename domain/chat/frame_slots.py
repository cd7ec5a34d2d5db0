"""Limits concurrent frame extractions per process, and keeps one warm subprocess for the next."""

from collections.abc import Sequence

from domain.fairness.pools import DEFAULT_SHARE, Pool
from domain.isolation.subprocess import IsolatedProcess

# One organization may hold two of them.
MAX_CONCURRENT_LOOKS = 3
# What extracting frames imports: it takes half a second, during which somebody would wait.
_MODULES = ("domain.chat.frames", "PIL.JpegImagePlugin")


class FrameSlots:
    """at_once: extractions at the same time; each decodes in its own process. share: an organization's part of them.

    keeps_ready: after the first extraction, a child waits for the next one; it uses about 50 MB until `close`.
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
        """A warm child, or a new one that warms up meanwhile; None if the organization has no free slot.

        The caller must return it, used or not.
        """
        if not self.pool.has_free_slot(organization):
            return None
        child, self._ready_child = self._ready_child, None
        if child is None or child.is_waiting:
            return child or self.start_child()
        child.kill()
        return self.start_child()

    def start_child(self) -> IsolatedProcess:
        return IsolatedProcess(*self._modules)

    def return_child(self, child: IsolatedProcess) -> None:
        """End the child. An unused one may be kept for the next extraction; a used one may be replaced by a new one."""
        if not self._keeps_ready or self._ready_child is not None:
            child.kill()
        elif child.is_waiting:
            self._ready_child = child
        else:
            child.kill()
            self._ready_child = self.start_child()

    def close(self) -> None:
        """End the warm child, and accept no further extraction."""
        self.pool.close()
        self._keeps_ready = False
        if self._ready_child is not None:
            self._ready_child.kill()
            self._ready_child = None
