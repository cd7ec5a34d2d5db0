"""Progress reads well on a terminal and in a log."""

import io

import pytest

from domain.commands.progress_line import ProgressLine, format_progress
from domain.embeddings.reembed import WorkProgress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("counted", "text"),
    [
        (WorkProgress(0, 5000, 0, 0.0), "0 of 5,000 embedded (0 %)"),
        (WorkProgress(1200, 5000, 200, 10.0), "1,200 of 5,000 embedded (24 %), 100 a second, 38 s left"),
        (WorkProgress(1000, 100_000, 0, 10.0), "1,000 of 100,000 embedded (1 %), 100 a second, 16 min 30 s left"),
        (WorkProgress(1000, 1_000_000, 0, 10.0), "1,000 of 1,000,000 embedded (0 %), 100 a second, 2 h 46 min left"),
        (WorkProgress(5, 5, 0, 1.0), "5 of 5 embedded (100 %), 5 a second, 0 s left"),
        (WorkProgress(0, 0, 0, 1.0), "0 of 0 embedded (100 %)"),
    ],
)
def test_work_is_told_as_counted_with_rate_and_time_left(counted: WorkProgress, text: str) -> None:
    assert format_progress("embedded", counted) == text


def test_a_log_gets_a_plain_line_every_five_seconds() -> None:
    stream, now = io.StringIO(), 0.0
    line = ProgressLine(stream, lambda: now)
    line.print_line("Begins.")
    for second in range(11):
        now = float(second)
        line.show_progress("embedded", WorkProgress(second, 10, 0, now))
    line.print_line("Done.")
    assert stream.getvalue().splitlines() == [
        "Begins.",
        "0 of 10 embedded (0 %)",
        "5 of 10 embedded (50 %), 1 a second, 5 s left",
        "10 of 10 embedded (100 %), 1 a second, 0 s left",
        "Done.",
    ]


def test_a_terminal_gets_one_line_that_changes_and_ends_where_something_stays() -> None:
    stream, now = Terminal(), 0.0
    line = ProgressLine(stream, lambda: now)
    line.show_progress("embedded", WorkProgress(1, 2, 0, 0.0))
    now = 1.0
    line.show_progress("embedded", WorkProgress(2, 2, 0, 1.0))
    line.print_line("Done.")
    erase = "\r\x1b[2K"
    assert stream.getvalue() == (
        f"1 of 2 embedded (50 %){erase}2 of 2 embedded (100 %), 2 a second, 0 s left{erase}Done.\n"
    )
