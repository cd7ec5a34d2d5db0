"""One visit is one track."""

from math import sin

import pytest

from tests.vision.synthetic_people import BLUE, BODY, GREEN, RED, draw_people, make_walk, sample_times, track_people
from vision.detection.boxes import Detection
from vision.people.person import Track
from vision.people.track import PeopleTracker, drop_duplicates


def _where(track: Track) -> tuple[float, float]:
    return track.sightings[0].middle, track.last.middle


def test_a_walk_through_the_frame_is_one_track() -> None:
    (track,) = track_people(sample_times(9), (make_walk(1, 0, 640), RED))
    assert track.number == 1
    assert track.sightings[0].seconds == 1.0
    assert track.sightings[-1].seconds == 8.0


def test_two_who_pass_each_other_keep_their_tracks() -> None:
    first, second = track_people(sample_times(10), (make_walk(1, 0, 640), RED), (make_walk(1.2, 640, 0), BLUE))
    assert _where(first)[0] < 30 < 600 < _where(first)[1]
    assert _where(second)[0] > 600 > 30 > _where(second)[1]


def test_who_is_hidden_for_a_moment_goes_on_under_the_same_track() -> None:
    place = make_walk(1, 0, 640)
    (track,) = track_people(sample_times(10), (lambda s: None if 3 < s < 5.5 else place(s), RED))
    assert track.sightings[-1].seconds == 8.0


def test_who_stands_behind_somebody_for_long_is_still_the_same() -> None:
    coming, going = make_walk(1, 640, 305), make_walk(26, 305, 640)

    def in_front(seconds: float) -> float | None:
        return 305.0 if 4.7 < seconds < 26 else coming(seconds) or going(seconds)

    first, second = track_people(
        sample_times(40), (lambda s: 300 if s < 4.5 or 26.5 < s < 30 else None, GREEN), (in_front, BLUE)
    )
    assert (first.sightings[0].seconds, round(first.sightings[-1].seconds)) == (0.0, 30)
    assert (second.sightings[0].seconds, round(second.sightings[-1].seconds)) == (1.0, 30)


def test_somebody_else_at_the_same_place_is_another() -> None:
    tracks = track_people(
        sample_times(16), (lambda s: 300 if s < 5 else None, RED), (lambda s: 300 if s > 8 else None, BLUE)
    )
    assert len(tracks) == 2


def test_the_next_one_through_the_same_door_is_another() -> None:
    leaving = make_walk(1, 300, 0)
    tracks = track_people(sample_times(12), (leaving, RED), (make_walk(4.8, 0, 300), (190, 40, 40)))
    assert len(tracks) == 2


def test_one_who_enters_where_another_is_just_leaving_is_another() -> None:
    leaving, entering = make_walk(1, 300, 0), make_walk(4.2, 0, 300)
    tracks = track_people(sample_times(9), (leaving, RED), (entering, BLUE))
    assert [track.sightings[0].seconds for track in tracks] == pytest.approx([1, 4.2], abs=0.5)
    assert tracks[0].last.seconds == pytest.approx(4.3, abs=0.3)


def test_tracks_are_numbered_in_order_of_appearance() -> None:
    tracks = track_people(
        sample_times(20),
        (make_walk(9, 0, 640), RED),
        (make_walk(1, 640, 0), BLUE),
        (lambda s: 320 if 4 < s < 18 else None, GREEN),
    )
    assert [track.number for track in tracks] == [1, 2, 3]
    assert [round(track.sightings[0].seconds) for track in tracks] == [1, 4, 9]


def test_a_flicker_is_nobody() -> None:
    assert track_people(sample_times(10), (lambda s: 300 if 2 < s < 2.5 else None, RED)) == []


def test_what_the_detector_is_never_sure_of_is_nobody() -> None:
    assert track_people(sample_times(10), (lambda _: 300, RED), confidence=0.38) == []


def test_time_counts_not_frames() -> None:
    place = make_walk(1, 0, 640)
    times = [*sample_times(3), 3.0, 3.6, 4.2, 4.8, *(5 + n / 5 for n in range(25))]
    (track,) = track_people(times, (place, RED))
    assert track.sightings[-1].seconds == 8.0
    gone = track_people([*sample_times(4), *(30 + n / 5 for n in range(20))], (lambda s: 300 + 20 * sin(s), RED))
    assert len(gone) == 2


def test_a_finished_track_is_handed_over_while_the_footage_goes_on() -> None:
    tracker = PeopleTracker(5.0)
    place = make_walk(0, 300, 640)
    ended: list[tuple[int | None, float]] = []
    for number, seconds in enumerate(sample_times(20)):
        image, found = draw_people([(place(seconds), RED)])
        ended += [(track.number, seconds) for track in tracker.update(seconds, number, image, found)[1]]
    assert len(ended) == 1
    assert ended[0][1] < 10
    assert tracker.finish() == []


def test_a_box_inside_a_surer_one_is_the_same_person() -> None:
    whole = Detection(100, 200, 40, BODY, 0.8)
    upper = Detection(102, 201, 36, BODY / 2, 0.5)
    beside = Detection(150, 200, 40, BODY, 0.5)
    assert drop_duplicates([upper, whole, beside]) == [whole, beside]


def test_nobody_goes_on_with_a_track_that_was_never_confirmed() -> None:
    # A thing that looked like somebody for two frames, then somebody in the same colours near it.
    tracks = track_people(
        sample_times(14), (lambda s: 300 if 1 < s < 1.5 else None, RED), (lambda s: 330 if s > 5 else None, RED)
    )
    (track,) = tracks
    assert track.sightings[0].seconds == pytest.approx(5.2, abs=0.1)
