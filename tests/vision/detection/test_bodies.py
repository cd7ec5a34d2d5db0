"""What two models see of one frame."""

import numpy as np

from tests.vision.detection.test_posture import LYING, STANDING, Joints, make_keypoints
from vision.detection.bodies import join_bodies
from vision.detection.boxes import Detection
from vision.detection.pose import Body
from vision.detection.posture import Posture

WIDTH = 1280.0


def make_body(joints: Joints, confidence: float, margin: float = 20) -> Body:
    ys, xs = [y for y, _ in joints], [x for _, x in joints]
    box = (min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
    return Body(box, confidence, make_keypoints(joints))


def make_person(body: Body, confidence: float, part: float = 1.0) -> Detection:
    left, top, right, bottom = body.box
    return Detection(left, top, (right - left) * part, bottom - top, confidence, is_weak=confidence < 0.35)


def test_a_person_gets_the_posture_of_its_body_and_two_models_are_surer_than_one() -> None:
    body = make_body(STANDING, 0.5)
    [person] = join_bodies([make_person(body, 0.6)], [body], WIDTH)
    assert (person.posture, person.is_weak, round(person.confidence, 3)) == (Posture.STANDING, False, 0.8)


def test_a_body_that_nobody_else_sees_is_weak() -> None:
    [body] = join_bodies([], [make_body(LYING, 0.3)], WIDTH)
    assert (body.is_weak, body.posture, body.confidence) == (True, Posture.LYING, 0.3)


def test_a_sure_body_with_a_posture_may_begin_a_visit() -> None:
    [body] = join_bodies([], [make_body(STANDING, 0.6)], WIDTH)
    assert not body.is_weak
    [thing] = join_bodies([], [Body((0, 0, 100, 200), 0.6, np.zeros((17, 3)))], WIDTH)
    assert thing.is_weak


def test_parts_of_a_lying_body_are_one_person_with_the_box_of_the_body() -> None:
    body = make_body(LYING, 0.35)
    parts = [make_person(body, 0.4, part=0.3)]
    [person] = join_bodies(parts, [body], WIDTH)
    assert person.corners == body.box
    assert not person.is_weak


def test_the_same_body_twice_is_one_person() -> None:
    body = make_body(STANDING, 0.6)
    assert len(join_bodies([make_person(body, 0.6)], [body, make_body(STANDING, 0.4, margin=30)], WIDTH)) == 1


def test_a_box_without_a_body_around_somebody_is_doubted_and_one_elsewhere_is_not() -> None:
    body = make_body(STANDING, 0.6)
    left, top, right, bottom = body.box
    around = Detection(left - 60, top, right - left + 60, bottom - top, 0.5)
    elsewhere = Detection(100, 100, 50, 200, 0.5)
    people = join_bodies([make_person(body, 0.7), around, elsewhere], [body], WIDTH)
    assert [person.is_weak for person in people] == [False, True, False]


def test_a_body_that_an_edge_cuts_shows_no_posture() -> None:
    left = min(x for _, x in STANDING)
    at_edge = tuple((y, x - left + 2) for y, x in STANDING)
    [person] = join_bodies([], [make_body(at_edge, 0.6)], WIDTH)
    assert person.posture is None
