"""Korean grammar: lengths, ordinals, verbs."""

import pytest

from devstack.standin.nlg.ko.grammar import VERBS, format_length, format_ordinal
from models.enums import EventType


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1초"), (25, "25초"), (60, "1분"), (80.4, "1분 20초"), (3600, "1시간"), (3725, "1시간 2분")],
)
def test_lengths(seconds: float, told: str) -> None:
    assert format_length(seconds) == told


def test_ordinals() -> None:
    assert [format_ordinal(number) for number in (1, 2, 5, 10, 11)] == [
        "첫 번째",
        "두 번째",
        "다섯 번째",
        "열 번째",
        "11번째",
    ]


def test_every_event_type_has_its_verb() -> None:
    assert set(VERBS) == set(EventType)
