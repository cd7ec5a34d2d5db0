"""Summaries that the stand-in writes, as the product keeps them."""

import pytest

from models.enums import Language
from tests.devstack.standin.standin_models import StandInModels
from tests.domain.doubles import VISITS, event
from tests.domain.summary.summaries import MANY
from tests.domain.summary.test_summarize import write_summary


async def test_a_summary_has_a_headline_a_text_and_a_paragraph_a_visitor() -> None:
    summary = await write_summary(StandInModels())
    assert summary.headline == "3 visitors, longest stay 4 min 29 s"
    assert summary.text == (
        "3 people were seen in 10:00 of video, in 8 events. The first entry was at 00:02 [1], the last exit at 00:26 "
        "[6]. P3 stayed the longest: 4 min 29 s (05:30–09:59).\n\n"
        "Not examined: nothing has looked for picking up goods, interaction, theft, fighting, vandalism, smoking or "
        "anomaly, so it cannot be said whether there was any."
    )
    assert [(visitor.track_id, visitor.text) for visitor in summary.visitors] == [
        ("P1", "P1 came in from the left at 00:02, stood on the left for 21 s and went out to the left at 00:26. "
               "The analysis is 90 % sure."),
        ("P2", "P2 came in from the right at 00:09, stood in the centre for 5 s from 00:13 "
               "and went out to the right at 00:21. The analysis is 90 % sure."),
        ("P3", "P3 came in from the left at 05:30 and stood on the right for 4 min 24 s from 05:35. "
               "The analysis is 90 % sure."),
    ]  # fmt: skip


async def test_a_summary_in_korean() -> None:
    summary = await write_summary(StandInModels(), language=Language.KO)
    assert summary.headline == "방문자 3명, 최장 체류 4분 29초"
    assert summary.visitors[1].text == (
        "P2는 00:09에 오른쪽에서 들어와 00:13부터 가운데에 5초 동안 서 있다가 00:21에 오른쪽으로 나갔습니다. "
        "분석 신뢰도는 90%입니다."
    )


async def test_grave_events_come_first() -> None:
    walks = [event(number, "WALKING", number, number + 1, "P4") for number in range(20, 40)]
    summary = await write_summary(
        StandInModels(), [*VISITS, *walks, event(50, "COLLAPSE", 400, 401, "P3", location="RIGHT")]
    )
    assert summary.headline == "1 collapse, 4 visitors"
    assert "P3 collapsed on the right at 06:40 [12]." in summary.text


async def test_every_event_type_is_counted() -> None:
    summary = await write_summary(StandInModels(), MANY)
    assert summary.text.count("118 ") + summary.text.count("117 ") >= 17
    assert "300 people were seen" in summary.text
    assert "2000 events" in summary.text


@pytest.mark.parametrize("language", list(Language))
async def test_of_many_entries_and_exits_none_is_called_the_first_or_the_last(language: Language) -> None:
    kinds = ("PERSON_ENTER", "PERSON_EXIT")
    rows = [event(number, kinds[number % 2], 10 * number, 10 * number + 1, f"P{number // 2}") for number in range(40)]
    summary = await write_summary(StandInModels(), rows, language=language)
    assert "The first entry" not in summary.text
    assert "첫 입장" not in summary.text
