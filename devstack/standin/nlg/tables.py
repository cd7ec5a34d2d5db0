"""Parses the table of a query that the stand-in wrote: its columns, and what the answer says about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.standin.nlu.groups import MOST, read_grouping
from devstack.standin.nlu.text.consumable_text import normalize_text
from devstack.standin.nlu.text.spelling import fix_spelling

GROUPS = ("camera", "video", "hour", "minute", "day", "weekday", "type", "gender", "age_group", "location")
OF_THE_CLOCK = ("hour", "day", "weekday")
_MAX_ROWS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """column: what groups the rows; "" for a single row. extreme: "most", "least" or ""."""

    column: str
    rows: Sequence[Mapping[str, Any]]
    extreme: str
    measure: str

    @property
    def kind(self) -> str:
        """The kind of its numbers: "average_seconds", "average_people", "average_events" or "count"."""
        return next((name for name in self.rows[0] if name.startswith("average_")), "count")

    @property
    def leading(self) -> list[Mapping[str, Any]]:
        """The rows that share the first place."""
        return [row for row in self.rows if row[self.measure] == self.rows[0][self.measure]]

    @property
    def shown_rows(self) -> list[Mapping[str, Any]]:
        return list(self.rows[:_MAX_ROWS_SHOWN])

    @property
    def hidden_count(self) -> int:
        return len(self.rows) - len(self.shown_rows)


def clock_of_minute(minute: int) -> str:
    """The timecode of a minute: "01:00", "1:05:00"."""
    hours, rest = divmod(minute, 60)
    return f"{hours}:{rest:02d}:00" if hours else f"{rest:02d}:00"


def read_table(sections: Mapping[str, Any]) -> AnswerTable | None:
    """The table, if the stand-in's SQL makes such tables and it has more than two totals; else None."""
    table = sections.get("table")
    if not table or not table["rows"]:
        return None
    columns = list(table["columns"])
    averages = [name for name in columns if name.startswith("average_")]
    column = columns[0] if columns[0] in GROUPS else ""
    if not (averages or (column and {"people", "events"} <= set(columns))):
        return None
    rows = [dict(zip(columns, row, strict=True)) for row in table["rows"]]
    if averages and all(row[name] is None for row in rows for name in averages):
        return None
    extreme = _find_extreme(str(sections.get("question", "")), column)
    return AnswerTable(column, rows, extreme, _find_measure(sections))


def _find_measure(sections: Mapping[str, Any]) -> str:
    """What the answer counts: "people" or "events"."""
    plan = (sections.get("request") or {}).get("plan") or {}
    return "people" if plan.get("want") == "COUNT_PEOPLE" else "events"


def _find_extreme(question: str, column: str) -> str:
    """Which rows the question asks for: "most", "least" or ""."""
    text = fix_spelling(normalize_text(question))
    group = read_grouping(text)
    # "When did most people come in?" names no column: the reader chose hours or minutes.
    by_time = not group.column and column in ("hour", "minute") and MOST.search(text)
    return group.extreme or ("most" if by_time else "")
