"""The table of event types is complete."""

import pytest

from models.enums import EventType
from models.event_type_info import EventDetector, EventTypeInfo
from models.event_types import (
    DETECTED_TYPES,
    EVENT_TYPES,
    MOST_SERIOUS_FIRST,
    URGENT_TYPES,
    describe_types_for_planner,
)


def test_every_type_has_an_entry_in_the_order_of_the_enum() -> None:
    assert list(EVENT_TYPES) == list(EventType)


@pytest.mark.parametrize(("kind", "info"), EVENT_TYPES.items())
def test_every_entry_has_its_words_in_both_languages(kind: EventType, info: EventTypeInfo) -> None:
    pairs = [pair for pair in (info.noun, info.verb, info.subject, info.target) if pair is not None]
    for english, korean in pairs:
        assert english.isascii()
        assert english.strip()
        assert any("가" <= letter <= "힣" for letter in korean), (kind, korean)
    assert 0 < info.clearest_at < 1


@pytest.mark.parametrize(("kind", "info"), EVENT_TYPES.items())
def test_types_that_the_analysis_detects_have_words_to_search_by_and_others_have_none(
    kind: EventType, info: EventTypeInfo
) -> None:
    by_analysis = info.detector in (EventDetector.TRACKS, EventDetector.FRAMES)
    assert bool(info.search_words) == by_analysis == (kind in DETECTED_TYPES)


def test_no_two_types_are_equally_serious() -> None:
    assert len({info.seriousness for info in EVENT_TYPES.values()}) == len(EventType)
    assert all(0 < info.seriousness <= 100 for info in EVENT_TYPES.values())
    assert MOST_SERIOUS_FIRST[: len(URGENT_TYPES)] == URGENT_TYPES


def test_planners_are_told_every_type() -> None:
    comment = describe_types_for_planner()
    assert all(kind.value in comment for kind in EventType)
    assert "PICKING (takes something from a shelf)" in comment
