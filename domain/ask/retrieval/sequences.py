"""Group events of one person that follow each other closely."""

from collections.abc import Sequence
from uuid import UUID

from models.asking.evidence import Evidence

MAX_GAP_SECONDS = 5.0


def number_sequences(rows: Sequence[Evidence]) -> dict[UUID, int]:
    """Event → the number of its sequence, from 1 in order of time; a single event has none.

    A sequence has events of one video and one person, each less than 5 s after the end of all before it. Events without
    a person form sequences with each other.
    """
    by_person: dict[tuple[UUID, str | None], list[Evidence]] = {}
    for row in sorted(rows, key=lambda row: (str(row.video_id), row.start_seconds, row.end_seconds)):
        by_person.setdefault((row.video_id, row.track_id), []).append(row)
    runs = [run for events in by_person.values() for run in _split_runs(events) if len(run) > 1]
    runs.sort(key=lambda run: (str(run[0].video_id), run[0].start_seconds))
    return {row.event_id: number for number, run in enumerate(runs, start=1) for row in run}


def _split_runs(rows: Sequence[Evidence]) -> list[list[Evidence]]:
    runs: list[list[Evidence]] = []
    ended = 0.0
    for row in rows:
        if runs and row.start_seconds - ended < MAX_GAP_SECONDS:
            runs[-1].append(row)
            ended = max(ended, row.end_seconds)
        else:
            runs.append([row])
            ended = row.end_seconds
    return runs
