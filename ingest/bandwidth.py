"""How many bytes a second may be sent, by the hour of the day."""

import asyncio
import re
import time as clock
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

_UNITS = {"": 1, "k": 1000, "M": 1_000_000, "G": 1_000_000_000}
# A pause is waited for in steps, so that its end is noticed.
_LONGEST_WAIT_SECONDS = 5.0
_RULE = re.compile(r"(?:(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})=)?(\d+(?:\.\d+)?)([kMG]?)")


class BandwidthError(ValueError):
    """A limit that cannot be read. The message says how one is written."""


@dataclass(frozen=True, slots=True)
class BandwidthRule:
    """Bytes a second between two times of day (the end excluded), or always where begin equals end. 0: nothing."""

    begin: time
    end: time
    bytes_per_second: float

    def applies_at(self, moment: time) -> bool:
        if self.begin == self.end:
            return True
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


def parse_rule(text: str) -> BandwidthRule:
    """`500k` (always) or `22:00-06:00=8M` (bytes a second in these hours)."""
    found = _RULE.fullmatch(text.strip())
    if found is None:
        raise BandwidthError(f"{text!r} is no limit. Write 500k for always, or 22:00-06:00=8M for hours of the day.")
    hours, minutes = (found[1], found[3]), (found[2], found[4])
    try:
        begin, end = (time(int(h or 0) % 24, int(m or 0)) for h, m in zip(hours, minutes, strict=True))
    except ValueError:
        raise BandwidthError(f"{text!r} has no times of day. Write hours such as 22:00-06:00.") from None
    return BandwidthRule(begin, end, float(found[5]) * _UNITS[found[6]])


class Bandwidth:
    """A token bucket whose rate depends on the time of day. Without a rule that applies nothing is limited.

    The first rule that applies counts. Hours are those of `zone`.
    """

    def __init__(
        self,
        rules: Sequence[BandwidthRule],
        zone: tzinfo,
        *,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._rules = rules
        self._now = now or (lambda: datetime.now(zone))
        self._next = clock.monotonic()
        self._lock = asyncio.Lock()

    def current_rate(self) -> float | None:
        """Bytes a second now; None: unlimited."""
        moment = self._now().time()
        return next((rule.bytes_per_second for rule in self._rules if rule.applies_at(moment)), None)

    async def take(self, size_bytes: int) -> None:
        """Wait until so many bytes may be sent. Several senders are served in their order."""
        async with self._lock:
            # Waiting for an hour of the day, not for another task.
            while (rate := self.current_rate()) == 0:  # noqa: ASYNC110
                await asyncio.sleep(_LONGEST_WAIT_SECONDS)
            if rate is None:
                return
            self._next = max(self._next, clock.monotonic() - 1) + size_bytes / rate
            while (wait := self._next - clock.monotonic()) > 0:
                await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
                if self.current_rate() != rate:
                    # The hour changed: what was reserved at the old rate counts no more.
                    self._next = clock.monotonic()
                    return
