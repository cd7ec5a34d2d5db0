"""A follow-up about people of an earlier answer: by the id that holds over all videos, else by video and track."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.ask.question.question import ConversationTurn
from models.asking.evidence import Evidence
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import event
from tests.domain.scripted_models import ScriptedModels

THAT_PERSON = plan(types=["PERSON_EXIT"], aboutEarlier=True)


def at(video: int, number: int, kind: str, who: str, person_id: str | None = None) -> Evidence:
    row = event(number, kind, number, number + 1, who, camera=f"camera {video}")
    return replace(row, video_id=UUID(int=video), person_id=person_id)


async def ask_twice(rows: list[Evidence], follow_up: Mapping[str, Any], text: str, **question: Any) -> list[int]:
    """Who stole, then the follow-up; the events that it cites."""
    thefts = ScriptedModels(plan(types=["THEFT"]), ["They stole goods [1-9]."])
    first = await run_ask(thefts, "Who stole something?", rows=rows, **question)
    turn = ConversationTurn("Who stole something?", first.response, first.plan)
    models = ScriptedModels(follow_up, ["All of them [1-9]."])
    return list_cited(await run_ask(models, text, rows=rows, earlier=(turn,), **question))


@pytest.mark.parametrize("text", ["Where did that person go out?", "그 사람은 어디로 나갔어?"])
async def test_who_is_known_is_followed_over_all_cameras(text: str) -> None:
    rows = [
        at(1, 1, "THEFT", "P4", "guest-7"),
        at(1, 2, "PERSON_EXIT", "P4", "guest-7"),
        at(2, 3, "PERSON_EXIT", "P9", "guest-7"),
        at(2, 4, "PERSON_EXIT", "P4", "guest-8"),
    ]
    assert await ask_twice(rows, THAT_PERSON, text, video=None) == [2, 3]
    # In a question about one video, within it.
    assert await ask_twice(rows, THAT_PERSON, text) == [2]
    left_before = {"when": "AFTER", "earlier": True, "types": ["THEFT"]}
    others = plan(types=["PERSON_EXIT"], relative=left_before)
    assert await ask_twice(rows, others, text, video=None) == [4]


async def test_others_are_told_apart_by_video_and_track_together() -> None:
    rows = [
        at(1, 1, "THEFT", "P1"),
        at(2, 2, "THEFT", "P2"),
        at(1, 3, "PERSON_EXIT", "P1"),
        at(1, 4, "PERSON_EXIT", "P2"),
        at(2, 5, "PERSON_EXIT", "P2"),
    ]
    # P2 of the first camera is nobody who stole.
    assert await ask_twice(rows, THAT_PERSON, "When did they leave?", video=None) == [3, 5]
