"""Everybody is blurred wherever they may be; only who is certainly named is not."""

import pytest

from vision.redaction.boxes import Box, PersonPath, RedactionPlan, Seen, plan_redaction

LOOKS = [number / 8 for number in range(81)]


def walk(start: float, end: float, x: float = 100.0, speed: float = 40.0) -> PersonPath:
    """Somebody of 50 by 120 pixels who walks to the right, seen eight times a second."""
    return PersonPath([Seen(at, box_at(at, x, speed)) for at in LOOKS if start <= at <= end])


def box_at(seconds: float, x: float = 100.0, speed: float = 40.0) -> Box:
    left = x + speed * seconds
    return left, 200.0, left + 50, 320.0


def plan(*paths: PersonPath, named: list[Seen] | None = None, loose: list[Seen] | None = None) -> RedactionPlan:
    detections = sorted([*(one for path in paths for one in path.seen), *(loose or [])], key=lambda one: one.seconds)
    return plan_redaction(paths, detections, named or [], LOOKS)


def covers(boxes: list[Box], inner: Box) -> bool:
    return any(box[0] <= inner[0] and box[1] <= inner[1] and box[2] >= inner[2] and box[3] >= inner[3] for box in boxes)


@pytest.mark.parametrize("seconds", [2.0, 2.05, 2.11, 3.999, 1.5, 4.6])
def test_somebody_is_covered_with_a_margin_between_looks_before_the_first_and_after_the_last(seconds: float) -> None:
    boxes = plan(walk(2.0, 4.0)).list_boxes(seconds)
    assert covers(boxes, box_at(min(max(seconds, 2.0), 4.0)))


def test_a_gap_of_detection_is_bridged_and_a_long_absence_is_not() -> None:
    before, after = walk(1.0, 2.0), walk(4.5, 5.0)
    joined = PersonPath([*before.seen, *after.seen])
    boxes = plan(joined).list_boxes(3.2)
    assert covers(boxes, box_at(3.2))
    gone = PersonPath([*before.seen, *walk(7.0, 8.0).seen])
    assert plan(gone).list_boxes(4.0) == []


def test_what_only_one_look_took_for_a_person_is_covered_around_that_look() -> None:
    boxes = plan(loose=[Seen(3.0, (10.0, 10.0, 40.0, 90.0))])
    assert covers(boxes.list_boxes(3.1), (10.0, 10.0, 40.0, 90.0))
    assert boxes.list_boxes(4.0) == []


def test_who_is_named_stays_and_whoever_stands_before_them_does_not() -> None:
    one, other = walk(0.0, 10.0), walk(0.0, 10.0, x=600.0, speed=-40.0)
    chosen = plan(one, other, named=[Seen(1.0, box_at(1.0))])
    # They meet, and the other is covered all the same.
    assert covers(chosen.list_boxes(6.0), box_at(6.0, 600.0, -40.0))
    assert not covers(chosen.list_boxes(1.0), box_at(1.0))
    assert covers(chosen.find_named(1.0), box_at(1.0))


def test_another_box_of_the_named_person_is_theirs_and_a_clear_one_beside_them_is_somebody() -> None:
    named, at = [Seen(1.0, box_at(1.0))], box_at(2.0)
    beside = (at[0] + 20, at[1], at[2] + 40, at[3])
    for is_weak in (True, False):
        chosen = plan(walk(0.0, 10.0), named=named, loose=[Seen(2.0, beside, is_weak)])
        assert covers(chosen.list_boxes(2.0), beside) is not is_weak


def test_nobody_is_left_out_where_it_is_not_certain_who_is_meant() -> None:
    twins = (walk(0.0, 10.0), walk(0.0, 10.0, x=102.0))
    assert plan(*twins, named=[Seen(1.0, box_at(1.0, 101.0))]).named == []
    assert plan(twins[0], named=[Seen(1.0, (500.0, 0.0, 550.0, 120.0))]).named == []
    assert plan(twins[0], named=[Seen(30.0, box_at(1.0))]).named == []


def test_frames_that_no_look_is_near_are_blurred_whole() -> None:
    looked = plan_redaction([], [], [], [0.0, 0.125, 5.0])
    assert [looked.is_certain(at) for at in (0.0, 0.5, 2.0, 4.5, 5.3, 6.0)] == [True, True, False, True, True, False]
