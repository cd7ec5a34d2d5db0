"""Footage of few frames a second tells the same events as that of many, within one sample."""

import pytest

from models.enums import EventType
from tests.vision.synthetic_people import BLUE, RED, Place, draw_people, make_walk, sample_times, track_people
from vision.analyze import Analyzer
from vision.media.decode import SampledFrame
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.people.motion import segment_motion
from vision.people.person import Sighting
from vision.people.trajectory import build_trajectory

LENGTH = 30.0
_RATES = (0.5, 1.0, 2.0, 5.0)


def _derive_at_rate(
    fps: float, *walks: tuple[Place, tuple[int, int, int]]
) -> list[list[tuple[EventType, float, float]]]:
    """Type, start and end of each person's events, at this rate."""
    times = sample_times(LENGTH, fps)
    footage = FootageExtent(Exits(640, 360), times[0], times[-1])
    return [
        [(event.type, event.start_seconds, event.end_seconds) for event in derive_events(track, footage, 6.0)]
        for track in track_people(times, *walks, fps=fps)
    ]


def _comes_stands_leaves(seconds: float) -> float | None:
    coming, going = make_walk(2, 0, 320, 60), make_walk(17.4, 320, 0, 60)
    return 320.0 if 7.3 <= seconds <= 17.4 else coming(seconds) or going(seconds)


@pytest.mark.parametrize("fps", _RATES)
def test_a_visit_is_told_alike(fps: float) -> None:
    [usual], [seen] = (
        _derive_at_rate(10, (_comes_stands_leaves, RED)),
        _derive_at_rate(fps, (_comes_stands_leaves, RED)),
    )
    assert [kind for kind, _, _ in usual] == [
        EventType.PERSON_ENTER,
        EventType.WALKING,
        EventType.STANDING,
        EventType.LOITERING,
        EventType.WALKING,
        EventType.PERSON_EXIT,
    ]
    assert [kind for kind, _, _ in seen] == [kind for kind, _, _ in usual]
    for (_, start, end), (_, true_start, true_end) in zip(seen, usual, strict=True):
        assert (start, end) == pytest.approx((true_start, true_end), abs=1 / fps + 0.2)


@pytest.mark.parametrize("phase", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("fps", [1.0, 2.0])
def test_who_comes_in_over_the_lower_edge_walks_however_few_frames_show_it(fps: float, phase: float) -> None:
    """The frame cuts the feet off at first, so the box grows instead of moving."""
    assert _come_over_the_lower_edge(5.0, phase)[0] == "WALKING"
    assert _come_over_the_lower_edge(fps, phase) == _come_over_the_lower_edge(5.0, phase)


def _come_over_the_lower_edge(fps: float, phase: float) -> list[str]:
    """What a person does who comes in over the lower edge within 1.3 s, slightly to the right, and stands there."""
    width, height, body = 768.0, 432.0, 370.0
    sightings = []
    for number in range(round(12 * fps)):
        seconds = phase / fps + number / fps
        rest = max(0.0, 1.0 - seconds / 1.3)
        head, left = 15.0 + 240.0 * rest, 380.0 - 130.0 * rest
        sightings.append(Sighting(seconds, number, left, head, 150.0, min(body, height - 1 - head), 0.9))
    trajectory = build_trajectory(sightings, width, height)
    return [span.motion for span in segment_motion(trajectory)]


@pytest.mark.parametrize("fps", _RATES)
def test_who_only_stands_there_is_one_person_who_never_left(fps: float) -> None:
    there = (0.0, sample_times(LENGTH, fps)[-1])
    assert _derive_at_rate(fps, (lambda _: 300.0, RED)) == [
        [(EventType.STANDING, *there), (EventType.LOITERING, *there)]
    ]


@pytest.mark.parametrize("fps", _RATES)
def test_two_who_pass_each_other_keep_their_ways(fps: float) -> None:
    left, right = make_walk(2, 20, 620, 40), make_walk(2, 620, 20, 40)
    tracks = track_people(sample_times(LENGTH, fps), (left, RED), (right, BLUE), fps=fps)
    ways = sorted((track.sightings[0].middle, track.last.middle) for track in tracks)
    assert len(ways) == 2
    assert ways[0][0] < 200 < 440 < ways[0][1]
    assert ways[1][0] > 440 > 200 > ways[1][1]


@pytest.mark.parametrize("fps", [0.5, 1.0, 2.0])
def test_a_single_look_is_nobody(fps: float) -> None:
    assert (
        track_people(sample_times(LENGTH, fps), (lambda s: 300 if 10 <= s < 10 + 0.9 / fps else None, RED), fps=fps)
        == []
    )


@pytest.mark.parametrize("fps", [0.5, 1.0])
def test_somebody_else_far_away_does_not_go_on_as_the_one_who_left(fps: float) -> None:
    tracks = track_people(
        sample_times(LENGTH, fps),
        (lambda s: 150 if s < 10 else None, RED),
        (lambda s: 400 if s >= 10 else None, BLUE),
        fps=fps,
    )
    assert len(tracks) == 2


def test_frames_that_come_more_slowly_for_a_while_lose_nobody() -> None:
    times = [*sample_times(6), *(6 + n for n in range(10)), *(16 + n / 5 for n in range(20))]
    [track] = track_people(times, (make_walk(1, 0, 640, 40), RED))
    assert (track.sightings[0].seconds, round(track.last.seconds)) == (1.0, 17)


def test_nobody_is_said_to_leave_or_come_at_a_hole_in_the_footage() -> None:
    analyzer = Analyzer(fps=5, loitering_seconds=60)
    events = []
    for number, seconds in enumerate([*sample_times(6), *(40 + n / 5 for n in range(30))]):
        image, people = draw_people([(300.0, RED)])
        events += analyzer.feed(SampledFrame(seconds, number, image), people)
    events += analyzer.finish()
    assert [(event.type, event.start_seconds, event.end_seconds) for event in events] == [
        (EventType.STANDING, 0.0, 5.8),
        (EventType.STANDING, 40.0, 45.8),
    ]
