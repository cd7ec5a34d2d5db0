"""Asking for a summary over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.jobs import ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

GENERATE = """mutation ($id: ID!, $kind: SummaryKind, $again: Boolean, $language: Language) {
  generateSummary(videoId: $id, kind: $kind, regenerate: $again, language: $language) {
    video { id summary { status } }
    summary { kind status text headline visitors { trackId text } citations { number timecode } language model usage {
      inputTokens
    } }
    userErrors { code field message }
  }
}"""
CITED = "query ($id: ID!) { video(id: $id) { summary { citations { number frameUrl } } } }"
STORED = {
    "kind": "EVENTS",
    "headline": "1 visitor",
    "text": "P1 came in [1].",
    "visitors": [{"track_id": "P1", "first_seen_seconds": 1.0, "last_seen_seconds": 2.0, "text": "Came in."}],
    "citations": [],
    "language": "EN",
    "model": "local.rules-v1",
    "generated_at": "2026-11-20T12:00:00+00:00",
}


async def generate_summary(api: ApiTestClient, video: UUID, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(GENERATE, id=encode(Kind.VIDEO, video), **more))["generateSummary"]
    return found


async def test_a_summary_is_queued_once_and_the_old_one_stays_until_the_new_one_is_complete(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    first = await generate_summary(api, video)
    assert first["userErrors"] == []
    assert (first["summary"]["status"], first["summary"]["text"]) == ("QUEUED", None)
    assert first["video"]["summary"]["status"] == "QUEUED"
    await Videos(postgres).update(principal, video, summary=STORED, summary_status="COMPLETED")
    again = await generate_summary(api, video, again=True)
    assert again["summary"]["text"] == "P1 came in [1]."
    assert again["summary"]["visitors"] == [{"trackId": "P1", "text": "Came in."}]


@pytest.mark.parametrize("status", ["UPLOADING", "QUEUED", "ANALYZING", "FAILED"])
async def test_a_video_that_is_not_ready_has_nothing_to_summarize(
    api: ApiTestClient, postgres: Postgres, principal: Principal, status: str
) -> None:
    video = await add_video(postgres, principal, status=status)
    refused = await generate_summary(api.with_language("ko"), video)
    assert refused["video"] is refused["summary"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("NOT_ANALYZED", ["videoId"])]
    assert status in refused["userErrors"][0]["message"]


async def test_the_other_kind_is_written_beside_the_one_that_is_there_until_it_is_complete(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", summary=STORED, summary_status="COMPLETED")
    full = await generate_summary(api, video, kind="FULL")
    assert full["userErrors"] == []
    assert (full["summary"]["kind"], full["summary"]["status"]) == ("EVENTS", "QUEUED")


async def test_while_one_kind_is_written_the_other_has_to_wait(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    await generate_summary(api, video)
    refused = await generate_summary(api.with_language("ko"), video, kind="FULL")
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("SUMMARY_BUSY", ["kind"])]
    assert "EVENTS" in refused["userErrors"][0]["message"]


async def test_frames_of_an_archived_original_cannot_be_looked_at(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", tier="COLD")
    refused = await generate_summary(api, video, kind="FULL")
    assert [error["code"] for error in refused["userErrors"]] == ["FOOTAGE_ARCHIVED"]
    assert (await generate_summary(api, video))["userErrors"] == []


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_summary_is_written_in_the_language_of_its_caller(
    api: ApiTestClient, postgres: Postgres, principal: Principal, language: str
) -> None:
    video = await add_video(postgres, principal, status="READY", timezone="Asia/Seoul")
    await generate_summary(api.with_language(language), video)
    [job] = await Jobs(postgres).list_latest_by_video(principal, JobKind.SUMMARIZE, [video])
    assert job is not None
    assert job.payload == {"kind": "EVENTS", "language": language.upper()}


async def test_a_summary_is_written_in_the_language_that_is_asked_for_whatever_the_request_is_in(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY")
    await generate_summary(api, video, language="KO")
    [job] = await Jobs(postgres).list_latest_by_video(principal, JobKind.SUMMARIZE, [video])
    assert job is not None
    assert job.payload == {"kind": "EVENTS", "language": "KO"}
    busy = await generate_summary(api, video, language="EN")
    assert [(error["code"], error["field"]) for error in busy["userErrors"]] == [("SUMMARY_BUSY", ["language"])]
    assert (await generate_summary(api, video))["userErrors"] == []


@pytest.mark.parametrize(("language", "status"), [("KO", "QUEUED"), ("EN", "COMPLETED"), (None, "COMPLETED")])
async def test_a_summary_in_another_language_than_asked_for_is_written_anew(
    api: ApiTestClient, postgres: Postgres, principal: Principal, language: str | None, status: str
) -> None:
    video = await add_video(postgres, principal, status="READY")
    await generate_summary(api, video, language="EN")
    [job] = await Jobs(postgres).list_latest_by_video(principal, JobKind.SUMMARIZE, [video])
    assert job is not None
    claim = await Jobs(postgres).claim(principal, job.id, "test", 60)
    assert claim is not None
    stored = {"summary": STORED, "summary_status": "COMPLETED"}
    await Jobs(postgres).end(claim, JobStatus.DONE, ProgressUpdate("COMPLETED", "DONE", 100, {}, stored))
    answer = await generate_summary(api.with_language("ko"), video, language=language)
    assert (answer["userErrors"], answer["summary"]["status"]) == ([], status)


async def test_the_frames_that_a_summary_cites_are_shown_by_short_lived_urls(
    api: ApiTestClient, postgres: Postgres, principal: Principal, settings: Settings
) -> None:
    key = f"{principal.organization}/v/frames/000009000-1280.jpg"
    cited = {"number": 1, "video_id": str(UUID(int=1)), "start_seconds": 9.0, "end_seconds": 9.0, "frame_key": key}
    video = await add_video(postgres, principal, status="READY", summary={**STORED, "citations": [cited]},
                            summary_status="COMPLETED")  # fmt: skip
    found = await api.data(CITED, id=encode(Kind.VIDEO, video))
    [citation] = found["video"]["summary"]["citations"]
    assert f"/{settings.aws_thumbnails_bucket_name}/{key}?" in citation["frameUrl"]
    assert "X-Amz-Expires=900" in citation["frameUrl"]


async def test_a_missing_and_another_organization_s_video_answer_alike(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    video = await add_video(postgres, principal, status="READY")
    stranger = api.with_token(tokens(Principal("s", "another organization", frozenset(Role))))
    foreign, missing = await generate_summary(stranger, video), await generate_summary(stranger, UUID(int=1))
    assert foreign == missing
    assert [error["code"] for error in foreign["userErrors"]] == ["NOT_FOUND"]
