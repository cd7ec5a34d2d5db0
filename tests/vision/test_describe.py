"""Sentences as an operator would write them."""

import pytest

from models.enums import EventType, FrameLocation
from vision.describe import describe_event, format_duration, list_keywords

LEFT, CENTER, RIGHT = FrameLocation.LEFT, FrameLocation.CENTER, FrameLocation.RIGHT


@pytest.mark.parametrize(
    ("kind", "start", "end", "seconds", "english", "korean"),
    [
        ("PERSON_ENTER", LEFT, LEFT, 0, "A person enters from the left.", "한 사람이 왼쪽에서 들어옵니다."),
        (
            "PERSON_ENTER", CENTER, CENTER, 0,
            "A person comes into view in the center.", "한 사람이 화면 가운데에 나타납니다.",
        ),
        ("PERSON_EXIT", RIGHT, RIGHT, 0, "A person leaves to the right.", "한 사람이 오른쪽으로 나갑니다."),
        (
            "WALKING", LEFT, CENTER, 3,
            "A person walks from the left to the center.", "한 사람이 왼쪽에서 가운데로 걸어갑니다.",
        ),
        (
            "WALKING", CENTER, RIGHT, 3,
            "A person walks from the center to the right.", "한 사람이 가운데에서 오른쪽으로 걸어갑니다.",
        ),
        (
            "WALKING", LEFT, LEFT, 3,
            "A person walks on the left for 3 seconds.", "한 사람이 왼쪽에서 3초 동안 걷습니다.",
        ),
        (
            "STANDING", LEFT, LEFT, 21.3,
            "A person stands on the left for 21 seconds.", "한 사람이 왼쪽에 21초 동안 서 있습니다.",
        ),
        (
            "LOITERING", CENTER, CENTER, 74,
            "A person loiters in the center for 1 minute 14 seconds.", "한 사람이 가운데에서 1분 14초 동안 서성입니다.",
        ),
    ],
)  # fmt: skip
def test_each_event_has_its_sentences(
    kind: str, start: FrameLocation, end: FrameLocation, seconds: float, english: str, korean: str
) -> None:
    assert describe_event(EventType(kind), (start, end), seconds) == (english, korean)


@pytest.mark.parametrize(
    ("sides", "english", "korean"),
    [
        (
            (LEFT, CENTER, RIGHT),
            "A person walks from the left to the right.",
            "한 사람이 왼쪽에서 오른쪽으로 걸어갑니다.",
        ),
        (
            (LEFT, CENTER, RIGHT, CENTER, LEFT),
            "A person walks from the left to the right, then to the left.",
            "한 사람이 왼쪽에서 오른쪽으로, 다시 왼쪽으로 걸어갑니다.",
        ),
        (
            (LEFT, CENTER) * 4,
            "A person walks back and forth for 9 seconds, from the left, at last to the center.",
            "한 사람이 왼쪽에서 시작해 9초 동안 오가다가 가운데로 걸어갑니다.",
        ),
    ],
)  # fmt: skip
def test_a_walk_is_told_with_its_turns(sides: tuple[FrameLocation, ...], english: str, korean: str) -> None:
    assert describe_event(EventType.WALKING, sides, 9) == (english, korean)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.2, ("1 second", "1초")),
        (1.4, ("1 second", "1초")),
        (59.6, ("1 minute", "1분")),
        (120, ("2 minutes", "2분")),
        (61, ("1 minute 1 second", "1분 1초")),
    ],
)
def test_durations_are_whole_seconds_and_minutes(seconds: float, told: tuple[str, str]) -> None:
    assert format_duration(seconds) == told


def test_words_to_search_by_are_in_both_languages() -> None:
    words = list_keywords(EventType.WALKING, (LEFT, RIGHT))
    assert {"person", "사람", "walk", "걷기", "left", "왼쪽", "right", "오른쪽"} <= set(words)
    assert len(words) == len(set(words))


def test_a_type_that_is_not_derived_has_no_sentence() -> None:
    with pytest.raises(KeyError):
        describe_event(EventType.THEFT, [LEFT], 1)
