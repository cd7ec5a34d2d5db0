"""`python -m worker inbox scan`: import what lies in the inbox and nobody told of."""

from typing import Protocol, TextIO

from domain.inbox.scan import ScanResult
from models.errors import WatchgraphError


class Scan(Protocol):
    async def run(self) -> ScanResult: ...


class WakeUpSender(Protocol):
    async def send_due(self) -> int: ...


class InboxCommand:
    def __init__(self, scan: Scan, outbox: WakeUpSender, stream: TextIO) -> None:
        self._scan = scan
        self._outbox = outbox
        self._stream = stream

    async def run(self) -> bool:
        """Scan once, and say what came of it. False where objects are left that cannot be imported."""
        try:
            result = await self._scan.run()
            await self._outbox.send_due()
        except WatchgraphError as error:
            self._print_line(f"{error} What was queued stays queued. To go on: python -m worker inbox scan")
            return False
        for key, reason in result.refused:
            self._print_line(f"{_escape(key)}: {reason}")
        if result.refused_count > len(result.refused):
            self._print_line(f"… and {result.refused_count - len(result.refused)} more")
        known = result.found - result.queued - result.refused_count
        self._print_line(
            f"{result.found} objects: {result.queued} to import now, {known} known before, "
            f"{result.refused_count} that cannot be imported. What failed before: python -m worker dead-letters"
        )
        return not result.refused_count

    def _print_line(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


def _escape(name: str) -> str:
    """A name without control characters, which a terminal would obey: they are escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)
