"""A look at the frames that an answer cites: verdicts are told, and nothing is hidden."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from domain.ask.question.question import Answer, Question
from domain.chat.critic import CitationCritic
from models.enums import PromptStage, Verification
from models.errors import Throttled
from tests.domain.ask.asking import plan, run_ask
from tests.domain.chat.chats import ScriptedFrames
from tests.domain.doubles import OPERATOR, VIDEO, InMemorySearch, make_services
from tests.domain.scripted_models import ScriptedModels, read_sections


class StoredVideos:
    """The table of videos, with one that can be looked at unless `row` differs."""

    def __init__(self, **row: Any) -> None:
        self._row = {
            "id": VIDEO.id, "object_key": "acme/v/original.mp4", "etag": "e", "object_version": None,
            "original_fault": None, "status": "READY", "tier": "HOT", "duration_seconds": 600.0, "clock": None,
            "gaps": None, **row,
        }  # fmt: skip

    async def get_by_ids(self, _who: Any, ids: Sequence[UUID], _columns: Any, /) -> list[Any]:
        return [self._row if id_ == VIDEO.id else None for id_ in ids]

    async def record_original_fault(self, *_: Any) -> bool:
        raise AssertionError


async def answer_who_came(language: str) -> Answer:
    text = (
        ["P1이 들어왔습니다 [1]. P2가 들어왔습니다 [2]."] if language == "ko" else ["P1 came in [1]. P2 came in [2]."]
    )
    models = ScriptedModels(plan(language=language, types=["PERSON_ENTER"]), text)
    return await run_ask(models, "누가 들어왔어?" if language == "ko" else "Who came in?")


async def verify(
    answer: Answer, said: Mapping[str, Any] | Exception, videos: StoredVideos | None = None
) -> tuple[Answer, ScriptedModels, str]:
    models, told = ScriptedModels(said), []

    async def report(_stage: PromptStage, text: str) -> None:
        told.append(text)

    services = make_services(InMemorySearch(), models)
    critic = CitationCritic(ScriptedFrames(), videos or StoredVideos(), services)
    return await critic.verify(OPERATOR, Question("Who came in?"), answer, report), models, "".join(told)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "(The frames do not show what is said of [2].)"),
        ("ko", "(프레임을 살펴보니 [2]에 대한 내용이 보이지 않습니다.)"),
    ],
)
async def test_each_citation_tells_what_its_frames_show(language: str, note: str) -> None:
    answer = await answer_who_came(language)
    verdicts = [{"n": 1, "verdict": "VERIFIED"}, {"n": 2, "verdict": "REFUTED"}, {"n": 9, "verdict": "REFUTED"}]
    verified, models, told = await verify(answer, {"verdicts": verdicts})
    assert [one.verification for one in verified.citations] == [Verification.VERIFIED, Verification.REFUTED]
    # What is refuted stays to be read, with a note.
    assert verified.response == f"{answer.response} {note}" == answer.response + told
    given = read_sections(models.said[0])
    assert [claim["n"] for claim in given["claims"]] == [1, 2]
    assert len(models.said[0].messages[0].images) == len(given["frames"])
    assert verified.usage.images == len(given["frames"])


@pytest.mark.parametrize(
    "said",
    [Throttled(service="Bedrock"), {"verdicts": [{"n": 1, "verdict": "PERHAPS"}]}, {"verdicts": "all fine"}],
    ids=["busy", "no verdict", "no list"],
)
async def test_what_could_not_be_looked_at_is_not_hidden(said: Any) -> None:
    answer = await answer_who_came("en")
    verified, _, told = await verify(answer, said)
    assert {one.verification for one in verified.citations} == {Verification.NOT_LOOKED_AT}
    assert (verified.response, told, verified.degraded) == (answer.response, "", ("verify",))


async def test_archived_footage_is_not_looked_at() -> None:
    verified, models, _ = await verify(await answer_who_came("en"), {"verdicts": []}, StoredVideos(tier="COLD"))
    assert {one.verification for one in verified.citations} == {Verification.NOT_LOOKED_AT}
    assert (models.said, verified.degraded) == ([], ("verify",))


async def test_without_being_asked_nothing_is_looked_at() -> None:
    answer = await answer_who_came("en")
    assert {one.verification for one in answer.citations} == {Verification.NOT_LOOKED_AT}
