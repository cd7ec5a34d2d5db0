"""The disk cap: recordings that were sent make room; what was not sent goes only if that was chosen, and is told."""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.journal import Entry, FileIdentity, Journal, State

_log = logging.getLogger(__name__)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class DiskCap:
    """max_bytes: what the folder's recordings may take; None: no cap. drops_unsent: whether unsent ones go, once no
    sent one is left. keeps_sent: whether sent ones stay until the cap is reached; else they go at once."""

    folder: Path
    journal: Journal
    max_bytes: int | None
    drops_unsent: bool
    keeps_sent: bool = True

    def enforce(self, total_bytes: int, sending: int | None) -> str | None:
        """Remove recordings until the cap holds; what a person has to know, or None.

        sending: the entry that is being sent, which is left alone.
        """
        if not self.keeps_sent:
            total_bytes -= self._remove(State.SENT, State.REMOVED, math.inf, "Removed after it was sent.", None)
        if self.max_bytes is None:
            return None
        excess = total_bytes - self.max_bytes
        excess -= self._remove(State.SENT, State.REMOVED, excess, "Removed by the disk cap after it was sent.", None)
        if excess <= 0:
            return None
        if not self.drops_unsent:
            return (
                f"The recordings take {excess} bytes more than the disk cap allows, and none that was sent is left to"
                " remove. Nothing is dropped: raise the cap, or look why recordings are not sent."
            )
        message = "Dropped by the disk cap before it was sent."
        dropped = self._remove(State.WAITING, State.DROPPED, excess, message, sending)
        if dropped < excess:
            return f"The recordings take {excess - dropped} bytes more than the disk cap allows."
        return "Recordings that were not sent are dropped: the disk cap is reached."

    def _remove(self, state: State, becomes: State, excess: float, message: str, sending: int | None) -> int:
        """Remove the oldest in this state until so many bytes are free; how many bytes that were."""
        removed = 0
        for entry in self._iter_oldest(state):
            if removed >= excess:
                break
            if entry.id == sending:
                continue
            path = self.folder / entry.path
            try:
                if FileIdentity.from_stat(path.stat(follow_symlinks=False)) != entry.file:
                    continue
            except FileNotFoundError:
                continue
            # Noted first: a file that is missing without a word would be worse than one that is noted and still there.
            self.journal.mark(entry.id, becomes, message)
            path.unlink(missing_ok=True)
            removed += entry.file.size_bytes
            log = _log.warning if becomes is State.DROPPED else _log.info
            log("%s %s (%d bytes)", message, entry.path, entry.file.size_bytes)
        return removed

    def _iter_oldest(self, state: State) -> Iterator[Entry]:
        last: tuple[float, str] | None = None
        while entries := self.journal.list_oldest(state, _BATCH, after=last):
            yield from entries
            last = (entries[-1].started_at.timestamp(), entries[-1].path)
