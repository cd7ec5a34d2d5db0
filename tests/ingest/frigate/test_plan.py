"""Which footage of Frigate becomes which file."""

from collections.abc import Sequence

import pytest

from ingest.frigate.client import ReviewItem, Segment
from ingest.frigate.plan import Plan, plan_windows, select_reviewed

NOW = 100_000.0


def segments(*begins: float, seconds: float = 10.0) -> list[Segment]:
    return [Segment(begin, begin + seconds) for begin in begins]


def plan(found: Sequence[Segment], cursor: float = 0.0, until: float = 3600.0, now: float = NOW) -> Plan:
    return plan_windows("gate", found, cursor, until, 60.0, now)


def times(planned: Plan) -> list[tuple[float, float]]:
    return [(window.started_at, window.ended_at) for window in planned.windows]


def test_segments_are_joined_into_files_of_the_wanted_length() -> None:
    planned = plan(segments(*range(0, 150, 10)))
    assert times(planned) == [(0, 60), (60, 120), (120, 150)]


def test_a_gap_ends_a_file() -> None:
    assert times(plan(segments(0, 10.5, 30, 40))) == [(0, 20.5), (30, 50)]


def test_a_file_that_may_still_grow_is_left_for_later() -> None:
    planned = plan(segments(*range(0, 90, 10)), until=95, now=155)
    assert (times(planned), planned.cursor) == ([(0, 60)], 60)
    assert times(plan(segments(*range(60, 130, 10)), planned.cursor, until=135, now=195)) == [(60, 120)]


@pytest.mark.parametrize("step", [3600.0, 95.0, 61.0])
def test_planning_piece_by_piece_takes_in_every_segment_once(step: float) -> None:
    recorded = segments(*range(1000, 1400, 10), *range(9000, 9300, 10))
    cursor, found = 0.0, list[tuple[float, float]]()
    for _ in range(1000):
        until = min(NOW, cursor + step)
        asked = [segment for segment in recorded if segment.ended_at >= cursor and segment.started_at <= until]
        planned = plan(asked, cursor, until)
        found += times(planned)
        cursor = planned.cursor
    assert cursor > 9300
    covered = [second for begin, end in found for second in range(int(begin), int(end))]
    assert covered == [*range(1000, 1400), *range(9000, 9300)]


def test_a_request_begins_behind_the_end_of_the_segment_before() -> None:
    """Frigate takes in every segment that touches the times, also the one that ends there."""
    first, second = plan(segments(0, *range(10, 120, 10))).windows
    assert (first.asked_from, second.asked_from) == (0.001, 60.001)


def test_only_segments_near_review_items_are_wanted() -> None:
    item = ReviewItem(started_at=52, ended_at=68, severity="alert", event_ids=frozenset())
    assert select_reviewed(segments(*range(0, 120, 10)), [item]) == segments(40, 50, 60, 70)
    going_on = ReviewItem(started_at=97, ended_at=None, severity="alert", event_ids=frozenset())
    assert select_reviewed(segments(*range(80, 120, 10)), [going_on]) == segments(90, 100, 110)
