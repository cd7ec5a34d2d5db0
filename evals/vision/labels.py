"""Labels of clips: a CSV with the columns `file`, `what` and `states…`: "standing 0-0.3; falling and lying 0.4-4"."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class State:
    """What the person did from start to end, in seconds. names: such as "falling", "lying"."""

    names: frozenset[str]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    what: str
    states: Sequence[State]

    @property
    def lies(self) -> bool:
        """Whether the person falls or lies."""
        return any(state.names & {"falling", "lying"} for state in self.states)


def read_labels(folder: Path) -> list[Clip]:
    """The labelled clips of a folder with `labels.csv`."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        states = next(name for name in reader.fieldnames or () if name.startswith("states"))
        return [Clip(folder / row["file"], row["what"], parse_states(row[states])) for row in reader]


def parse_states(text: str) -> list[State]:
    states: list[State] = []
    for part in text.split(";"):
        names = frozenset(re.findall(r"[a-z]+", part)) - {"and"}
        states += [State(names, float(start), float(end)) for start, end in _SPAN.findall(part)]
    return states
