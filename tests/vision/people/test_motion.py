"""Walking, standing and lingering, told from how a box moves."""

from collections.abc import Callable
from math import sin

import numpy as np
import pytest

from tests.vision.synthetic_people import BODY, WIDTH, make_track
from vision.people.motion import MotionSpan, compute_speeds, segment_motion
from vision.people.stays import find_stays
from vision.people.trajectory import build_trajectory


def _segment(way: Callable[[float], float], seconds: float, fps: float = 5.0) -> list[MotionSpan]:
    return segment_motion(build_trajectory(make_track(way, 0, seconds, fps=fps).sightings, WIDTH))


def _come_stand_go(seconds: float) -> float:
    """Walk 3 s at .75 body heights a second, stand 6 s, walk on."""
    return 40 + 90 * min(seconds, 3) + 90 * max(0.0, seconds - 9)


def test_come_stand_and_go_are_three_spans_with_exact_borders() -> None:
    moves = _segment(_come_stand_go, 12)
    assert [move.motion for move in moves] == ["WALKING", "STANDING", "WALKING"]
    assert [move.start_seconds for move in moves] == pytest.approx([0, 3, 9], abs=0.2)
    assert moves[-1].end_seconds == 12


def test_spans_leave_no_gap() -> None:
    moves = _segment(_come_stand_go, 12)
    assert [move.end_seconds for move in moves[:-1]] == [move.start_seconds for move in moves[1:]]


def test_swaying_and_a_jittering_box_are_standing() -> None:
    jitter = np.random.default_rng(3).normal(0, 1.5, 400)
    moves = _segment(lambda s: 300 + 4 * sin(s) + jitter[round(s * 5)], 30)
    assert [move.motion for move in moves] == ["STANDING"]


def test_a_slow_walk_is_walking() -> None:
    assert [move.motion for move in _segment(lambda s: 60 + 48 * s, 10)] == ["WALKING"]


def test_a_moments_pause_is_part_of_the_walk() -> None:
    moves = _segment(lambda s: 40 + 90 * min(s, 3) + 90 * max(0.0, s - 3.6), 7)
    assert [move.motion for move in moves] == ["WALKING"]


def test_a_step_aside_is_part_of_standing() -> None:
    moves = _segment(lambda s: 300 + min(max(s - 5, 0) * 60, 24), 12)
    assert [move.motion for move in moves] == ["STANDING"]


def test_speed_is_in_body_heights_a_second() -> None:
    speed = compute_speeds(build_trajectory(make_track(lambda s: 60 + BODY * 0.5 * s, 0, 8).sightings, WIDTH))
    assert speed[5:-5] == pytest.approx(0.5, abs=0.01)


def test_the_frames_edge_slows_nobody_down() -> None:
    speed = compute_speeds(build_trajectory(make_track(lambda s: 90 * s, 0, 6).sightings, WIDTH))
    assert min(speed) > 0.6


@pytest.mark.parametrize("fps", [2.0, 5.0, 12.5])
def test_the_rate_of_looking_changes_little(fps: float) -> None:
    moves = _segment(_come_stand_go, 12, fps)
    assert [move.start_seconds for move in moves] == pytest.approx([0, 3, 9], abs=0.45)


@pytest.mark.parametrize("begins", [9.0, 9.25, 9.5, 9.75])
@pytest.mark.parametrize("fps", [1.0, 2.0])
def test_a_short_walk_between_looks_that_lie_far_apart_is_seen(fps: float, begins: float) -> None:
    # A body's height and a half in a second and a half, between two places where somebody stands.
    moves = _segment(lambda s: 150 + BODY * min(max(0.0, s - begins), 1.5), 20, fps)
    assert [move.motion for move in moves] == ["STANDING", "WALKING", "STANDING"]
    assert moves[1].start_seconds == pytest.approx(begins, abs=1 / fps)
    assert moves[1].end_seconds == pytest.approx(begins + 1.5, abs=1 / fps)
    assert [moves[1].first, moves[1].last] == pytest.approx(
        [moves[1].start_seconds * fps, moves[1].end_seconds * fps], abs=1
    )


def test_a_walk_that_ends_in_the_look_after_it_began_counts_with_what_was_not_seen_of_it() -> None:
    # First seen at 0, half a second before a stop: the walk in began between the look before and this one.
    moves = _segment(lambda s: 150 + BODY * 0.6 * min(s, 0.5), 10, 2.0)
    assert [move.motion for move in moves] == ["WALKING", "STANDING"]
    # Looks that lie close together would have shown more of it, had there been more.
    assert [move.motion for move in _segment(lambda s: 150 + BODY * 0.6 * min(s, 0.3), 10, 10.0)] == ["STANDING"]


def test_one_sighting_is_standing() -> None:
    (only,) = _segment(lambda _: 300.0, 0)
    assert (only.motion, only.seconds) == ("STANDING", 0)


def test_a_long_stay_is_lingering_strolls_included() -> None:
    def way(seconds: float) -> float:
        return 300 + min(max(seconds - 30, 0) * 60, 80)

    track = build_trajectory(make_track(way, 0, 70).sightings, WIDTH)
    moves = segment_motion(track)
    assert [move.motion for move in moves] == ["STANDING", "WALKING", "STANDING"]
    ((first, last, start, end),) = find_stays(track, moves, 60)
    assert (first, last, start, end) == (0, 350, 0, 70)


def test_two_stays_at_different_places_do_not_add_up() -> None:
    track = build_trajectory(make_track(lambda s: 150 + min(max(s - 40, 0) * 90, 300), 0, 85).sightings, WIDTH)
    assert find_stays(track, segment_motion(track), 60) == []


def test_a_stay_shorter_than_the_limit_is_no_lingering() -> None:
    track = build_trajectory(make_track(lambda _: 300.0, 0, 59).sightings, WIDTH)
    assert find_stays(track, segment_motion(track), 60) == []
