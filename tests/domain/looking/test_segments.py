"""Which parts of footage are worth a look."""

from itertools import pairwise
from typing import Any

import pytest

from domain.looking.segments import MAX_SECONDS, WatchedFootage, describe_people, find_segments
from models.enums import EventType
from models.footage.looks import LookReason, LookSegment
from tests.domain.looking.footage import SIZE, Told, path

SHELF = {"name": "s", "purpose": "SHELF", "polygon": [[0.4, 0.3], [0.6, 0.3], [0.6, 0.95], [0.4, 0.95]]}


def footage(*events: Told, **more: Any) -> WatchedFootage:
    return WatchedFootage(**{"events": events, "paths": [path("P1", 0, 60)], "size": SIZE, "length": 120.0, **more})


def reasons(found: list[LookSegment]) -> list[tuple[LookReason, ...]]:
    return [segment.reasons for segment in found]


def test_who_walks_by_is_not_worth_a_look() -> None:
    assert find_segments(footage(Told(EventType.WALKING, 0, 60), Told(EventType.PERSON_EXIT, 60, 60))) == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventType.COLLAPSE, LookReason.DOWN),
        (EventType.LYING, LookReason.DOWN),
        (EventType.LOST_FROM_VIEW, LookReason.LOST),
        (EventType.INTRUSION, LookReason.AFTER_HOURS),
        (EventType.CROWDING, LookReason.CROWD),
        (EventType.INTERACTION, LookReason.BODIES),
        (EventType.RUNNING, LookReason.RUNNING),
    ],
)
def test_what_matters_is_looked_at_around_its_start(kind: EventType, reason: LookReason) -> None:
    [segment] = find_segments(footage(Told(kind, 30, 50)))
    assert (segment.reasons, segment.triggers, segment.people) == ((reason,), (kind,), ("P1",))
    assert segment.start <= 30 < segment.end <= 38


def test_an_intrusion_in_a_zone_is_looked_at_for_the_zone() -> None:
    told = Told(EventType.INTRUSION, 30, 50, attributes={"zones": ["yard"], "outsideExpectedHours": False})
    assert reasons(find_segments(footage(told))) == [(LookReason.ZONE,)]


def test_what_is_near_is_one_look_and_what_is_far_another() -> None:
    found = find_segments(
        footage(Told(EventType.COLLAPSE, 30, 31), Told(EventType.LYING, 31, 60), Told(EventType.RUNNING, 80, 82))
    )
    assert reasons(found) == [(LookReason.DOWN,), (LookReason.RUNNING,)]
    assert found[0].triggers == (EventType.COLLAPSE, EventType.LYING)


def test_parts_neither_overlap_nor_grow_too_long() -> None:
    found = find_segments(footage(*(Told(EventType.RUNNING, second, second + 1) for second in range(0, 100, 3))))
    assert all(segment.end - segment.start <= MAX_SECONDS for segment in found)
    assert all(later.start >= earlier.end for earlier, later in pairwise(found))
    assert found[-1].end >= 100


def test_a_part_lies_within_the_footage() -> None:
    [segment] = find_segments(footage(Told(EventType.COLLAPSE, 0.5, 1), length=3.0))
    assert (segment.start, segment.end) == (0.0, 3.0)


def test_a_stay_at_a_shelf_is_looked_at_when_it_begins_and_when_it_ends() -> None:
    found = find_segments(footage(zones=[SHELF], paths=[path("P1", 10, 50)]))
    assert reasons(found) == [(LookReason.DWELL,)] * 2
    assert [segment.start for segment in found] == [10.0, 44.0]


def test_who_passes_a_shelf_is_not_looked_at() -> None:
    assert find_segments(footage(zones=[SHELF], paths=[path("P1", 10, 13)])) == []


def test_who_touches_a_forbidden_zone_is_looked_at() -> None:
    found = find_segments(footage(zones=[{**SHELF, "purpose": "INTRUSION"}], paths=[path("P1", 10, 11)]))
    assert reasons(found) == [(LookReason.ZONE,)]


def test_who_is_there_after_hours_is_looked_at() -> None:
    found = find_segments(footage(paths=[path("P1", 0, 30), path("P2", 70, 80)], closed=[(60.0, 120.0)]))
    assert [(segment.reasons, segment.people) for segment in found] == [((LookReason.AFTER_HOURS,), ("P2",))]


def test_a_crowd_is_looked_at() -> None:
    few, many = ([path(f"P{n}", 10, 20) for n in range(1, count)] for count in (6, 7))
    assert find_segments(footage(paths=few)) == []
    assert reasons(find_segments(footage(paths=many))) == [(LookReason.CROWD,)]


def test_bodies_that_overlap_and_change_fast_are_looked_at() -> None:
    def swinging(at: int) -> Any:
        return path(f"P{at}", 10, 16, lambda second: (460 + 20 * at, 200, 60 if int(second * 2) % 2 else 160, 240))

    def walking(at: int) -> Any:
        return path(f"P{at}", 10, 16, lambda second: (int(400 + 20 * at + 60 * (second - 10)), 200, 80, 240))

    assert reasons(find_segments(footage(paths=[swinging(1), swinging(2)]))) == [(LookReason.BODIES,)]
    assert find_segments(footage(paths=[walking(1), walking(2)])) == []


def test_the_most_serious_reason_ranks_a_part() -> None:
    down = LookSegment(0, 5, (LookReason.DOWN, LookReason.DWELL))
    assert down.rank < LookSegment(0, 5, (LookReason.DWELL,)).rank


def test_facts_hold_boxes_and_events_of_those_who_are_there() -> None:
    watched = footage(
        Told(EventType.COLLAPSE, 30, 31),
        Told(EventType.WALKING, 0, 29),
        Told(EventType.WALKING, 0, 10),
        paths=[path("P1", 20, 40), path("P2", 50, 60)],
    )
    [segment] = find_segments(watched)
    facts = describe_people(segment, watched)
    [person] = facts["people"]
    assert (facts["size"], person["id"]) == ([1000, 500], "P1")
    assert [event["type"] for event in person["events"]] == ["COLLAPSE", "WALKING"]
    assert all(segment.start - 1 <= box[0] <= segment.end + 1 for box in person["boxes"])
