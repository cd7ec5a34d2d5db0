"""Where and when nobody may be."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.enums import EventType, FrameLocation
from tests.vision.synthetic_people import WIDTH, make_track
from vision.detected_event import DetectedEvent
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.scene.zones import SceneRules

# The feet of made-up people are in row 320 of 360. From column 400 to 520, and a strip of 6 columns.
YARD = ("yard", [(0.625, 0.5), (0.8125, 0.5), (0.8125, 1.0), (0.625, 1.0)])
LINE = ("line", [(0.5, 0.5), (0.51, 0.5), (0.51, 1.0), (0.5, 1.0)])


def _tell(way: Callable[[float], float], seconds: float, rules: SceneRules, fps: float = 5.0) -> list[DetectedEvent]:
    footage = FootageExtent(Exits(WIDTH, 360), 0, seconds, rules)
    events = derive_events(make_track(way, 0, seconds, fps=fps), footage, 60)
    return [event for event in events if event.type is EventType.INTRUSION]


@pytest.mark.parametrize("fps", [1.0, 5.0, 12.5])
def test_who_walks_into_a_zone_intrudes_while_the_feet_are_in_it(fps: float) -> None:
    (event,) = _tell(lambda s: 100 + 60 * s, 9, SceneRules(forbidden=[YARD]), fps)
    assert (event.start_seconds, event.end_seconds) == pytest.approx((5, 7), abs=0.2)
    assert event.attributes == {"zones": ["yard"], "outsideExpectedHours": False}
    assert event.location is FrameLocation.RIGHT
    assert event.description == "A person is on the right, where nobody may be, for 2 seconds."
    assert event.description_ko == "한 사람이 오른쪽의 출입 금지 구역에 2초 동안 있습니다."


def test_who_passes_behind_or_before_a_zone_does_not_intrude() -> None:
    behind = ("behind", [(x, y - 0.5) for x, y in YARD[1]])
    assert _tell(lambda s: 100 + 60 * s, 9, SceneRules(forbidden=[behind])) == []


def test_a_line_is_crossed_within_a_step() -> None:
    (event,) = _tell(lambda s: 100 + 90 * s, 5, SceneRules(forbidden=[LINE]))
    assert event.start_seconds == pytest.approx(2.5, abs=0.1)


def test_who_touches_a_line_and_turns_does_not_cross_it() -> None:
    assert _tell(lambda s: 321 - abs(90 * (s - 2.5)), 5, SceneRules(forbidden=[LINE])) == []


def test_outside_of_the_expected_hours_everybody_intrudes() -> None:
    (event,) = _tell(lambda _: 300, 9, SceneRules(closed=[(4, 100)]))
    assert (event.start_seconds, event.end_seconds) == (4, 9)
    assert event.attributes == {"zones": [], "outsideExpectedHours": True}
    assert event.description == "A person is in the center outside of the expected hours, for 5 seconds."


def test_a_zone_and_late_hours_at_once_are_one_intrusion() -> None:
    (event,) = _tell(lambda _: 450, 9, SceneRules(forbidden=[YARD], closed=[(4, 100)]))
    assert (event.start_seconds, event.end_seconds) == (0, 9)
    assert event.attributes == {"zones": ["yard"], "outsideExpectedHours": True}


def test_while_nobody_was_seen_nobody_crossed() -> None:
    track = make_track(lambda s: 100 + 60 * s, 0, 9)
    track.sightings = [s for s in track.sightings if not 4.5 < s.seconds < 7.5]
    events = derive_events(track, FootageExtent(Exits(WIDTH, 360), 0, 9, SceneRules(forbidden=[YARD])), 60)
    assert EventType.INTRUSION not in [event.type for event in events]


def test_without_zones_and_hours_nobody_intrudes() -> None:
    assert _tell(lambda _: 450, 9, replace(SceneRules())) == []
