"""Timecodes, titles, keywords and Korean particles."""

import pytest

from domain.ask.question.keywords import extract_keywords
from domain.ask.question.question import title_from_text
from domain.language.timecode import format_timecode, format_timecode_range, zone_or_utc
from domain.language.vocabulary import format_event_names
from models.enums import EventType, Language
from models.text.particles import add_particle


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00"), (80.9, "01:20"), (599.99, "09:59"), (3671, "1:01:11"), (-3, "00:00")]
)
def test_a_position_reads_as_players_show_it(seconds: float, shown: str) -> None:
    assert format_timecode(seconds) == shown


def test_a_span_within_one_second_reads_as_a_moment() -> None:
    assert format_timecode_range(2.0, 2.9) == "00:02"
    assert format_timecode_range(2.0, 3.0) == "00:02–00:03"


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_utc(name: str | None) -> None:
    assert zone_or_utc(name).key == "UTC"


def test_a_title_is_one_line_cut_between_words() -> None:
    assert title_from_text("  몇 명이\n들어왔어? ") == "몇 명이 들어왔어?"
    assert title_from_text("word " * 40) == "word " * 11 + "word…"
    assert title_from_text("가" * 100) == "가" * 60 + "…"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("빨간 모자를 쓴 사람이 있었어?", ["빨간", "모자", "쓴"]),
        ("Was there anyone with a red hat?", ["red", "hat"]),
        ("몇 명이 왼쪽에서 들어왔어?", ["명이", "왼쪽", "들어왔어"]),
        ("who is it?", []),
    ],
)
def test_keywords_leave_out_question_words_and_particles(text: str, words: list[str]) -> None:
    assert extract_keywords(text) == words


def test_korean_particles_follow_the_last_sound() -> None:
    assert [add_particle(word, "으로/로") for word in ("절도", "쓰러짐", "물")] == ["절도로", "쓰러짐으로", "물로"]


def test_every_event_type_has_a_name_in_both_languages() -> None:
    for kind in EventType:
        assert format_event_names([kind], Language.KO) != format_event_names([kind], Language.EN)
