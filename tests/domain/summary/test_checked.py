"""Sentences of summaries are checked against all rows: what differs is dropped, what nothing bears out is marked."""

import pytest

from models.enums import Language
from tests.domain.doubles import VISITS, event
from tests.domain.summary.summaries import ScriptedWriters, SummaryLog, run_summary

THEFT = event(9, "THEFT", 340, 345, "P3")


async def summarize(overview: str, language: Language = Language.EN, visit: str = "Stood there.") -> tuple[str, str]:
    """Headline and first paragraph."""
    writers = ScriptedWriters(overview=overview, visit=visit)
    summary = await run_summary(SummaryLog(), writers, [*VISITS, THEFT], full=False, language=language)
    assert summary is not None
    return summary.headline, summary.text.partition("\n\n")[0]


@pytest.mark.parametrize(
    ("language", "true", "false", "mark"),
    [
        (
            Language.EN,
            "3 people came in and 2 left. P3 stole goods at 05:40.",
            ["4 people came in.", "P1 stole goods.", "P2 left at 05:40.", "There was a fight.", "P8 came in."],
            "(not verified)",
        ),
        (
            Language.KO,
            "3명이 들어왔고 2명이 나갔습니다. P3이 05:40에 물건을 훔쳤습니다.",
            ["4명이 들어왔습니다.", "P1이 물건을 훔쳤습니다.", "P2가 05:40에 나갔습니다.", "싸움이 있었습니다."],
            "(확인되지 않은 내용입니다)",
        ),
    ],
)
async def test_each_claim_of_the_text_follows_from_the_rows(
    language: Language, true: str, false: list[str], mark: str
) -> None:
    heading = "A theft" if language is Language.EN else "절도가 있던 저녁"
    assert await summarize(f"{heading}\n\n{true}", language) == (heading, true)
    for sentence in false:
        assert await summarize(f"{heading}\n\n{sentence} {true}", language) == (heading, true), sentence
    arrested = "P3 was arrested later." if language is Language.EN else "P3은 나중에 체포되었습니다."
    assert (await summarize(f"{heading}\n\n{true} {arrested}", language))[1] == f"{true} {arrested} {mark}"


@pytest.mark.parametrize(
    ("language", "headline", "counts"),
    [(Language.EN, "Seven people in a fight", "9 events, 3 people"), (Language.KO, "7명의 싸움", "이벤트 9건, 3명")],
)
async def test_a_false_headline_is_replaced_by_the_counts(language: Language, headline: str, counts: str) -> None:
    text = "3 people came in." if language is Language.EN else "3명이 들어왔습니다."
    assert await summarize(f"{headline}\n\n{text}", language) == (counts, text)


async def test_a_visitor_is_told_only_of_their_own_rows() -> None:
    writers = ScriptedWriters(visit="Stood there. Stole goods at 05:40.")
    summary = await run_summary(SummaryLog(), writers, [*VISITS, THEFT], full=False)
    assert summary is not None
    assert [visitor.text for visitor in summary.visitors] == [
        "Stood there.",
        "Stood there.",
        "Stood there. Stole goods at 05:40.",
    ]


@pytest.mark.parametrize(
    ("seeing", "kept"),
    [
        ("A person looks at the shelf [13]. P9 waves [13].", "A person looks at the shelf [13]."),
        ("Somebody stands there at 00:00 [13]. Somebody waves at 03:33 [13].", "Somebody stands there at 00:00 [13]."),
    ],
)
async def test_what_pictures_show_is_told_at_their_times_and_of_people_who_are_there(seeing: str, kept: str) -> None:
    log, writers = SummaryLog(), ScriptedWriters(seeing=seeing.replace("[13]", "[9]"))
    await run_summary(log, writers, VISITS)
    assert kept.replace("[13]", "[9]") in log.text
    assert "waves" not in log.text
