"""Subscribers get the text of every answer, whoever wrote it."""

from dataclasses import replace
from typing import Any

import pytest

from models.enums import PromptStage
from models.errors import Throttled
from tests.domain.ask.asking import plan, run_ask
from tests.domain.chat.chats import chat, look
from tests.domain.doubles import VIDEO
from tests.domain.scripted_models import ScriptedModels

WINDOW = {"from": "2026-11-22T20:30:00+09:00", "to": "2026-11-22T21:30:00+09:00"}


@pytest.mark.parametrize(
    ("fields", "text", "question"),
    [
        ({"types": ["COLLAPSE"]}, None, {}),
        ({"types": ["THEFT"]}, None, {}),
        ({"aboutFootage": False}, None, {}),
        ({"types": ["PERSON_EXIT"], "aboutEarlier": True}, None, {}),
        ({"occurredAt": WINDOW}, None, {"video": replace(VIDEO, recorded_at=None)}),
        ({"types": ["PERSON_EXIT"]}, ["NOT_FOUND"], {}),
        ({"types": ["PERSON_EXIT"]}, [Throttled(service="Bedrock")], {}),
        ({"types": ["PERSON_EXIT"]}, ["P2 left at 00:21 [1]. ", "P1 left [2]."], {}),
    ],
    ids=["nothing", "not examined", "guidance", "unclear", "no clock", "silent", "failed", "written"],
)
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_pieces_make_the_answer(fields: Any, text: Any, question: Any, language: str) -> None:
    reported: list[tuple[PromptStage, str]] = []
    if language == "ko" and text and isinstance(text[0], str) and text[0].startswith("P2"):
        text = ["P2는 00:21에 나갔습니다 [1]. ", "P1도 나갔습니다 [2]."]
    models = ScriptedModels(plan(language=language, **fields), text)
    answer = await run_ask(models, "뭐야?" if language == "ko" else "what?", reported=reported, **question)
    assert "".join(piece for _, piece in reported).strip() == answer.response != ""
    assert all(stage is PromptStage.WRITING for stage, piece in reported if piece)


async def test_an_empty_question_is_answered_on_the_stream_too() -> None:
    reported: list[tuple[PromptStage, str]] = []
    answer = await run_ask(ScriptedModels(), "?!", reported=reported)
    assert reported == [(PromptStage.WRITING, answer.response)]


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (look(aboutFootage=False), "-"),
        (look(types=["THEFT"]), "-"),
        (look(locations=["RIGHT"]), "NOT_FOUND"),
        (look(locations=["RIGHT"]), "NOT_FOUND The frames do not show anybody's age [1][2]."),
    ],
    ids=["guidance", "no such moment", "silent", "cannot show"],
)
async def test_a_chat_streams_every_answer(read: Any, says: str) -> None:
    run = await chat("How old are they?", read, says=[says])
    assert run.reported.strip() == run.answer.response != ""
