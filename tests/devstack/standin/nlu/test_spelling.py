"""Typos are corrected; known words stay."""

import pytest

from devstack.standin.nlu.text.spelling import fix_spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("did anyone colapse?", "did anyone collapse?"),
        ("who stoel something", "who stole something"),
        ("find teh intrduer plz", "find the intruder please"),
        ("how many ppl came in", "how many people came in"),
        ("담배피는 사람 잇엇나요", "담배피는 사람 있었나요"),
        ("몇명 들어왓어", "몇명 들어왔어"),
        ("침임한 사람 찿아줘", "침입한 사람 찾아줘"),
        ("가장오래서있던사람은누구야", "가장 오래 서있던 사람은 누구야"),
        ("주차장에서싸운거보여줘", "주차장에서 싸운 거 보여줘"),
    ],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert fix_spelling(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "was there a flight case on the stool?",
        "who stood between the shelves?",
        "철도 쪽으로 나간 사람 있어?",
        "침대 옆에 서 있던 사람은?",
        "누가 왼쪽 선반 앞에 서 있었어?",
        "3분에서 5분 사이에 무슨 일이 있었어?",
    ],
)
def test_a_word_of_its_own_stays(text: str) -> None:
    assert fix_spelling(text) == text
