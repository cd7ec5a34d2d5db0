"""Citations: what a model wrote against what was retrieved."""

import pytest

from domain.ask.writing.citations import CitationChecker, check_text

RETRIEVED = range(1, 6)


@pytest.mark.parametrize(
    ("written", "passed"),
    [
        ("Six came in [1][2].", "Six came in [1][2]."),
        ("Six came in [1, 2].", "Six came in [1][2]."),
        ("Six came in [1-3].", "Six came in [1][2][3]."),
        ("Six came in. [1]", "Six came in. [1]"),
        ("One came [1]. It rained. One left [2].", "One came [1]. One left [2]."),
        ("One came [1]. One left [99].", "One came [1]."),
        ("One came [1][99].", "One came [1]."),
        ("One came at 9 p.m. yesterday [1].", "One came at 9 p.m. yesterday [1]."),
        ("One stayed for 2.5 s [1].", "One stayed for 2.5 s [1]."),
        ("모두 6명이 들어왔습니다 [1]. 날씨가 좋았습니다.", "모두 6명이 들어왔습니다 [1]."),
        ("Seen:\n- one [1]\n- two [2]", "Seen:\n- one [1]\n- two [2]"),
        ("Seen:\n- one [7]", ""),
        ("Nobody knows.", ""),
        ("NOT_FOUND", ""),
        ("", ""),
    ],
)
def test_only_sentences_that_rest_on_retrieved_rows_pass(written: str, passed: str) -> None:
    assert check_text(written, RETRIEVED)[0] == passed


def test_what_was_cited_invented_and_removed_is_known() -> None:
    _, checker = check_text("One [2]. Two [9]. Three [1][2].", RETRIEVED)
    assert checker.cited_numbers == [2, 1]
    assert checker.invented_numbers == [9]
    assert checker.removed_sentences == ["Two [9]."]


def test_a_stream_passes_the_same_text_however_it_is_cut() -> None:
    written = "One came at 9 a.m. [1]. Nobody knows. Two left [2, 9]. \nSeen:\n- three [3]. End [4]"
    whole, _ = check_text(written, RETRIEVED)
    for size in range(1, 12):
        checker = CitationChecker(RETRIEVED)
        pieces = [written[start : start + size] for start in range(0, len(written), size)]
        passed = "".join([*(checker.feed(piece) for piece in pieces), checker.finish()])
        assert passed.strip() == whole


def test_a_sentence_is_held_back_until_its_citation_can_be_judged() -> None:
    checker = CitationChecker(RETRIEVED)
    assert checker.feed("Two came in [1") == ""
    assert checker.feed("]. ") == ""
    assert checker.feed("[2] Then") == "Two came in [1]. [2] "


def test_a_summary_keeps_totals_without_citation_but_no_invented_moment() -> None:
    checker = CitationChecker(RETRIEVED, keep_uncited=True)
    passed = checker.feed("Two visitors\n\nTwo people were seen. One fell [1]. One stole [9].") + checker.finish()
    assert passed.strip() == "Two visitors\n\nTwo people were seen. One fell [1]."
