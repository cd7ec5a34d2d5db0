"""Summaries: from all events of a video."""

from dataclasses import replace
from typing import Any

import pytest

from domain.summary.summarize import SummaryOutput, summarize
from models.asking.answers import StoredSummary
from models.enums import Gender, Language, SummaryStage
from models.errors import ModelFailed, Throttled
from tests.domain.doubles import (
    OPERATOR,
    VIDEO,
    VISITS,
    InMemorySearch,
    ScriptedModels,
    event,
    make_services,
)

Told = list[tuple[SummaryStage, int, str]]


async def summarized(
    language: Language = Language.EN,
    rows: Any = VISITS,
    models: ScriptedModels | None = None,
    told: Told | None = None,
) -> StoredSummary | None:
    async def tell(stage: SummaryStage, percent: int, text: str) -> None:
        if told is not None:
            told.append((stage, percent, text))

    return await summarize(
        VIDEO,
        language,
        OPERATOR,
        make_services(InMemorySearch(rows), models or ScriptedModels()),
        SummaryOutput(tell),
    )


async def test_a_summary_has_a_headline_a_text_and_a_paragraph_a_visitor() -> None:
    summary = await summarized()
    assert summary is not None
    assert summary.headline == "3 visitors, longest stay 4 min 29 s"
    assert summary.text == (
        "3 people were seen in 10:00 of video, in 8 events. The first entry was at 00:02 [1], the last exit at 00:26 "
        "[6]. P3 stayed the longest: 4 min 29 s (05:30–09:59)."
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
    summary = await summarized(Language.KO)
    assert summary is not None
    assert summary.headline == "방문자 3명, 최장 체류 4분 29초"
    assert summary.visitors[1].text == (
        "P2는 00:09에 오른쪽에서 들어와 00:13부터 가운데에 5초 동안 서 있다가 00:21에 오른쪽으로 나갔습니다. "
        "분석 신뢰도는 90%입니다."
    )


async def test_visitors_times_come_from_the_rows_whatever_the_model_says() -> None:
    models = ScriptedModels(text=["P1: Seen from 99:00 to 99:59.\nP2: Left at once.\nP3: Stayed."])
    summary = await summarized(models=models)
    assert summary is not None
    assert [(one.first_seen_seconds, one.last_seen_seconds) for one in summary.visitors] == [
        (2, 27),
        (9, 22),
        (330, 599),
    ]


async def test_a_visitor_whom_the_model_forgets_is_described_from_the_rows_and_an_invented_one_dropped() -> None:
    models = ScriptedModels(text=["P1: Came and went.\nP7: Stole a car.\nP2: Came and went, too."])
    summary = await summarized(models=models)
    assert summary is not None
    assert [visitor.track_id for visitor in summary.visitors] == ["P1", "P2", "P3"]
    assert summary.visitors[2].text == "A person is there."


async def test_the_text_is_told_piece_by_piece_and_the_percentage_counts_steps() -> None:
    told: Told = []
    summary = await summarized(told=told)
    assert summary is not None
    text = "".join(piece for _, _, piece in told)
    assert text.startswith(f"{summary.headline}\n\n{summary.text}\n\nP1 (00:02–00:27)\n{summary.visitors[0].text}")
    assert len([piece for _, _, piece in told if piece]) > 4
    assert [percent for _, percent, _ in told] == sorted(percent for _, percent, _ in told)
    assert told[0][0] is SummaryStage.SELECTING


async def test_every_event_is_counted_however_many_there_are() -> None:
    rows = [event(number, "STANDING", number, number + 0.5, f"P{number % 300}") for number in range(2000)]
    models = ScriptedModels()
    summary = await summarized(rows=rows, models=models)
    assert summary is not None
    assert len(summary.visitors) == 300
    assert "300 people were seen" in summary.text
    assert "2000 events" in summary.text
    assert "By type: 2000 " in summary.text
    assert max(len(conversation.messages[0].text) for conversation in models.said) < 40_000


async def test_key_moments_are_the_gravest_and_cited_by_number() -> None:
    rows = [*VISITS, *(event(number, "WALKING", number, number + 1, "P4") for number in range(20, 40)),
            event(50, "COLLAPSE", 400, 401, "P3", location="RIGHT")]  # fmt: skip
    summary = await summarized(rows=rows)
    assert summary is not None
    assert summary.headline == "1 collapse, 4 visitors"
    assert "P3 collapsed on the right at 06:40 [12]." in summary.text
    assert [citation.number for citation in summary.citations] == list(range(1, 13))
    assert rows[-1].event_id in [citation.event_id for citation in summary.citations]


async def test_moments_that_do_not_exist_are_dropped_from_the_text() -> None:
    models = ScriptedModels(text=["A quiet evening\n\nOne came [1]. One stole the till [77]. Three in all."])
    summary = await summarized(models=models)
    assert summary is not None
    assert summary.text == "One came [1]. Three in all."


async def test_what_most_events_say_of_a_person_is_said_of_the_visitor() -> None:
    rows = [replace(row, gender=Gender.FEMALE) if row.type == "STANDING" else row for row in VISITS]
    summary = await summarized(rows=rows)
    assert summary is not None
    assert {visitor.gender for visitor in summary.visitors} == {Gender.FEMALE}


async def test_a_video_without_events_has_no_summary_and_asks_no_model() -> None:
    models = ScriptedModels()
    assert await summarized(rows=(), models=models) is None
    assert models.said == []


async def test_a_model_that_fails_fails_the_summary_so_that_it_is_tried_again() -> None:
    with pytest.raises(Throttled):
        await summarized(models=ScriptedModels(text=["A quiet ", Throttled(service="Bedrock")]))


async def test_a_model_that_says_nothing_fails_the_summary() -> None:
    with pytest.raises(ModelFailed):
        await summarized(models=ScriptedModels(text=[" \n"]))


async def test_of_many_entries_and_exits_none_is_called_the_first_or_the_last() -> None:
    kinds = ("PERSON_ENTER", "PERSON_EXIT")
    rows = [event(number, kinds[number % 2], 10 * number, 10 * number + 1, f"P{number // 2}") for number in range(40)]
    for language in Language:
        summary = await summarized(language, rows)
        assert summary is not None
        assert "The first entry" not in summary.text
        assert "첫 입장" not in summary.text
