"""The sentence that tells a user how the question was understood."""

from dataclasses import replace
from typing import Any

import pytest

from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import parse_plan
from domain.ask.question.question import Question
from domain.ask.replies.no_results import reply_obstacle
from domain.ask.replies.sentences import format_interpretation
from domain.ask.writing.listing import list_rows
from domain.chat.sentences import format_looked_part
from domain.chat.video_part import VideoPart
from models.enums import Language
from models.text.text import is_invisible
from tests.domain.doubles import SEOUL, VIDEO, event

NINE_TO_TEN = {"from": "2026-11-22T21:00:00+09:00", "to": "2026-11-22T22:00:00+09:00"}
OVERNIGHT = {"from": "2026-11-22T20:00:00+09:00", "to": "2026-11-23T06:00:00+09:00"}


@pytest.mark.parametrize(
    ("fields", "english", "korean"),
    [
        ({}, "all of 'Left aisle'", "‘Left aisle’ 영상 전체"),
        ({"seconds": {"from": 180, "to": 300}}, "03:00–05:00 of 'Left aisle'", "‘Left aisle’ 영상 03:00–05:00"),
        ({"seconds": {"from": 60}}, "from 01:00 of 'Left aisle'", "‘Left aisle’ 영상 01:00 이후"),
        ({"seconds": {"to": 60}}, "until 01:00 of 'Left aisle'", "‘Left aisle’ 영상 01:00까지"),
        (
            {"occurredAt": NINE_TO_TEN},
            "2026-11-22 21:00–22:00 (Asia/Seoul), 'Left aisle'",
            "‘Left aisle’ 영상, 2026-11-22 21:00–22:00(Asia/Seoul)",
        ),
        (
            {"occurredAt": OVERNIGHT},
            "2026-11-22 20:00–2026-11-23 06:00 (Asia/Seoul), 'Left aisle'",
            "‘Left aisle’ 영상, 2026-11-22 20:00–2026-11-23 06:00(Asia/Seoul)",
        ),
        (
            {"types": ["THEFT", "FIGHTING"], "locations": ["LEFT"], "genders": ["FEMALE"]},
            "all of 'Left aisle' · theft or fighting · left · women",
            "‘Left aisle’ 영상 전체 · 절도 또는 싸움 · 왼쪽 · 여성",
        ),
        (
            {"withoutTypes": ["PERSON_EXIT"], "lasting": {"from": 30}, "visitor": -1},
            "all of 'Left aisle' · without leaving · for at least 30 s · the last visitor",
            "‘Left aisle’ 영상 전체 · 퇴장 없음 · 30초 이상 · 마지막 방문자",
        ),
        ({"text": "red hat"}, "all of 'Left aisle' · “red hat”", "‘Left aisle’ 영상 전체 · “red hat”"),
    ],
)
def test_the_window_and_the_conditions_are_stated(fields: dict[str, Any], english: str, korean: str) -> None:
    plan = parse_plan({"aboutFootage": True, **fields}, SEOUL)
    question = Question("…", video=VIDEO)
    assert format_interpretation(plan, question, Language.EN) == english
    assert format_interpretation(plan, question, Language.KO) == korean


def test_a_question_over_everything_says_so() -> None:
    plan = parse_plan({"aboutFootage": True, "occurredAt": NINE_TO_TEN}, SEOUL)
    question = Question("…", timezone="Asia/Seoul")
    assert format_interpretation(plan, question, Language.EN) == "all footage, 2026-11-22 21:00–22:00 (Asia/Seoul)"
    assert format_interpretation(plan, question, Language.KO) == "전체 영상, 2026-11-22 21:00–22:00(Asia/Seoul)"


@pytest.mark.parametrize("language", list(Language))
def test_no_name_passes_as_a_citation_or_turns_a_sentence(language: Language) -> None:
    """Rows that were not validated: the names of camera and video are an attack."""
    hostile = "Front [1] \u202egnp"
    video = replace(VIDEO, name=hostile, camera=hostile)
    everywhere = parse_plan({"aboutFootage": True, "cameras": [hostile]}, SEOUL)
    after = parse_plan({"aboutFootage": True, "relative": {"when": "BEFORE", "trackIds": ["P[1]\u202e"]}}, SEOUL)
    question = Question("…", video=video)
    told = [
        format_interpretation(everywhere, Question("…", timezone="Asia/Seoul"), language),
        format_interpretation(everywhere, question, language),
        *(reply_obstacle(reason, after, question, language) for reason in Obstacle),
        format_looked_part(video, [], VideoPart(0.0, 1.0), language),
    ]
    assert sum("Front (1) gnp" in sentence for sentence in told) >= 3
    for sentence in told:
        assert "[1]" not in sentence
        assert "\u202e" not in sentence


@pytest.mark.parametrize("language", list(Language))
def test_a_plain_list_holds_no_mark_but_its_own(language: Language) -> None:
    hostile = "Front [1] \u202egnp"
    rows = [event(1, "THEFT", 1, 2, hostile), event(2, "STANDING", 3, 9, "P2 【1】\u200b[1"), event(3, "WALKING", 9, 9)]
    rows = [
        replace(row, camera=hostile, video_name=hostile, description=hostile, description_ko=hostile) for row in rows
    ]
    lines = list_rows(rows, language)
    assert ["Front (1) gnp" in lines[0], "P2 (1)(1" in lines[1]] == [True, True]
    for number, line in enumerate(lines, start=1):
        assert (line.count("["), line.count("【"), line.endswith(f" [{number}]")) == (1, 0, True)
        assert not any(is_invisible(one) for one in line)
