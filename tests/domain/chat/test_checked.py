"""Sentences of chats are checked: times and people of what was shown, and events claim by claim."""

import pytest

from models.filters import SecondsRange
from tests.domain.chat.chats import chat

# Frames 1 and 2 are of 3 and 20 s; events 3 and on are P1's and P2's around them.
RANGE = SecondsRange(3.0, 20.0)


@pytest.mark.parametrize(
    ("text", "true", "false"),
    [
        (
            "What happens?",
            "Somebody looks at a shelf at 00:03 [1]. P1 came in at 00:02 [3].",
            [
                "P9 looks at a shelf [1].",
                "A bag is put down at 05:00 [2].",
                "P1 stole goods [3].",
                "P1 came in at 00:14 [3].",
            ],
        ),
        (
            "무슨 일이 있어?",
            "00:03에 누군가 선반을 보고 있습니다 [1]. P1이 00:02에 들어왔습니다 [3].",
            ["P9가 선반을 보고 있습니다 [1].", "05:00에 가방을 둡니다 [2].", "P1이 물건을 훔쳤습니다 [3]."],
        ),
    ],
)
async def test_what_differs_from_what_was_shown_is_dropped(text: str, true: str, false: list[str]) -> None:
    assert (await chat(text, says=[true], seconds=RANGE)).answer.response == true
    for sentence in false:
        run = await chat(text, says=[f"{sentence} {true}"], seconds=RANGE)
        assert run.answer.response == true, sentence


async def test_false_sentences_do_not_come_back_as_an_answer_without_citations() -> None:
    run = await chat("What happens?", says=["P9 waves at 05:00 [1]. P9 runs."], seconds=RANGE)
    assert "P9" not in run.answer.response


async def test_what_is_written_in_a_picture_may_be_read_out() -> None:
    says = "The sign reads 'P9, open 10:30' [1]."
    assert (await chat("Read the sign", says=[says], seconds=RANGE)).answer.response == says
