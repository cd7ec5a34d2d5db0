"""Legal holds: several on one video, who, why and until when, and what they forbid."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from domain.videos.deletion import Remover
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.errors import WrongState
from models.jobs import NewJob
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_video, event_row, hold_video
from tests.support.serving import ApiTestClient
from vision.version import ANALYSIS_PIPELINE

HOLD = """mutation ($id: ID!, $hold: Boolean = true, $reason: String = "Case 7", $until: DateTime) {
  setLegalHold(videoId: $id, hold: $hold, reason: $reason, until: $until) {
    video { legalHold holds { reason by until } } userErrors { code field message }
} }"""
READ = "query ($id: ID!) { video(id: $id) { legalHold holds { reason by at until } } }"
LOG = """query ($id: ID!) { auditLog(filter: {targets: [$id], actions: ["setLegalHold"]}) {
  edges { node { userId details } } } }"""
START = "mutation ($id: ID!) { startAnalysis(videoId: $id) { userErrors { code field } } }"
NEVER = {"hold": False, "reason": "It is over"}


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> str:
    return encode(Kind.VIDEO, await add_video(postgres, principal, status="READY"))


def key_of(video: str) -> UUID:
    key = decode(Kind.VIDEO, video)
    assert key is not None
    return key


async def hold(api: ApiTestClient, video: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(HOLD, id=video, **variables))["setLegalHold"]
    return found


def codes(answer: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["field"]) for error in answer["userErrors"]]


async def test_several_holds_are_set_and_released_one_by_one(api: ApiTestClient, video: str) -> None:
    later = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)
    await hold(api, video)
    two = await hold(api, video, reason="The insurer asks", until=later.isoformat())
    assert two == {
        "video": {
            "legalHold": True,
            "holds": [
                {"reason": "Case 7", "by": "tester", "until": None},
                {"reason": "The insurer asks", "by": "tester", "until": later.isoformat()},
            ],
        },
        "userErrors": [],
    }
    unclear = await hold(api, video, **NEVER)
    assert codes(unclear) == [("SEVERAL_HOLDS", ["reason"])]
    assert "Case 7; The insurer asks" in unclear["userErrors"][0]["message"]
    one = await hold(api, video, hold=False, reason="Case 7")
    assert [each["reason"] for each in one["video"]["holds"]] == ["The insurer asks"]
    # The only one needs no naming: the reason says why it is over.
    assert (await hold(api, video, **NEVER))["video"] == {"legalHold": False, "holds": []}
    assert codes(await hold(api, video, **NEVER)) == [("NOT_HELD", ["videoId"])]
    edges = (await api.data(LOG, id=video))["auditLog"]["edges"]
    assert [edge["node"]["details"]["hold"] for edge in edges] == [False, False, True, True]


async def test_an_order_that_is_sent_twice_sets_one_hold(api: ApiTestClient, video: str) -> None:
    for _ in range(2):
        answer = await hold(api, video)
    assert len(answer["video"]["holds"]) == 1


async def test_a_hold_ends_at_its_time_by_itself(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: str
) -> None:
    ends = datetime.now(UTC) + timedelta(hours=1)
    assert (await hold(api, video, until=ends.isoformat()))["video"]["legalHold"] is True
    assert codes(await delete(api, video)) == [("LEGAL_HOLD", ["id"])]
    an_hour_later = "UPDATE legal_hold SET set_at = set_at - interval '1 hour', until = until - interval '1 hour'"
    async with postgres.transaction(principal) as connection:
        await connection.execute(text(an_hour_later))
    assert (await api.data(READ, id=video))["video"] == {"legalHold": False, "holds": []}
    assert codes(await delete(api, video)) == []


async def delete(api: ApiTestClient, video: str) -> dict[str, Any]:
    asked = "mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId userErrors { code field } } }"
    found: dict[str, Any] = (await api.data(asked, id=video))["deleteVideo"]
    return found


async def test_every_mistake_is_told_at_once(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    waiting = encode(Kind.VIDEO, await add_video(postgres, principal))
    past = "2020-01-01T00:00:00Z"
    assert codes(await hold(api, waiting, reason="  ", until=past)) == [
        ("NOT_UPLOADED", ["videoId"]),
        ("VALUE_REQUIRED", ["reason"]),
        ("HOLD_ENDS_IN_PAST", ["until"]),
    ]
    released = await hold(api.with_language("ko"), "x", hold=False, until="2100-01-01T00:00:00Z")
    assert codes(released) == [("NOT_FOUND", ["videoId"]), ("RELEASE_WITH_END", ["until"])]


async def test_only_administrators_release_holds_of_others(
    api: ApiTestClient,
    postgres: Postgres,
    principal: Principal,
    tokens: Callable[[Principal], str],
    video: str,
) -> None:
    await hold_video(postgres, principal, key_of(video), set_by="a lawyer")
    operator = Principal("operator", principal.organization, frozenset({Role.OPERATOR}))
    colleague = api.with_token(tokens(operator))
    assert await colleague.code(HOLD, id=video, **NEVER) == "FORBIDDEN"
    assert codes(await hold(colleague, video, reason="Mine")) == []
    assert codes(await hold(colleague, video, hold=False, reason="Mine")) == []
    assert (await hold(api, video, **NEVER))["video"]["legalHold"] is False


async def test_a_hold_that_comes_while_a_deletion_runs_wins(
    api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal, video: str
) -> None:
    await served_data.events.store(principal, key_of(video), [event_row(1)])
    setting: list[asyncio.Task[dict[str, Any]]] = []

    async def set_meanwhile(_connection: AsyncConnection, _counted: Mapping[str, int]) -> None:
        """The deletion has locked the video by now, and waits until the hold waits for it."""
        setting.append(asyncio.create_task(hold(api, video)))
        waiting = text(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        async with asyncio.timeout(60):
            while True:
                async with postgres.system_transaction() as connection:
                    if (await connection.execute(waiting)).scalar_one():
                        return
                await asyncio.sleep(0.02)

    remover = Remover(served_data.removals, served_data.objects, 900)
    with pytest.raises(WrongState, match="legal hold"):
        await remover.remove(principal, key_of(video), write_audit=set_meanwhile)
    assert (await setting[0])["video"]["legalHold"] is True
    found = await api.data("query ($id: ID!) { video(id: $id) { legalHold events { totalCount } } }", id=video)
    assert found["video"] == {"legalHold": True, "events": {"totalCount": 1}}


async def test_an_analysis_that_would_replace_events_is_refused(
    api: ApiTestClient, served_data: Datasources, principal: Principal, video: str
) -> None:
    """A first analysis is not: it replaces nothing."""
    key = key_of(video)
    await hold(api, video)
    assert codes((await api.data(START, id=video))["startAnalysis"]) == []
    async with served_data.postgres.transaction(principal) as connection:
        await connection.execute(text("DELETE FROM job"))
        former = NewJob(JobKind.ANALYZE, "watchgraph-vision/1", video_id=key)
        job = await served_data.jobs.enqueue(connection, principal, former)
        done = text("UPDATE job SET status = :status WHERE id = :id")
        await connection.execute(done, {"status": JobStatus.DONE, "id": job.id})
    assert ANALYSIS_PIPELINE != "watchgraph-vision/1"
    assert codes((await api.data(START, id=video))["startAnalysis"]) == [("LEGAL_HOLD", ["videoId"])]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "DELETE FROM video",
        "UPDATE video SET tier = 'COLD'",
        "UPDATE video SET original_fault = 'EXPIRED'",
    ],
)
async def test_the_database_refuses_what_a_hold_forbids_whoever_asks(
    served_data: Datasources, postgres: Postgres, principal: Principal, video: str, statement: str
) -> None:
    await served_data.events.store(principal, key_of(video), [event_row(1)])
    await hold_video(postgres, principal, key_of(video))
    with pytest.raises(WrongState, match="legal hold"):
        async with postgres.transaction(principal) as connection:
            await connection.execute(text(statement))
    async with postgres.transaction(principal) as connection:
        # What delays nothing is allowed.
        await connection.execute(text("UPDATE video SET tier = 'WARM'"))
        released = text("UPDATE legal_hold SET released_at = now(), released_by = 'a lawyer'")
        await connection.execute(released)
        await connection.execute(text(statement))
