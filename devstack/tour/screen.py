"""How the tour looks: numbered steps with their times, bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

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
    """A progress bar in percent. Without a terminal, a line at each new label and each quarter."""

    def __init__(self, console: Console, progress: Progress | None) -> None:
        self._console = console
        self._progress = progress
        self._task: TaskID | None = progress.add_task("", total=100, note="") if progress else None
        self._said: tuple[str, int] | None = None

    def show(self, label: str, percent: float, note: str = "") -> None:
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=label, completed=percent, note=note)
            return
        step = (label, int(percent) // _PLAIN_EVERY_PERCENT)
        if step != self._said:
            self._said = step
            line = f"{label} {percent:3.0f} %  {note}".rstrip()
            self._console.print(Padding(Text(line), (0, 0, 0, _INDENT), expand=False))


class Screen:
    """Writes to standard output; `began` is the time.time() from which the whole is measured."""

    def __init__(self, began: float) -> None:
        self.console = Console(highlight=False)
        if not self.console.is_terminal:
            self.console = Console(highlight=False, width=_PLAIN_WIDTH)
        self._began = began
        self._number = 0
        self.times: list[tuple[str, float]] = []

    @property
    def elapsed(self) -> float:
        """Seconds since the very beginning."""
        return time.time() - self._began

    def title(self, text: str, about: str) -> None:
        self.console.print()
        self.console.print(f"  [bold]{escape(text)}[/]  [dim]{escape(about)}[/]")

    @contextmanager
    def step(self, title: str, about: str = "") -> Iterator[None]:
        """A numbered step; its time is said when it is over."""
        self._number += 1
        self.console.print()
        self.console.print(f"[bold cyan]{self._number:>3}[/] [bold]{escape(title)}[/]  [dim]{escape(about)}[/]")
        began = time.monotonic()
        yield
        seconds = time.monotonic() - began
        self.times.append((title, seconds))
        self.say(f"{seconds:.1f} s", style="green", mark="✓")

    @contextmanager
    def bar(self) -> Iterator[Bar]:
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

    def say(self, text: str, *, style: str = "", mark: str = "") -> None:
        """A paragraph, indented under its step."""
        if mark:
            text = f"{mark} {text}"
        self.console.print(Padding(Text(text, style=style), (0, 0, 0, _INDENT), expand=False))

    def warn(self, text: str) -> None:
        """What happens unasked, such as a program that died."""
        self.say(text, style="yellow")

    def invitation(self, address: str, token: str, query: str) -> None:
        """Where to go on: the address, the token and a query, each easy to select and paste."""
        self.console.print()
        self.console.rule(characters="─", style="dim")
        self.console.print(f"  [bold]GraphiQL[/]  [link={address}]{address}[/link]")
        self.console.print("  [bold]Headers[/]   paste this into its tab “Headers”:")
        self.console.print()
        # A long line that wraps by itself can be copied whole; one that we wrap cannot.
        self.console.print(Text(f'{{"Authorization": "Bearer {token}"}}'), soft_wrap=True)
        self.console.print()
        self.console.print("  [bold]Query[/]     and this into its editor:")
        self.console.print()
        self.console.print(Text(query, style="cyan"), soft_wrap=True)
        self.console.print()
        self.console.print("  Serving until Ctrl-C.")

    def table(self, rows: Sequence[tuple[str, ...]], styles: tuple[str, ...]) -> None:
        """Rows of short columns under their step; the last column wraps."""
        grid = Table.grid(padding=(0, 2), pad_edge=False)
        for style in styles:
            grid.add_column(style=style, no_wrap=style != styles[-1], overflow="fold")
        for row in rows:
            grid.add_row(*(Text(cell) for cell in row))
        self.console.print(Padding(grid, (0, 0, 0, _INDENT + 2), expand=False))

    @contextmanager
    def stream(self) -> Iterator[Any]:
        """Text that arrives piece by piece: `write(piece)` shows it at once."""
        out = self.console.file
        at_start = True

        def write(piece: str) -> None:
            nonlocal at_start
            if at_start and piece:
                out.write(" " * _INDENT)
                at_start = False
            out.write(piece.replace("\n", "\n" + " " * _INDENT))
            out.flush()

        yield write
        if not at_start:
            out.write("\n")
            out.flush()
