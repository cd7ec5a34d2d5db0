"""One visit over several files: what two adjoining files tell is what the uncut footage tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from models.enums import EventType
from tests.vision.synthetic_people import BLUE, GREEN, RED, Colour, Place, draw_people, make_walk
from vision.analyze import Analyzer, PeopleModels
from vision.detected_event import DetectedEvent
from vision.media.decode import SampledFrame
from vision.people.handover import HandOver

FPS, LIMIT = 5.0, 20.0
ENTER, EXIT, LOST = EventType.PERSON_ENTER, EventType.PERSON_EXIT, EventType.LOST_FROM_VIEW
Walk = tuple[Place, Colour]


class _NoModels(PeopleModels):
    """The people in each frame are given."""

    def __init__(self) -> None:
        pass


@dataclass
class File:
    events: list[DetectedEvent]
    state: HandOver
    returned: list[tuple[str, str]]


def analyze_file(begin: float, end: float, walks: Sequence[Walk], before: HandOver | None = None) -> File:
    """The footage from begin to end of a scene, whose positions begin at 0."""
    analyzer = Analyzer(fps=FPS, loitering_seconds=LIMIT, models=_NoModels(), before=before)
    events: list[DetectedEvent] = []
    for number in range(round((end - begin) * FPS)):
        seconds = number / FPS
        image, found = draw_people([(place(begin + seconds), colour) for place, colour in walks])
        events += analyzer.feed(SampledFrame(seconds, number, image), found)
    told, state = analyzer.close(end - begin)
    return File(sorted([*events, *told], key=lambda e: e.start_seconds), state, sorted(analyzer.returned))


def analyze_cut(borders: Sequence[float], *walks: Walk) -> list[File]:
    """The files between these borders, each with the state of the one before."""
    files: list[File] = []
    for begin, end in pairwise(borders):
        before = files[-1].state.name_video(f"file-{len(files) - 1}") if files else None
        files.append(analyze_file(begin, end, walks, before))
    return files


def tell(file: File) -> list[tuple[str, str, float, float]]:
    return [(e.track_id or "", e.type.value, e.start_seconds, e.end_seconds) for e in file.events]


def of_type(file: File, kind: EventType) -> list[DetectedEvent]:
    return [event for event in file.events if event.type is kind]


def come_and_stand(arrive: float, leave: float, at: float = 320.0) -> Place:
    """Walks in from the left at `arrive`, stands at a column, walks out to the left at `leave`."""
    coming, going = make_walk(arrive, 0, at), make_walk(leave, at, 0)
    here = arrive + at / 90

    def place(seconds: float) -> float | None:
        return at if here <= seconds <= leave else coming(seconds) or going(seconds)

    return place


def test_one_who_stands_across_the_border_neither_leaves_nor_enters_there() -> None:
    first, second = analyze_cut([0, 15, 30], (come_and_stand(2, 22), RED))
    assert [len(of_type(first, kind)) for kind in (ENTER, EXIT)] == [1, 0]
    assert [len(of_type(second, kind)) for kind in (ENTER, EXIT)] == [0, 1]
    assert {event.track_id for event in [*first.events, *second.events]} == {"P1"}


def test_the_pieces_of_a_visit_share_its_name_and_tell_when_the_whole_began() -> None:
    first, second = analyze_cut([0, 15, 30], (come_and_stand(2, 22), RED))
    (before,) = of_type(first, EventType.STANDING)
    (after,) = of_type(second, EventType.STANDING)
    assert {event.visit_began_in for event in first.events} == {None}
    assert {event.visit_began_in for event in second.events} == {"file-0"}
    assert (before.continues, before.began_seconds) == (False, None)
    assert after.continues
    assert after.began_seconds == pytest.approx(before.start_seconds - 15, abs=0.3)
    assert after.start_seconds == 0
    assert after.end_seconds == pytest.approx(7, abs=0.3)
    assert "for 16 seconds" in after.description


def test_all_seconds_of_the_uncut_footage_are_told_once() -> None:
    walks = [(come_and_stand(2, 50), RED), (come_and_stand(12.3, 33, 150), BLUE), (make_walk(28, 640, 0), GREEN)]
    (whole,) = analyze_cut([0, 60], *walks)
    pieces = analyze_cut([0, 10, 20, 30, 40, 50, 60], *walks)
    for kind in (EventType.WALKING, EventType.STANDING):
        cut = np.zeros(600, int)
        for number, file in enumerate(pieces):
            for event in of_type(file, kind):
                cut[round(number * 100 + event.start_seconds * 10) : round(number * 100 + event.end_seconds * 10)] += 1
        uncut = np.zeros(600, int)
        for event in of_type(whole, kind):
            uncut[round(event.start_seconds * 10) : round(event.end_seconds * 10)] += 1
        # A tenth more or less at each of the borders, where the last frame of a file is short of its end.
        assert np.abs(cut - uncut).sum() <= 0.03 * uncut.sum() + 12


@pytest.mark.parametrize("border", [14.0, 18.0, 21.4, 25.8, 26.0, 29.2])
def test_numbers_and_tracks_are_those_of_the_uncut_footage(border: float) -> None:
    walks = [(come_and_stand(2, 24), RED), (make_walk(20, 640, 0), BLUE), (make_walk(25.6, 0, 640), GREEN)]
    (whole,) = analyze_cut([0, 40], *walks)
    first, second = analyze_cut([0, border, 40], *walks)
    moments = {
        kind: sorted((e.track_id, round(e.start_seconds, 1)) for e in of_type(whole, kind)) for kind in (ENTER, EXIT)
    }
    for kind in (ENTER, EXIT):
        told = [(e.track_id, e.start_seconds) for e in of_type(first, kind)]
        told += [(e.track_id, e.start_seconds + border) for e in of_type(second, kind)]
        assert [name for name, _ in sorted(told)] == [name for name, _ in moments[kind]]
        assert [at for _, at in sorted(told)] == pytest.approx([at for _, at in moments[kind]], abs=0.5)


def test_one_who_is_gone_at_the_border_is_lost_at_the_first_moment_of_the_next_file() -> None:
    gone = (lambda s: 320.0 if 2 < s < 15 else None, RED)
    first, second = analyze_cut([0, 15, 30], gone)
    assert of_type(first, LOST) == []
    (lost,) = second.events
    assert (lost.type, lost.track_id, lost.start_seconds, lost.visit_began_in) == (LOST, "P1", 0, "file-0")
    assert lost.thumbnail.startswith(b"\xff\xd8")
    assert second.returned == []


def test_one_who_is_seen_in_the_first_frame_of_the_next_file_alone_is_lost_there() -> None:
    first, second = analyze_cut([0, 15, 18], (lambda s: 320.0 if 2 < s < 15.1 else None, RED))
    assert of_type(first, EXIT) == []
    assert [(event.type, event.start_seconds) for event in second.events] == [(LOST, 0)]
    third = analyze_file(18, 30, [], second.state.name_video("file-1"))
    assert third.events == []


def test_one_who_was_out_of_sight_at_the_border_and_returns_goes_on() -> None:
    hidden = (lambda s: 320.0 if 2 < s < 13 or 16 < s < 25 else None, RED)
    first, second = analyze_cut([0, 15, 30], hidden)
    # The file before cannot know; who stores the second one takes it back.
    assert len(of_type(first, LOST)) == 1
    assert (second.returned, of_type(second, ENTER)) == ([("file-0", "P1")], [])
    assert len(of_type(second, LOST)) == 1


def test_one_who_is_hidden_behind_another_for_a_whole_file_is_the_same_visitor() -> None:
    walks = [(come_and_stand(2, 50), RED), (come_and_stand(12.3, 33), BLUE)]
    files = analyze_cut([0, 10, 20, 30, 40, 60], *walks)
    assert [event.track_id for event in of_type(files[1], LOST)] == ["P1"]
    assert {event.track_id for event in files[2].events} == {"P2"}
    assert files[3].returned == [("file-1", "P1")]
    assert {event.visit_began_in for event in files[3].events if event.track_id == "P1"} == {"file-0"}


def test_one_who_was_out_of_sight_at_the_border_and_stays_away_is_lost_once() -> None:
    first, second = analyze_cut([0, 15, 30], (lambda s: 320.0 if 2 < s < 13 else None, RED))
    assert len(of_type(first, LOST)) == 1
    assert (second.events, second.returned) == ([], [])


def test_one_who_comes_just_before_the_border_enters_once() -> None:
    first, second = analyze_cut([0, 15, 30], (come_and_stand(14.7, 22), RED))
    assert first.events == []
    (enter,) = of_type(second, ENTER)
    assert (enter.start_seconds, enter.track_id, enter.visit_began_in) == (0, "P1", None)


def test_one_who_comes_in_the_first_moment_after_an_empty_file_enters() -> None:
    _, second = analyze_cut([0, 15, 30], (come_and_stand(15.1, 22), RED))
    assert len(of_type(second, ENTER)) == 1
    alone = analyze_file(15, 30, [(come_and_stand(15.1, 22), RED)])
    assert of_type(alone, ENTER) == []


def test_loitering_begins_in_the_file_in_which_the_limit_is_passed() -> None:
    files = analyze_cut([0, 15, 30, 45, 60], (come_and_stand(2, 50), RED))
    assert of_type(files[0], EventType.LOITERING) == []
    second, third, last = (of_type(file, EventType.LOITERING)[0] for file in files[1:])
    assert (second.continues, second.start_seconds) == (False, 0)
    assert second.began_seconds == pytest.approx(5.6 - 15, abs=0.4)
    assert [third.continues, last.continues] == [True, True]
    assert last.end_seconds - (last.began_seconds or 0) == pytest.approx(44.4, abs=0.6)
    assert "44 seconds" in last.description


def test_loitering_starts_anew_where_somebody_goes_elsewhere_at_the_border() -> None:
    def place(seconds: float) -> float:
        return 150 + 90 * min(max(0.0, seconds - 14), 4)

    first, second = analyze_cut([0, 15, 32], (place, RED))
    assert [of_type(file, EventType.LOITERING) for file in (first, second)] == [[], []]


def test_an_empty_border_hands_on_the_same_whatever_came_before() -> None:
    busy, quiet = (analyze_cut([0, 20], (make_walk(start, 0, 640, speed=300), RED))[0].state for start in (2.0, 900.0))
    assert busy == quiet
    assert busy.numbered == 0


def test_a_long_gap_between_the_files_ends_every_visit_untold() -> None:
    first = analyze_cut([0, 15], (come_and_stand(2, 40), RED))[0]
    second = analyze_file(21, 30, [(come_and_stand(2, 40), RED)], first.state.name_video("file-0").shift(-6))
    assert {event.type for event in second.events} == {EventType.STANDING}
    assert {event.visit_began_in for event in second.events} == {None}


def test_footage_of_another_size_or_rate_begins_anew() -> None:
    state = analyze_cut([0, 15], (come_and_stand(2, 40), RED))[0].state
    assert state.fits((640, 360), 5.0)
    assert not state.fits((1280, 720), 5.0)
    assert not state.fits((640, 360), 1.0)
