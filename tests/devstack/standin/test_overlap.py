"""Scores of local.overlap-v1."""

import pytest

from devstack.bedrock.errors import ServiceError
from devstack.standin.embeddings import Encoder
from devstack.standin.overlap import OverlapReranker, compute_overlap, extract_terms

ENTERS = "Person P1 enters from the left. 사람 P1이 왼쪽에서 들어옵니다. enter person left"
STANDS = "Person P1 stands on the right for 24 seconds. 사람 P1이 오른쪽에 24초 동안 서 있습니다. standing person right"
LEAVES = "Person P2 leaves to the left. 사람 P2가 왼쪽으로 나갑니다. exit person left"


@pytest.fixture(scope="module")
def overlap() -> OverlapReranker:
    return OverlapReranker(Encoder())


def test_korean_words_are_read_without_their_particles() -> None:
    assert extract_terms("왼쪽에서") == extract_terms("왼쪽으로는") == frozenset({"왼쪽"})
    assert extract_terms("오른쪽에 있는 가방을") >= {"오른", "른쪽", "가방"}


def test_english_words_are_read_without_plain_endings_and_fillers() -> None:
    assert extract_terms("Who was walking on the left?") == frozenset({"walk", "left"})
    assert extract_terms("stands standing stand") == frozenset({"stand"})
    assert extract_terms("leaves leaving") == frozenset({"leav"})


def test_numbers_and_times_are_terms() -> None:
    assert {"24", "9:30"} <= extract_terms("24초, 9:30")


def test_more_shared_terms_give_a_higher_share() -> None:
    wanted = extract_terms("person standing right")
    shares = [compute_overlap(wanted, text) for text in ("a car", "a person", "a person standing", STANDS)]
    assert shares == [0, pytest.approx(1 / 3), pytest.approx(2 / 3), 1]


def test_nothing_wanted_shares_nothing() -> None:
    assert compute_overlap(extract_terms("who is it?"), STANDS) == 0


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who stands on the right?", STANDS),
        ("오른쪽에 서 있는 사람", STANDS),
        ("Someone enters from the left", ENTERS),
        ("왼쪽에서 들어온 사람", ENTERS),
        ("A person leaves", LEAVES),
        ("왼쪽으로 나간 사람은 누구인가요?", LEAVES),
    ],
)
async def test_the_document_that_fits_the_question_scores_highest(
    overlap: OverlapReranker, question: str, best: str
) -> None:
    documents = [ENTERS, STANDS, LEAVES, "A car is parked."]
    scores = await overlap.score(question, documents)
    assert all(0 <= score <= 1 for score in scores)
    assert documents[scores.index(max(scores))] == best


async def test_a_text_scores_highest_against_itself(overlap: OverlapReranker) -> None:
    [same, other] = await overlap.score(STANDS, [STANDS, LEAVES])
    assert same == pytest.approx(1, abs=1e-4)
    assert other < same


async def test_a_document_that_is_too_long_is_refused(overlap: OverlapReranker) -> None:
    with pytest.raises(ServiceError, match="Too many input tokens"):
        await overlap.score("left", ["a b " * 9000])
