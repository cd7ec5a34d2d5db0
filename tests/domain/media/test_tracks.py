"""What is kept of where people were leads to every box that was seen, and no further."""

import pytest

from domain.media.tracks import LONGEST_STEP_MILLISECONDS, keep_tracks, limit_boxes
from models.media.tracks import Box, KeptTrack
from vision.paths import TrackPath


def walk(seconds: float) -> Box:
    """Ten seconds to the right, ten down, then ten on the spot."""
    return (round(100 + 20 * min(seconds, 10)), round(50 + 20 * min(max(seconds - 10, 0), 10)), 40, 120)


def path_of(times: list[float], track_id: str = "P1") -> TrackPath:
    return TrackPath(track_id, tuple(times), tuple(walk(second) for second in times))


def place(track: KeptTrack, seconds: float) -> list[float]:
    """Where a box is drawn: it moves evenly from one kept moment to the next."""
    times, at = track.milliseconds, seconds * 1000
    after = next(number for number, time in enumerate(times) if time >= at)
    before = max(0, after - 1)
    part = (at - times[before]) / max(1, times[after] - times[before])
    return [a + (b - a) * part for a, b in zip(track.boxes[before], track.boxes[after], strict=True)]


def test_boxes_that_the_others_lead_to_are_left_out() -> None:
    times = [number * 0.4 for number in range(76)]
    [kept] = keep_tracks([path_of(times)])
    assert len(kept.milliseconds) < 24
    for second in times:
        assert place(kept, second) == pytest.approx(walk(second), abs=3.5)


def test_a_pause_between_boxes_means_that_nobody_saw_the_person() -> None:
    [kept] = keep_tracks([path_of([*(number * 0.4 for number in range(10)), 20.0, 20.4, 20.8])])
    steps = [b - a for a, b in zip(kept.milliseconds, kept.milliseconds[1:], strict=False)]
    assert [step for step in steps if step > LONGEST_STEP_MILLISECONDS] == [16_400]
    assert (kept.milliseconds[0], kept.milliseconds[-1]) == (0, 20_800)


def test_a_track_that_was_cut_in_two_is_one() -> None:
    [kept] = keep_tracks([path_of([20.0, 20.4]), path_of([0.0, 0.4])])
    assert list(kept.milliseconds) == [0, 400, 20_000, 20_400]


def test_a_part_of_a_track_includes_both_ends() -> None:
    track = KeptTrack("P1", [0, 1000, 2000, 3000], [walk(second) for second in range(4)])
    assert list(track.cut(1.0, 2.0).milliseconds) == [1000, 2000]
    assert list(track.cut(None, 0.5).milliseconds) == [0]
    assert list(track.cut(3.1, None).milliseconds) == []


def test_an_answer_holds_so_many_boxes_and_says_what_it_left_out() -> None:
    long = KeptTrack("P1", list(range(0, 1_000_000, 1000)), [walk(1)] * 1000)
    short = KeptTrack("P2", [0, 400], [walk(0)] * 2)
    assert limit_boxes([long, short], 1002) == [long, short]
    thinned = limit_boxes([long, short], 100)
    assert sum(len(track.boxes) for track in thinned) <= 110
    assert [track.is_thinned for track in thinned] == [True, True]
    assert thinned[0].milliseconds[-1] == 999_000
    assert limit_boxes([], 100) == []
