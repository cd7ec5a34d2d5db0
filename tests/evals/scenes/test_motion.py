"""A script makes exact facts."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from evals.scenes.motion import frame_times, plan_course
from evals.scenes.script import Appearance, Scene, Side, Stop, Visit
from evals.scenes.truth import build_truth, frame_region

LOOK = Appearance("red", "navy")
SCENE = Scene("s", "about", 40.0, (), datetime(2026, 11, 20, 12, tzinfo=UTC))


def _visit(*stops: Stop, enter: float = 2.0, side: Side = "LEFT", leave: Side = "RIGHT") -> Visit:
    return Visit(LOOK, enter, side, stops, leave)


def test_a_visit_walks_in_stands_and_walks_out() -> None:
    known = plan_course(SCENE, _visit(Stop(0.5, 10)))
    assert [span.type for span in known.spans] == ["WALKING", "STANDING", "WALKING"]
    assert known.enter_seconds == 2
    assert known.spans[1].seconds == 10
    assert known.spans[0].seconds == pytest.approx(known.spans[2].seconds)
    assert all(a.end_seconds == b.start_seconds for a, b in pairwise(known.spans))


def test_the_middle_of_the_body_is_at_the_edge_when_entering_and_leaving() -> None:
    known = plan_course(SCENE, _visit(Stop(0.5, 10)))
    enter, leave = known.stance_at(known.enter_seconds), known.stance_at(known.exit_seconds)
    assert enter is not None
    assert leave is not None
    assert (enter.x, round(leave.x)) == (0, 1280)


def test_somebody_is_there_a_little_before_and_after_and_not_longer() -> None:
    known = plan_course(SCENE, _visit(Stop(0.5, 10)))
    assert known.stance_at(1.8) is not None
    assert known.stance_at(1.0) is None
    assert known.stance_at(known.exit_seconds + 1.0) is None


def test_the_same_speed_everywhere() -> None:
    known = plan_course(SCENE, _visit(side="RIGHT", leave="LEFT"))
    places = [stance.x for n in range(6) if (stance := known.stance_at(2 + n / 2)) is not None]
    steps = [a - b for a, b in pairwise(places)]
    assert steps == pytest.approx([known.visit.speed * known.body / 2] * 5)


def test_a_script_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        plan_course(SCENE, _visit(leave="LEFT"))
    with pytest.raises(ValueError, match="speed"):
        plan_course(SCENE, replace(_visit(), speed=0.0))


def test_truth_lists_visits_in_order_of_appearance_with_their_spans() -> None:
    scene = replace(SCENE, visits=(_visit(Stop(0.9, 3), enter=9), _visit(Stop(0.1, 5), leave="LEFT")))
    known = build_truth(scene)
    first, second = known["visits"]
    assert (first["person"], first["enter_seconds"], first["exit_side"]) == (1, 2.0, "LEFT")
    assert (second["person"], second["enter_seconds"], second["exit_side"]) == (2, 9.0, "RIGHT")
    assert [(s["type"], s["from"], s["to"]) for s in second["spans"]] == [
        ("WALKING", "LEFT", "RIGHT"),
        ("STANDING", "RIGHT", "RIGHT"),
        ("WALKING", "RIGHT", "RIGHT"),
    ]
    assert known["recorded_at"] == "2026-11-20T12:00:00+00:00"


def test_what_lies_outside_of_the_footage_is_no_truth_of_it() -> None:
    scene = replace(SCENE, seconds=10.0, visits=(_visit(Stop(0.5, 30), enter=-20),))
    (visit,) = build_truth(scene)["visits"]
    assert (visit["enter_seconds"], visit["exit_seconds"]) == (None, None)
    assert [(s["type"], s["start_seconds"], s["end_seconds"]) for s in visit["spans"]] == [("STANDING", 0.0, 10.0)]


def test_boxes_are_told_for_every_frame_on_request() -> None:
    scene = replace(SCENE, visits=(_visit(Stop(0.5, 10)),))
    (visit,) = build_truth(scene, boxes=True)["visits"]
    numbers = [box[0] for box in visit["boxes"]]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert all(x >= 0 and x + width <= 1280 and y + height <= 720 for _, _, x, y, width, height in visit["boxes"])
    assert "boxes" not in build_truth(scene)["visits"][0]


@pytest.mark.parametrize(("x", "name"), [(0, "LEFT"), (426, "LEFT"), (427, "CENTER"), (854, "RIGHT"), (1280, "RIGHT")])
def test_thirds(x: float, name: str) -> None:
    assert frame_region(x, 1280) == name


def test_a_variable_rate_has_steps_of_different_lengths_within_the_scene() -> None:
    times = frame_times(replace(SCENE, fps=25.0, variable_rate=True))
    steps = {round(b - a, 3) for a, b in pairwise(times)}
    assert steps == {0.04, 0.08, 0.12}
    assert times[0] == 0
    assert times[-1] < SCENE.seconds
