"""Progress of a long command, for a terminal or a log."""

from collections.abc import Callable
from typing import TextIO

from domain.embeddings.reembed import WorkProgress

_EVERY_SECONDS = 5.0
_EVERY_SECONDS_ON_A_TERMINAL = 0.1
_ERASE = "\r\x1b[2K"


class ProgressLine:
    """Writes one line that is overwritten on a terminal; elsewhere, a line every five seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._changes = stream.isatty()
        self._every = _EVERY_SECONDS_ON_A_TERMINAL if self._changes else _EVERY_SECONDS
        self._shown_at: float | None = None
        self._open = False

    def show_progress(self, verb: str, counted: WorkProgress) -> None:
        """Show done and total work, the rate, and the time left; calls in quick succession are dropped."""
        now = self._clock()
        if self._shown_at is not None and now - self._shown_at < self._every:
            return
        self._shown_at = now
        self._write(format_progress(verb, counted), stays=not self._changes)

    def print_line(self, text: str) -> None:
        """Print a line that stays."""
        self._write(text, stays=True)

    def _write(self, text: str, *, stays: bool) -> None:
        erased = _ERASE if self._open else ""
        self._stream.write(f"{erased}{text}" + ("\n" if stays else ""))
        self._stream.flush()
        self._open = not stays


def format_progress(verb: str, counted: WorkProgress) -> str:
    """For example: 1,200 of 5,000 embedded (24 %), 130 a second, 30 s left."""
    percent = 100 * counted.done // counted.total if counted.total else 100
    text = f"{counted.done:,} of {counted.total:,} {verb} ({percent} %)"
    rate = (counted.done - counted.done_at_start) / counted.seconds if counted.seconds > 0 else 0.0
    if rate <= 0:
        return text
    return f"{text}, {rate:,.0f} a second, {_format_duration((counted.total - counted.done) / rate)} left"


def _format_duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
