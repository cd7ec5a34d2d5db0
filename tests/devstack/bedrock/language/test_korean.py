"""Korean grammar: particles by the last sound, lengths, ordinals."""

import pytest

from devstack.bedrock.language.korean import VERBS, length, nth, with_particle
from models.enums import EventType


@pytest.mark.parametrize(
    ("word", "topic", "subject", "towards"),
    [
        ("P1", "P1은", "P1이", "P1로"),
        ("P2", "P2는", "P2가", "P2로"),
        ("P3", "P3은", "P3이", "P3으로"),
        ("P6", "P6은", "P6이", "P6으로"),
        ("P10", "P10은", "P10이", "P10으로"),
        ("왼쪽", "왼쪽은", "왼쪽이", "왼쪽으로"),
        ("가운데", "가운데는", "가운데가", "가운데로"),
        ("사람", "사람은", "사람이", "사람으로"),
        ("P1(여성)", "P1(여성)은", "P1(여성)이", "P1(여성)로"),
    ],
)
def test_particles_follow_the_last_sound(word: str, topic: str, subject: str, towards: str) -> None:
    assert with_particle(word, "은/는") == topic
    assert with_particle(word, "이/가") == subject
    assert with_particle(word, "으로/로") == towards


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1초"), (25, "25초"), (60, "1분"), (80.4, "1분 20초"), (3600, "1시간"), (3725, "1시간 2분")],
)
def test_lengths(seconds: float, told: str) -> None:
    assert length(seconds) == told


def test_ordinals() -> None:
    assert [nth(number) for number in (1, 2, 5, 10, 11)] == ["첫 번째", "두 번째", "다섯 번째", "열 번째", "11번째"]


def test_every_event_type_has_its_verb() -> None:
    assert set(VERBS) == set(EventType)
