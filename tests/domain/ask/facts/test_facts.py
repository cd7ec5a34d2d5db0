"""Facts: counts and durations over rows, and which rows are shown."""

from typing import Any
from uuid import UUID

from domain.ask.facts.facts import Facts, compute_facts
from domain.ask.facts.presence import build_intervals, find_gaps
from domain.ask.facts.selection import filter_by_plan, select_by_priority, select_evidence
from domain.ask.plan.plan import SearchPlan
from models.asking.evidence import Evidence
from models.enums import FrameLocation
from models.filters import SecondsRange
from tests.domain.doubles import VISITS, event


def plan(**fields: Any) -> SearchPlan:
    return SearchPlan.model_validate({"aboutFootage": True, **fields})


def shown(rows: tuple[Evidence, ...] | list[Evidence], asked: SearchPlan, most: int = 20) -> list[Evidence]:
    return select_evidence(rows, compute_facts(rows, asked), asked, most)


def test_a_person_is_a_track_of_one_video() -> None:
    elsewhere = event(9, "STANDING", 1, 5, "P1", video_id=UUID(int=2))
    assert compute_facts([*VISITS, elsewhere], plan()).people == 4


def test_an_event_without_a_person_counts_nobody() -> None:
    facts = compute_facts([event(1, "CROWDING", 1, 5, None)], plan())
    assert (facts.events, facts.people) == (1, 0)


def test_time_that_two_events_share_counts_once() -> None:
    rows = [event(1, "STANDING", 0, 10), event(2, "LOITERING", 5, 20)]
    assert build_intervals(rows, presence=False)[0].covered_seconds == 20


def test_presence_is_from_first_to_last_sight() -> None:
    rows = [event(1, "PERSON_ENTER", 0, 1), event(2, "PERSON_EXIT", 60, 61)]
    assert build_intervals(rows, presence=True)[0].covered_seconds == 61
    assert build_intervals(rows, presence=False)[0].covered_seconds == 2


def test_only_time_inside_the_asked_part_counts() -> None:
    rows = [event(1, "STANDING", 0, 100)]
    assert build_intervals(rows, presence=False, within=SecondsRange(30, 40))[0].covered_seconds == 10
    assert build_intervals(rows, presence=False, within=SecondsRange(90, None))[0].covered_seconds == 10


def test_the_longest_and_the_shortest_come_first() -> None:
    longest = compute_facts(VISITS, plan(want="LONGEST", types=["STANDING"]))
    assert [spell.track_id for spell in longest.intervals] == ["P3", "P1", "P2"]
    shortest = compute_facts(VISITS, plan(want="SHORTEST", types=["STANDING"]))
    assert [spell.track_id for spell in shortest.intervals] == ["P2", "P1", "P3"]


def test_sides_are_ranked_by_people() -> None:
    sides = compute_facts(VISITS, plan()).regions
    assert [(side.location, side.people) for side in sides] == [
        (FrameLocation.LEFT, 2),
        (FrameLocation.RIGHT, 2),
        (FrameLocation.CENTER, 1),
    ]


def test_first_and_last_are_one_row_and_the_nth_counts_from_that_end() -> None:
    assert shown(VISITS, plan(want="FIRST", types=["PERSON_ENTER"])) == [VISITS[0]]
    assert shown(VISITS, plan(want="LAST")) == [VISITS[-1]]
    assert shown(VISITS, plan(want="LAST", nth=2)) == [VISITS[-2]]
    assert shown(VISITS, plan(want="FIRST", nth=99)) == []


def test_how_many_people_shows_each_once() -> None:
    assert [row.track_id for row in shown(VISITS, plan(want="COUNT_PEOPLE"))] == ["P1", "P2", "P3"]


def test_where_sides_tie_all_winners_are_shown() -> None:
    rows = shown(VISITS, plan(want="MOST", groupBy="LOCATION"))
    assert {row.location for row in rows} == {FrameLocation.LEFT, FrameLocation.RIGHT}


def test_the_busiest_moment_is_when_most_people_are_there_at_once() -> None:
    asked = plan(want="MOST", groupBy="MOMENT")
    peak = compute_facts(VISITS, asked).peak
    assert peak is not None
    assert (peak.start, peak.end, peak.people) == (9, 22, 2)
    assert [row.track_id for row in shown(VISITS, asked)] == ["P1", "P2"]


def test_nobody_is_there_between_visits_and_at_both_ends_of_the_footage() -> None:
    assert find_gaps(VISITS, None, 599.5) == [(0.0, 2), (27, 330)]
    assert find_gaps(VISITS[:-1], None, 600.0) == [(0.0, 2), (27, 330), (330.5, 600.0)]
    assert find_gaps(VISITS, SecondsRange(20, 60), 600.0) == [(27, 330)]
    assert find_gaps(VISITS, None, None) == [(0.0, 2), (27, 330)]


def test_the_rows_beside_a_gap_are_shown() -> None:
    asked = plan(want="EMPTY")
    rows = select_evidence(VISITS, compute_facts(VISITS, asked, duration=599.5), asked, 20)
    assert [row.event_id for row in rows] == [VISITS[0].event_id, VISITS[5].event_id, VISITS[6].event_id]


def test_where_not_all_can_be_shown_the_gravest_are_and_in_time_order() -> None:
    rows = [*VISITS, event(20, "COLLAPSE", 500, 501, "P9"), event(21, "THEFT", 3, 4, "P9")]
    assert [row.type.value for row in select_by_priority(rows, 2)] == ["THEFT", "COLLAPSE"]


def test_a_length_is_asked_of_single_events() -> None:
    rows = filter_by_plan(VISITS, plan(lasting={"from": 10, "to": 100}), frozenset())
    assert rows == [VISITS[1]]


def test_people_who_did_what_they_must_not_have_done_fall_out() -> None:
    left = frozenset((row.video_id, row.track_id) for row in VISITS if row.type == "PERSON_EXIT" and row.track_id)
    rows = filter_by_plan(VISITS, plan(withoutTypes=["PERSON_EXIT"]), left)
    assert {row.track_id for row in rows} == {"P3"}


def test_nothing_measures_to_nothing() -> None:
    assert compute_facts([], plan(want="LONGEST")) == Facts(events=0, people=0, exact=True)
