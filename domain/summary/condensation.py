"""Condense many events by counting, without omitting any: runs of one person, periods of a video."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from domain.ask.writing.writer import to_prompt_event
from domain.language.timecode import format_timecode_range
from models.asking.evidence import Evidence
from models.enums import Language

# With more events than this, those of a person become runs, and those of a video are counted by period.
MANY_EVENTS = 40
_MAX_PERIODS = 24
_MAX_RUNS = 60


def condense_person_events(rows: Sequence[Evidence], language: Language) -> list[dict[str, Any]]:
    """Each event of a person in order; if there are many, runs of one type in one region, with counts."""
    if len(rows) <= MANY_EVENTS:
        return [to_prompt_event(row, None, language) for row in rows]
    runs = [list(run) for _, run in groupby(rows, key=lambda row: (row.type, row.location))]
    while len(runs) > _MAX_RUNS:
        runs = [_merge_runs(runs[index : index + 2]) for index in range(0, len(runs), 2)]
    return [_format_run(run, language) for run in runs]


def _merge_runs(runs: Sequence[list[Evidence]]) -> list[Evidence]:
    return [row for run in runs for row in run]


def _format_run(rows: Sequence[Evidence], language: Language) -> dict[str, Any]:
    """A run as models read it: its first event, with the run's time and the count of each type."""
    start, end = rows[0].start_seconds, max(row.end_seconds for row in rows)
    fields = to_prompt_event(rows[0], None, language)
    fields |= {"time": format_timecode_range(start, end), "startSeconds": round(start, 2), "endSeconds": round(end, 2)}
    if len(rows) > 1:
        fields["counts"] = dict(Counter(row.type.value for row in rows).most_common())
    return fields


def count_by_period(rows: Sequence[Evidence], duration: float | None) -> list[dict[str, Any]]:
    """Events of a video by period: the count of each type, and of people. Empty if there are few events."""
    if len(rows) <= MANY_EVENTS:
        return []
    end = max(duration or 0.0, max(row.end_seconds for row in rows), 1.0)
    length = end / _MAX_PERIODS
    by_period: dict[int, list[Evidence]] = {}
    for row in rows:
        by_period.setdefault(min(_MAX_PERIODS - 1, int(row.start_seconds / length)), []).append(row)
    return [
        {
            "time": format_timecode_range(number * length, (number + 1) * length),
            "types": dict(Counter(row.type.value for row in events).most_common()),
            "people": len({row.track_id for row in events if row.track_id}),
        }
        for number, events in sorted(by_period.items())
    ]
