"""Korean particles by the last sound, as Korean readers say Hangul, digits and Latin letters."""

import pytest

from models.text.particles import add_particle


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
        ("쌀", "쌀은", "쌀이", "쌀로"),
        ("P1(여성)", "P1(여성)은", "P1(여성)이", "P1(여성)로"),
        ("‘정문’", "‘정문’은", "‘정문’이", "‘정문’으로"),
    ],
)
def test_particles_follow_the_last_sound(word: str, topic: str, subject: str, towards: str) -> None:
    assert add_particle(word, "은/는") == topic
    assert add_particle(word, "이/가") == subject
    assert add_particle(word, "으로/로") == towards


@pytest.mark.parametrize(
    "words",
    [
        # 퍼퓸, 와인, 랩톱, 보틀, 티켓, 북, 링, 백팩, 헬멧, 시가렛
        "perfume을 wine을 laptop을 bottle을 ticket을 book을 ring을 backpack을 helmet을 cigarette을",
        # 나이프, 카트, 박스, 코트, 머니, 바이크, 데스크, 스토어, 카메라, 블레이즈
        "knife를 cart를 box를 coat를 money를 bike를 desk를 store를 camera를 blades를",
        # 티비, 피시, 에이티엠, 디브이알
        "TV를 PC를 ATM을 DVR을",
        # 백 or 배그; and what no reader of Korean can be sure to say: both are written.
        "bag을(를) 酒을(를)",
    ],
)
def test_english_words_are_said_as_koreans_say_them(words: str) -> None:
    for expected in words.split():
        word = expected[: -4 if expected.endswith(")") else -1]
        assert add_particle(word, "을/를") == expected


@pytest.mark.parametrize(
    ("pair", "expected"),
    [("은/는", "bag은(는)"), ("이/가", "bag이(가)"), ("과/와", "bag과(와)"), ("으로/로", "bag(으)로")],
)
def test_where_readers_differ_both_are_written(pair: str, expected: str) -> None:
    assert add_particle("bag", pair) == expected
