"""Asking for a summary over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.engine import Postgres
from datasources.postgres.videos import Videos
from models.enums import Role
from models.principal import Principal
from resolvers.ids import Kind, encode
from tests.rows import add_video
from tests.serving import Api

GENERATE = """mutation ($id: ID!, $kind: SummaryKind, $again: Boolean) {
  generateSummary(videoId: $id, kind: $kind, regenerate: $again) {
    video { id summary { status } }
    summary { kind status text headline visitors { trackId text } citations { number timecode } language model usage {
      inputTokens
    } }
    userErrors { code field message }
  }
}"""
STORED = {
    "kind": "EVENTS",
    "headline": "1 visitor",
    "text": "P1 came in [1].",
    "visitors": [{"track_id": "P1", "first_seen_seconds": 1.0, "last_seen_seconds": 2.0, "text": "Came in."}],
    "citations": [],
    "language": "EN",
    "model": "local.reader-v1",
    "generated_at": "2026-11-20T12:00:00+00:00",
}


async def generated(api: Api, video: UUID, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(GENERATE, id=encode(Kind.VIDEO, video), **more))["generateSummary"]
    return found


async def test_a_summary_is_queued_once_and_the_old_one_stays_until_the_new_one_is_complete(
    api: Api, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    first = await generated(api, video)
    assert first["userErrors"] == []
    assert (first["summary"]["status"], first["summary"]["text"]) == ("QUEUED", None)
    assert first["video"]["summary"]["status"] == "QUEUED"
    await Videos(postgres).update(principal, video, summary=STORED, summary_status="COMPLETED")
    again = await generated(api, video, again=True)
    assert again["summary"]["text"] == "P1 came in [1]."
    assert again["summary"]["visitors"] == [{"trackId": "P1", "text": "Came in."}]


@pytest.mark.parametrize("status", ["UPLOADING", "QUEUED", "ANALYZING", "FAILED"])
async def test_a_video_that_is_not_ready_has_nothing_to_summarize(
    api: Api, postgres: Postgres, principal: Principal, status: str
) -> None:
    video = await add_video(postgres, principal, status=status)
    refused = await generated(api.speaking("ko"), video)
    assert refused["video"] is refused["summary"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("NOT_ANALYZED", ["videoId"])]
    assert status in refused["userErrors"][0]["message"]


async def test_a_kind_that_is_not_supported_yet_says_which_is(
    api: Api, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    refused = await generated(api, video, kind="FULL")
    assert [error["code"] for error in refused["userErrors"]] == ["SUMMARY_KIND_NOT_SUPPORTED"]


async def test_a_missing_and_another_organization_s_video_answer_alike(
    api: Api, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    video = await add_video(postgres, principal, status="READY")
    stranger = api.bearing(tokens(Principal("s", "another organization", frozenset(Role))))
    foreign, missing = await generated(stranger, video), await generated(stranger, UUID(int=1))
    assert foreign == missing
    assert [error["code"] for error in foreign["userErrors"]] == ["NOT_FOUND"]
