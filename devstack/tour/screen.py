"""Prints the tour: numbered steps with their times, bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

_INDENT = 4
_PLAIN_WIDTH = 100
_PLAIN_EVERY_PERCENT = 25


class Bar:
    """A progress bar in percent. Without a terminal, it prints a line at each new label and each quarter."""

    def __init__(self, console: Console, progress: Progress | None) -> None:
        self._console = console
        self._progress = progress
        self._task: TaskID | None = progress.add_task("", total=100, note="") if progress else None
        self._shown: tuple[str, int] | None = None

    def show(self, label: str, percent: float, note: str = "") -> None:
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=label, completed=percent, note=note)
            return
        step = (label, int(percent) // _PLAIN_EVERY_PERCENT)
        if step != self._shown:
            self._shown = step
            line = f"{label} {percent:3.0f} %  {note}".rstrip()
            self._console.print(Padding(Text(line), (0, 0, 0, _INDENT), expand=False))


class Screen:
    """Writes to standard output. began: the time.time() from which `elapsed` is measured."""

    def __init__(self, began: float) -> None:
        self.console = Console(highlight=False)
        if not self.console.is_terminal:
            self.console = Console(highlight=False, width=_PLAIN_WIDTH)
        self._began = began
        self._number = 0
        self.times: list[tuple[str, float]] = []

    @property
    def elapsed(self) -> float:
        """Seconds since `began`."""
        return time.time() - self._began

    def show_title(self, text: str, about: str) -> None:
        self.console.print()
        self.console.print(f"  [bold]{escape(text)}[/]  [dim]{escape(about)}[/]")

    @contextmanager
    def step(self, title: str, about: str = "") -> Iterator[None]:
        """Print a numbered step, and its duration when the block ends."""
        self._number += 1
        self.console.print()
        self.console.print(f"[bold cyan]{self._number:>3}[/] [bold]{escape(title)}[/]  [dim]{escape(about)}[/]")
        began = time.monotonic()
        yield
        seconds = time.monotonic() - began
        self.times.append((title, seconds))
        self.print_paragraph(f"{seconds:.1f} s", style="green", mark="✓")

    @contextmanager
    def show_spinner(self, text: str) -> Iterator[Callable[[str], None]]:
        """Show a spinner inside the block. The yielded function replaces its text.

        Without a terminal it prints only the replaced text: after 10 s, 30 s, and then every minute.
        """
        if self.console.is_terminal:
            with self.console.status(f"[dim]{escape(text)}[/]") as status:
                yield lambda detail: status.update(f"[dim]{escape(detail or text)}[/]")
            return
        is_due = ReminderTimer()

        def say(detail: str) -> None:
            if detail and is_due():
                self.print_paragraph(detail, style="dim")

        yield say

    @contextmanager
    def show_bar(self) -> Iterator[Bar]:
        if not self.console.is_terminal:
            yield Bar(self.console, None)
            return
        columns = (
            TextColumn(" " * (_INDENT - 1)),
            BarColumn(bar_width=36),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("[cyan]{task.description}[/]"),
            TextColumn("[dim]{task.fields[note]}[/]"),
        )
        with Progress(*columns, console=self.console, transient=False) as progress:
            yield Bar(self.console, progress)

    def print_paragraph(self, text: str, *, style: str = "", mark: str = "") -> None:
        """Print a paragraph, indented under its step."""
        if mark:
            text = f"{mark} {text}"
        self.console.print(Padding(Text(text, style=style), (0, 0, 0, _INDENT), expand=False))

    def warn(self, text: str) -> None:
        """Print an unexpected event, such as a program that crashed."""
        # soft_wrap keeps the lines of a log whole.
        self.console.print(Text(" " * _INDENT + text, style="yellow"), soft_wrap=True)

    def show_next_steps(self, address: str, token: str, query: str) -> None:
        """Print the addresses, the token and a query, each easy to select and paste."""
        self.console.print()
        self.console.rule(characters="─", style="dim")
        self.console.print("  [bold]Console[/]   the page for people; this address signs you in:")
        self.console.print()
        # The part behind # stays in the browser: no server and no log sees it.
        self.console.print(Text(f"{address.removesuffix('/graphql')}/#token={token}"), soft_wrap=True)
        self.console.print()
        self.console.print(f"  [bold]GraphiQL[/]  [link={address}]{address}[/link]")
        self.console.print("  [bold]Headers[/]   paste this into its tab “Headers”:")
        self.console.print()
        # A line that the terminal wraps can be copied whole; one that rich wraps cannot.
        self.console.print(Text(f'{{"Authorization": "Bearer {token}"}}'), soft_wrap=True)
        self.console.print()
        self.console.print("  [bold]Query[/]     and this into its editor:")
        self.console.print()
        self.console.print(Text(query, style="cyan"), soft_wrap=True)
        self.console.print()
        self.console.print("  Serving until Ctrl-C.")

    def show_table(self, rows: Sequence[tuple[str, ...]], styles: tuple[str, ...]) -> None:
        """Print rows of short columns under their step; on a terminal the last column wraps."""
        if not self.console.is_terminal:
            widths = [max(len(row[column]) for row in rows) for column in range(len(styles))]
            for row in rows:
                line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                self.console.print(Text(" " * (_INDENT + 2) + line.rstrip()), soft_wrap=True)
            return
        grid = Table.grid(padding=(0, 2), pad_edge=False)
        for style in styles:
            grid.add_column(style=style, no_wrap=style != styles[-1], overflow="fold")
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        self.console.print(Padding(grid, (0, 0, 0, _INDENT + 2), expand=False))

    @contextmanager
    def stream_text(self) -> Iterator[Callable[[str], None]]:
        """Yield a function that prints a piece of text at once, wrapped and indented."""
        wrapper = _WordWrapper(self.console.file, min(self.console.width, _PLAIN_WIDTH))
        yield wrapper.write
        wrapper.finish()


class ReminderTimer:
    """Whether a reminder is due: after 10 s, after 30 s, and then every minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._next = 10.0

    def __call__(self) -> bool:
        elapsed = self._clock() - self._began
        if elapsed < self._next:
            return False
        self._next = 30.0 if elapsed < 30.0 else (elapsed // 60.0 + 1) * 60.0
        return True


class _WordWrapper:
    """Wraps text between words. It prints a word when it is complete, because only then is its width known."""

    def __init__(self, out: IO[str], width: int) -> None:
        self._out = out
        self._width = width
        self._word = ""
        self._column = 0

    def write(self, piece: str) -> None:
        for character in piece:
            if character in " \n":
                self._flush_word()
                if character == "\n":
                    self._out.write("\n")
                    self._column = 0
                elif self._column:
                    self._out.write(" ")
                    self._column += 1
            else:
                self._word += character
        self._out.flush()

    def finish(self) -> None:
        self._flush_word()
        if self._column:
            self._out.write("\n")
        self._out.flush()

    def _flush_word(self) -> None:
        if not self._word:
            return
        if self._column and self._column + cell_len(self._word) > self._width:
            self._out.write("\n")
            self._column = 0
        if not self._column:
            self._out.write(" " * _INDENT)
            self._column = _INDENT
        self._out.write(self._word)
        self._column += cell_len(self._word)
        self._word = ""
