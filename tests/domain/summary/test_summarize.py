"""Summaries of events: what the writers are given, and what of their text is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.language.vocabulary import format_event_names
from domain.summary.summarize import SummaryOutput, summarize
from models.asking.answers import StoredSummary
from models.enums import EventType, Gender, Language, SummaryStage
from models.errors import ModelFailed, Throttled
from models.event_types import UNDETECTED_TYPES
from tests.domain.doubles import OPERATOR, VIDEO, VISITS, InMemorySearch, event, make_services
from tests.domain.scripted_models import ScriptedModels
from tests.domain.summary.summaries import HEADLINE, KOREAN, OVERVIEW, VISIT, ScriptedWriters

UNEXAMINED = (
    f"Not examined: nothing has looked for {format_event_names(UNDETECTED_TYPES, Language.EN)}, "
    "so it cannot be said whether there was any."
)
Report = tuple[SummaryStage, int, str]


async def ignore_report(_stage: SummaryStage, _percent: int, _text: str) -> None:
    pass


async def write_summary(
    models: ScriptedModels,
    rows: Sequence[Any] = VISITS,
    *,
    language: Language = Language.EN,
    reports: list[Report] | None = None,
) -> StoredSummary:
    """A summary that has something to say. `reports` collects stages, percentages and pieces of text."""

    async def report(stage: SummaryStage, percent: int, text: str) -> None:
        if reports is not None:
            reports.append((stage, percent, text))

    summary = await summarize(
        VIDEO,
        language,
        OPERATOR,
        make_services(InMemorySearch(rows), models),
        SummaryOutput(report),
    )
    assert summary is not None
    return summary


async def test_a_summary_has_a_headline_a_text_and_a_paragraph_a_visitor() -> None:
    models = ScriptedWriters()
    summary = await write_summary(models)
    assert (summary.headline, summary.text) == (HEADLINE, f"{OVERVIEW}\n\n{UNEXAMINED}")
    assert [(visitor.track_id, visitor.text) for visitor in summary.visitors] == [
        ("P1", VISIT),
        ("P2", VISIT),
        # P3 never went out.
        ("P3", "A person is there."),
    ]
    overview, visitors = models.given
    assert overview["request"] == {
        "language": "en", "video": "Left aisle", "camera": "entrance", "length": "10:00",
        "recorded": "2026-11-22 21:00:00",
    }  # fmt: skip
    assert (overview["totals"]["events"], overview["totals"]["people"]) == (8, 3)
    assert overview["visitors"] == [
        {"person": "P1", "time": "00:02–00:27", "seconds": 25.0},
        {"person": "P2", "time": "00:09–00:22", "seconds": 13.0},
        {"person": "P3", "time": "05:30–09:59", "seconds": 269.0},
    ]
    assert [(visitor["person"], visitor["confidence"]) for visitor in visitors["visitors"]] == [
        ("P1", 0.9),
        ("P2", 0.9),
        ("P3", 0.9),
    ]
    assert [row["type"] for row in visitors["visitors"][1]["events"]] == ["PERSON_ENTER", "STANDING", "PERSON_EXIT"]


async def test_a_summary_in_korean() -> None:
    models = ScriptedWriters(overview=KOREAN, visit="들어와서 잠시 서 있다가 나갔습니다.")
    summary = await write_summary(models, language=Language.KO)
    assert summary.language is Language.KO
    assert summary.headline == "세 명이 다녀간 조용한 저녁"
    assert [visitor.text for visitor in summary.visitors] == [models.visit, models.visit, "사람이 있습니다."]
    assert [given["request"]["language"] for given in models.given] == ["ko", "ko"]
    # Descriptions of events are in the language, too.
    assert {row["description"] for row in models.given[0]["moments"]} == {"사람이 있습니다."}


async def test_visitors_times_come_from_the_rows_whatever_the_model_says() -> None:
    summary = await write_summary(
        ScriptedModels(text=["P1: Seen from 99:00 to 99:59.\nP2: Left at once.\nP3: Stayed."])
    )
    assert [(visitor.first_seen_seconds, visitor.last_seen_seconds) for visitor in summary.visitors] == [
        (2, 27),
        (9, 22),
        (330, 599),
    ]


async def test_a_visitor_whom_the_model_forgets_is_described_from_the_rows_and_an_invented_one_dropped() -> None:
    models = ScriptedModels(text=["P1: Came and went.\nP7: Stole a car.\nP2: Came and went, too."])
    summary = await write_summary(models)
    assert [visitor.track_id for visitor in summary.visitors] == ["P1", "P2", "P3"]
    assert summary.visitors[2].text == "A person is there."


async def test_the_text_is_reported_piece_by_piece_and_the_percentage_counts_steps() -> None:
    reports: list[Report] = []
    summary = await write_summary(ScriptedWriters(), reports=reports)
    text = "".join(piece for _, _, piece in reports)
    assert text.startswith(f"{summary.headline}\n\n{summary.text}\n\nP1 (00:02–00:27)\n{summary.visitors[0].text}")
    assert len([piece for _, _, piece in reports if piece]) > 4
    assert [percent for _, percent, _ in reports] == sorted(percent for _, percent, _ in reports)
    assert reports[0][0] is SummaryStage.SELECTING


async def test_every_event_is_counted_however_many_there_are() -> None:
    rows = [event(number, "STANDING", number, number + 0.5, f"P{number % 300}") for number in range(2000)]
    models = ScriptedWriters()
    summary = await write_summary(models, rows)
    assert len(summary.visitors) == 300
    assert models.given[0]["totals"] == {"events": 2000, "people": 300, "types": {"STANDING": 2000}}
    assert sum(len(given["visitors"]) for given in models.given[1:]) == 300
    assert max(len(call.messages[0].text) for call in models.calls) < 40_000


async def test_a_summary_ends_with_what_was_examined_in_part() -> None:
    search = InMemorySearch(examined=UNDETECTED_TYPES, partly_examined=(EventType.FIGHTING,), moments_looked=3)
    summary = await summarize(
        VIDEO, Language.EN, OPERATOR, make_services(search, ScriptedWriters()), SummaryOutput(ignore_report)
    )
    assert summary is not None
    assert summary.text.endswith(
        "Only partly examined: a model has looked for fighting at 3 of 5 moments at which something happened."
    )


async def test_key_moments_are_the_gravest_and_cited_by_number() -> None:
    walks = [event(number, "WALKING", number, number + 1, "P4") for number in range(20, 40)]
    collapse = event(50, "COLLAPSE", 400, 401, "P3", location="RIGHT")
    models = ScriptedWriters(overview="A collapse\n\nP3 collapsed at 06:40 [12].")
    summary = await write_summary(models, [*VISITS, *walks, collapse])
    moments = models.given[0]["moments"]
    assert [moment["n"] for moment in moments] == list(range(1, 13))
    assert (moments[11]["type"], moments[11]["time"], moments[11]["location"]) == ("COLLAPSE", "06:40–06:41", "RIGHT")
    assert [citation.number for citation in summary.citations] == list(range(1, 13))
    assert summary.citations[11].event_id == collapse.event_id
    assert summary.text == f"P3 collapsed at 06:40 [12].\n\n{UNEXAMINED}"


async def test_moments_that_do_not_exist_are_dropped_from_the_text() -> None:
    models = ScriptedModels(text=["A quiet evening\n\nOne came [1]. One stole the till [77]. Three in all."])
    assert (await write_summary(models)).text == f"One came [1]. Three in all.\n\n{UNEXAMINED}"


async def test_what_most_events_say_of_a_person_is_said_of_the_visitor() -> None:
    rows = [replace(row, gender=Gender.FEMALE) if row.type == "STANDING" else row for row in VISITS]
    summary = await write_summary(ScriptedWriters(), rows)
    assert {visitor.gender for visitor in summary.visitors} == {Gender.FEMALE}


async def test_a_video_without_events_has_no_summary_and_asks_no_model() -> None:
    async def report(*_: object) -> None: ...

    models = ScriptedModels()
    services = make_services(InMemorySearch(()), models)
    summary = await summarize(VIDEO, Language.EN, OPERATOR, services, SummaryOutput(report))
    assert summary is None
    assert models.said == []


async def test_a_model_that_fails_fails_the_summary_so_that_it_is_tried_again() -> None:
    with pytest.raises(Throttled):
        await write_summary(ScriptedModels(text=["A quiet ", Throttled(service="Bedrock")]))


async def test_a_model_that_says_nothing_fails_the_summary() -> None:
    with pytest.raises(ModelFailed):
        await write_summary(ScriptedModels(text=[" \n"]))
