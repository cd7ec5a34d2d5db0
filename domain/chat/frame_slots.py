"""How many looks one process takes at the same time, and a child that is ready for the next of them."""

from collections.abc import Sequence

from domain.fairness.pools import SHARE, Pool
from domain.isolation.subprocess import Child

# Of which one organization has two.
LOOKS_AT_ONCE = 3
# What taking frames imports: half a second of somebody's waiting.
_MODULES = ("domain.chat.frames", "PIL.JpegImagePlugin")


class Places:
    """at_once: looks at the same time, since each decodes in a process of its own. share: of them, an organization's.

    keeps_ready: after the first look, a child waits for the next one; it takes some 50 MB until `close`.
    modules: what a child imports while it waits.
    """

    def __init__(
        self,
        at_once: int = LOOKS_AT_ONCE,
        *,
        keeps_ready: bool = False,
        modules: Sequence[str] = _MODULES,
        share: float = SHARE,
    ) -> None:
        self.pool = Pool("frames", at_once, share=share, usual_seconds=2.0)
        self._keeps_ready = keeps_ready
        self._modules = modules
        self._ready: Child | None = None

    def child(self, organization: str) -> Child | None:
        """The child that is ready, else one that gets ready while its look is planned; None where no place is free for
        the organization.

        To be given back, used or not.
        """
        if not self.pool.is_free(organization):
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
        self.pool.close()
        self._keeps_ready = False
        if self._ready is not None:
            self._ready.end()
            self._ready = None
