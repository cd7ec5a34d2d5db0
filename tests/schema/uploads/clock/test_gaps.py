"""What of a video cannot be seen is told with its ranges, and what happened after a leap of the camera's clock is
dated by it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.clock.analyzing import analyze, make_two_recordings, make_video_with_hole, sum_seconds
from tests.schema.uploads.sending import upload_video
from tests.schema.uploads.videos.test_analyzed import decode_video_id
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "another organization", frozenset(Role))
GAPS = """query ($id: ID!) { video(id: $id) {
  status durationSeconds gaps { startSeconds endSeconds from to reason } analysis { skippedSeconds }
  events(first: 20) { edges { node { startSeconds occurredAt } } }
} }"""
NOON = "2026-11-20T12:00:00+00:00"


def at(time: str) -> str:
    return f"2026-11-20T{time}+00:00"


async def fetch_gaps(api: ApiTestClient, video: str) -> Any:
    return (await api.data(GAPS, id=video))["video"]


@pytest.mark.slow
async def test_a_hole_is_told_with_its_range_and_counted(
    api: ApiTestClient, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    video = (
        await upload_video(
            api, make_video_with_hole(), filename="hole.mkv", contentType="video/x-matroska", recordedAt=NOON
        )
    )["id"]
    before = await fetch_gaps(api, video)
    assert before["gaps"] == [
        {"startSeconds": 0, "endSeconds": before["durationSeconds"], "from": NOON, "to": at("12:00:12")}
        | {"reason": "NOT_ANALYZED"}
    ]
    await analyze(data, principal, video, tmp_path)
    after = await fetch_gaps(api, video)
    assert after["gaps"] == [
        {"startSeconds": 4, "endSeconds": 7, "from": at("12:00:04"), "to": at("12:00:07"), "reason": "NO_FOOTAGE"}
    ]
    assert after["analysis"]["skippedSeconds"] == pytest.approx(sum_seconds(after["gaps"]), abs=0.002)
    assert after["durationSeconds"] == pytest.approx(12, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("later_by", "dated"), [(7200.0, True), (-60.0, False)])
async def test_what_comes_after_a_leap_of_the_camera_s_clock_is_dated_by_it_or_not_at_all(
    api: ApiTestClient, data: Datasources, principal: Principal, tmp_path: Path, later_by: float, dated: bool
) -> None:
    made = make_two_recordings(later_by)
    video = (await upload_video(api, made, filename="two.ts", contentType="video/mp2t", recordedAt=NOON))["id"]
    async with data.postgres.transaction(principal) as connection:
        # Stored before the jump is known: they follow it.
        await data.events.store_in(connection, principal, decode_video_id(video), [event_row(3.0), event_row(15.0)])
    await analyze(data, principal, video, tmp_path)
    async with data.postgres.transaction(principal) as connection:
        await data.events.store_in(
            connection, principal, decode_video_id(video), [event_row(11.5), event_row(12.0), event_row(20.0)]
        )
    told = await fetch_gaps(api, video)
    assert told["durationSeconds"] == pytest.approx(24, abs=0.1)
    moments = {edge["node"]["startSeconds"]: edge["node"]["occurredAt"] for edge in told["events"]["edges"]}
    assert moments[3.0] == at("12:00:03")
    assert moments[11.5] == at("12:00:11.500000")
    later = [moments[seconds] for seconds in (12.0, 15.0, 20.0)]
    assert later == ([at("14:00:12"), at("14:00:15"), at("14:00:20")] if dated else [None] * 3)
    # Positions go on; what is missing is time alone.
    assert told["gaps"] == [
        {"startSeconds": 12, "endSeconds": 12, "from": at("12:00:12"), "to": at("14:00:12") if dated else None}
        | {"reason": "NO_FOOTAGE"}
    ]
    assert told["analysis"]["skippedSeconds"] == 0


async def test_another_organization_s_gaps_answer_like_those_of_a_missing_video(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    theirs = await add_video(postgres, principal, status="READY", gaps=[[1.0, 2.0, "NO_FOOTAGE"]])
    stranger = api.with_token(tokens(STRANGER))
    answers = [await stranger.post(GAPS, id=encode(Kind.VIDEO, key)) for key in (theirs, UUID(int=5))]
    assert answers[0] == answers[1] == {"data": {"video": None}}


async def test_the_gaps_of_a_list_are_one_statement_however_many_videos_there_are(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    query = "{ videos(first: 50) { edges { node { gaps { startSeconds reason } otherTracks } } } }"
    sent = []
    for count in (2, 18):
        for number in range(count):
            await add_video(
                postgres,
                principal,
                status="READY",
                gaps=[[float(number), number + 2.0, "UNDECODABLE"]],
                other_tracks=["track 1: h264 64x48"],
            )
        with record_statements() as statements:
            edges = (await api.data(query))["videos"]["edges"]
        assert all(edge["node"]["gaps"] and edge["node"]["otherTracks"] for edge in edges)
        sent.append((len(edges), len(statements)))
    assert sent == [(2, 1), (20, 1)]
