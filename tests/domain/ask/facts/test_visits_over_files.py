"""Facts about a visit that goes on over several files."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.ask.facts.facts import compute_facts
from domain.ask.facts.presence import build_intervals, find_peak
from domain.ask.facts.selection import filter_by_plan
from domain.ask.filters.people import find_nth_visitor
from models.asking.evidence import Evidence
from models.enums import EventType, FrameLocation
from tests.domain.ask.facts.test_facts import plan, shown
from tests.domain.doubles import RECORDED, event

# Somebody who stands over the borders of three files of ten minutes, and walks off in the third.
_FIRST, _SECOND, _THIRD = (UUID(int=number) for number in (11, 12, 13))


def _piece(number: int, video: UUID, kind: str, start: float, end: float, **more: Any) -> Evidence:
    file = (_FIRST, _SECOND, _THIRD).index(video)
    more = {"video_id": video, "occurred_at": RECORDED + timedelta(seconds=600 * file + start), **more}
    if video != _FIRST:
        more |= {"visit_video_id": _FIRST}
    return event(number, kind, start, end, "P1", **more)


ACROSS_FILES = (
    _piece(21, _FIRST, "PERSON_ENTER", 590, 590, location="LEFT"),
    _piece(22, _FIRST, "STANDING", 592, 600, location="LEFT"),
    _piece(23, _SECOND, "STANDING", 0, 600, location="LEFT", began_seconds=-8.0, continues=True),
    _piece(24, _SECOND, "LOITERING", 0, 600, location="LEFT", began_seconds=-8.0),
    _piece(25, _THIRD, "STANDING", 0, 40, location="LEFT", began_seconds=-608.0, continues=True),
    _piece(26, _THIRD, "LOITERING", 0, 40, location="LEFT", began_seconds=-608.0, continues=True),
    _piece(27, _THIRD, "WALKING", 40, 44, location="LEFT"),
)


def test_a_visit_over_several_files_is_one_person() -> None:
    facts = compute_facts(ACROSS_FILES, plan())
    assert facts.people == 1
    # Somebody else who was first in the second file has the same track id there.
    other = event(30, "WALKING", 5, 9, "P1", video_id=_SECOND)
    assert compute_facts([*ACROSS_FILES, other], plan()).people == 2


def test_pieces_of_one_event_count_once() -> None:
    facts = compute_facts(ACROSS_FILES, plan())
    assert facts.events == 4
    assert {kind.value: count for kind, count in facts.type_counts} == {
        "PERSON_ENTER": 1,
        "STANDING": 1,
        "LOITERING": 1,
        "WALKING": 1,
    }
    assert [(side.location, side.events, side.people) for side in facts.regions] == [(FrameLocation.LEFT, 4, 1)]


def test_an_event_of_which_only_a_later_piece_fits_counts_too() -> None:
    assert compute_facts(ACROSS_FILES[4:6], plan()).events == 2


def test_presence_and_stays_are_measured_across_files() -> None:
    [presence] = build_intervals(ACROSS_FILES, presence=True)
    assert presence.covered_seconds == 10 + 600 + 44
    assert (presence.video_id, presence.start_seconds, presence.end_seconds) == (_FIRST, 590, 1244)
    standing = [row for row in ACROSS_FILES if row.type is EventType.STANDING]
    [stay] = build_intervals(standing, presence=False)
    assert stay.covered_seconds == 648
    # It is told from the second file on, with all of the stay.
    loitering = [row for row in ACROSS_FILES if row.type is EventType.LOITERING]
    assert build_intervals(loitering, presence=False)[0].covered_seconds == 648


def test_how_long_an_event_lasted_includes_its_part_in_earlier_files() -> None:
    asked = plan(types=["STANDING"], lasting={"start": 620})
    assert [row.event_id.int for row in filter_by_plan(ACROSS_FILES, asked, frozenset())] == [1025, 1026]
    assert filter_by_plan(ACROSS_FILES, plan(), frozenset({(_FIRST, "P1")})) == list(ACROSS_FILES)
    without = plan(withoutTypes=["THEFT"])
    assert filter_by_plan(ACROSS_FILES, without, frozenset({(_FIRST, "P1")})) == []


def test_each_person_of_a_visit_over_files_is_shown_once() -> None:
    assert [row.event_id.int for row in shown(ACROSS_FILES, plan(want="COUNT_PEOPLE"))] == [1021]


def test_most_at_once_is_counted_in_each_file() -> None:
    other = event(31, "STANDING", 100, 200, "P7", video_id=_SECOND)
    peak = find_peak([*ACROSS_FILES, other])
    assert peak is not None
    assert (peak.video_id, peak.start, peak.end, peak.people) == (_SECOND, 100, 200, 2)


def test_the_nth_visitor_is_found_in_each_file_of_the_visit() -> None:
    later = event(32, "PERSON_ENTER", 50, 50, "P2", video_id=_SECOND, occurred_at=RECORDED + timedelta(seconds=650))
    assert find_nth_visitor([*ACROSS_FILES, later], 1) == [(_FIRST, "P1"), (_SECOND, "P1"), (_THIRD, "P1")]
    assert find_nth_visitor([*ACROSS_FILES, later], 2) == [(_SECOND, "P2")]
    assert find_nth_visitor([*ACROSS_FILES, later], 3) == []
