"""`Video.playbackUrl`: what a browser plays, or how it stands with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.tables.quotas import measure_usage
from domain.media.playback_job import MAX_BYTES, MAX_SECONDS, build_playback_job, playback_pipeline
from models.access.audit import AuditFilter
from models.access.principal import Principal
from models.enums import Role
from models.paging import PageWindow
from models.tables import RenditionRow
from resolvers.core.ids import Kind, decode, encode
from resolvers.media.playback_orders import MAX_OPEN
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api
from tests.support.statements import record_statements

CONTENT = bytes(range(256)) * 4
PLAY = """query ($id: ID!) { video(id: $id) {
  playbackUrl playback { state url expiresAt error { code message } }
} }"""
UNPLAYED = [["CODEC", "hevc"]]


async def add_footage(data: Datasources, principal: Principal, **columns: Any) -> str:
    """A video with an original that browsers do not play, unless columns say otherwise; its id."""
    given = {"play_obstacles": UNPLAYED, "status": "READY", "duration_seconds": 60.0, **columns}
    video = await add_video(data.postgres, principal, **given)
    key = f"{principal.organization}/{video}/original/1"
    stored = await data.objects.put("storage", key, CONTENT, "application/octet-stream")
    await data.videos.update(principal, video, object_key=key, etag=stored.etag)
    return encode(Kind.VIDEO, video)


def key_of(id_: str) -> UUID:
    key = decode(Kind.VIDEO, id_)
    assert key is not None
    return key


async def add_rendition(data: Datasources, principal: Principal, id_: str) -> str:
    video, rendition = key_of(id_), RenditionRow.__table__
    key = f"{principal.organization}/{video}/playback/1.mp4"
    stored = await data.objects.put("highlights", key, CONTENT, "video/mp4")
    values = {
        "organization": principal.organization,
        "video_id": video,
        "object_key": key,
        "etag": stored.etag,
        "size_bytes": len(CONTENT),
        "checksum_sha256": "0" * 64,
        "made_by": playback_pipeline(sound=False),
        "encoded": True,
    }
    async with data.postgres.transaction(principal) as connection:
        await connection.execute(rendition.insert().values(**values))
    return key


async def play(api: ApiTestClient, id_: str) -> Any:
    video = (await api.data(PLAY, id=id_))["video"]
    assert video["playbackUrl"] == video["playback"]["url"]
    return video["playback"]


async def list_jobs(data: Datasources, principal: Principal) -> list[Any]:
    async with data.postgres.transaction(principal) as connection:
        return list(await connection.exec_driver_sql("SELECT * FROM job WHERE kind = 'PLAYBACK'"))


async def list_noted(data: Datasources, principal: Principal) -> list[Any]:
    wanted = AuditFilter(actions=["playbackUrl"])
    return list((await data.audit.list_page(principal, wanted, PageWindow(50), ["user_id", "target_id"])).rows)


class TestOriginal:
    async def test_that_browsers_play_is_what_is_played(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        found = await play(api, await add_footage(served_data, principal, play_obstacles=[]))
        assert (found["state"], found["error"]) == ("ORIGINAL", None)
        left = datetime.fromisoformat(found["expiresAt"]) - datetime.now(UTC)
        assert timedelta(minutes=39) < left <= timedelta(hours=1)
        async with httpx.AsyncClient() as http:
            part = await http.get(found["url"], headers={"Range": "bytes=4-7"})
        assert (part.status_code, part.content) == (206, CONTENT[4:8])
        # Whatever type was announced for it: Firefox believes what it is told.
        assert part.headers["content-type"] == "video/mp4"
        assert part.headers["cache-control"] == "private, max-age=3600, immutable"
        assert await list_jobs(served_data, principal) == []

    async def test_is_noted_once_per_person_video_and_hour(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
    ) -> None:
        ids = [await add_footage(served_data, principal, play_obstacles=[]) for _ in range(2)]
        other = api.with_token(tokens(Principal("other", principal.organization, frozenset({Role.VIEWER}))))
        for caller in (api, other):
            await asyncio.gather(*(play(caller, id_) for id_ in ids for _ in range(3)))
        noted = [(row["user_id"], row["target_id"]) for row in await list_noted(served_data, principal)]
        assert sorted(noted) == sorted((user, key_of(id_)) for user in (principal.user_id, "other") for id_ in ids)

    async def test_that_was_replaced_is_not_played(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        id_ = await add_footage(served_data, principal, play_obstacles=[])
        key = f"{principal.organization}/{key_of(id_)}/original/1"
        await served_data.objects.put("storage", key, b"another", "video/mp4")
        answer = await api.post(PLAY, id=id_)
        assert answer["data"]["video"] == {"playbackUrl": None, "playback": None}
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"ORIGINAL_REPLACED"}
        assert await list_noted(served_data, principal) == []

    async def test_of_an_upload_that_is_not_confirmed_is_not_there_yet(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        id_ = await add_footage(served_data, principal, status="UPLOADING", play_obstacles=None)
        assert await play(api, id_) == {"state": "NOT_UPLOADED", "url": None, "expiresAt": None, "error": None}

    async def test_in_an_archive_has_to_be_restored_first(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        for obstacles in ([], UNPLAYED):
            id_ = await add_footage(served_data, principal, tier="COLD", play_obstacles=obstacles)
            assert (await play(api, id_))["state"] == "ARCHIVED"
        assert await list_jobs(served_data, principal) == []


class TestRendition:
    @pytest.mark.parametrize("obstacles", [UNPLAYED, None])
    async def test_is_ordered_once_and_then_played(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal, obstacles: Any
    ) -> None:
        id_ = await add_footage(served_data, principal, play_obstacles=obstacles)
        for _ in range(2):
            assert await play(api, id_) == {"state": "MAKING", "url": None, "expiresAt": None, "error": None}
        [job] = await list_jobs(served_data, principal)
        assert (job.video_id, job.status) == (key_of(id_), "QUEUED")
        async with served_data.postgres.transaction(principal) as connection:
            spent = (await connection.exec_driver_sql("SELECT units FROM playback_spending")).scalar_one()
        assert spent == 60
        assert await list_noted(served_data, principal) == []
        await add_rendition(served_data, principal, id_)
        found = await play(api, id_)
        assert found["state"] == "READY"
        async with httpx.AsyncClient() as http:
            assert (await http.get(found["url"], headers={"Range": "bytes=0-3"})).content == CONTENT[:4]
        assert len(await list_noted(served_data, principal)) == 1

    async def test_in_whose_place_another_object_is_is_made_again(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        id_ = await add_footage(served_data, principal)
        await served_data.objects.put(
            "highlights", await add_rendition(served_data, principal, id_), b"another", "video/mp4"
        )
        assert (await play(api, id_))["state"] == "MAKING"
        noted = await served_data.audit.count(principal, AuditFilter(actions=["playbackReplaced"]))
        assert noted == 1

    async def test_that_could_not_be_made_says_why_and_is_tried_again_an_hour_later(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        id_ = await add_footage(served_data, principal)
        async with served_data.postgres.transaction(principal) as connection:
            job = await served_data.jobs.enqueue(connection, principal, build_playback_job(key_of(id_), sound=False))
            failed = "status = 'FAILED', error_code = 'UNDECODABLE_VIDEO', finished_at = now()"
            await connection.exec_driver_sql(f"UPDATE job SET {failed} WHERE id = '{job.id}'")
        for language, words in (("en", "decoded"), ("ko", "디코딩")):
            found = await play(api.with_language(language), id_)
            assert (found["state"], found["error"]["code"]) == ("FAILED", "UNDECODABLE_VIDEO")
            assert words in found["error"]["message"], found
        async with served_data.postgres.transaction(principal) as connection:
            await connection.exec_driver_sql("UPDATE job SET finished_at = now() - interval '61 minutes'")
        assert (await play(api, id_))["state"] == "MAKING"
        assert [row.status for row in await list_jobs(served_data, principal)] == ["QUEUED"]

    async def test_of_footage_whose_time_is_over_is_not_made(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        id_ = await add_footage(served_data, principal, original_fault="EXPIRED")
        found = await play(api, id_)
        assert (found["state"], found["error"]["code"]) == ("FAILED", "FOOTAGE_EXPIRED")
        assert await list_jobs(served_data, principal) == []
        frame = "query ($id: ID!) { video(id: $id) { frameUrl(atSeconds: 1) } }"
        assert await api.code(frame, id=id_) == "FOOTAGE_EXPIRED"

    @pytest.mark.parametrize(
        ("columns", "code", "told"),
        [
            ({"duration_seconds": MAX_SECONDS + 1}, "PLAYBACK_TOO_LONG", "21600"),
            ({"size_bytes": MAX_BYTES + 1}, "PLAYBACK_TOO_LARGE", "5 GiB"),
        ],
    )
    async def test_of_footage_that_is_too_much_is_not_made(
        self,
        api: ApiTestClient,
        served_data: Datasources,
        principal: Principal,
        columns: dict[str, Any],
        code: str,
        told: str,
    ) -> None:
        id_ = await add_footage(served_data, principal, **columns)
        found = await play(api.with_language("ko"), id_)
        assert (found["state"], found["error"]["code"]) == ("FAILED", code)
        assert told in found["error"]["message"]
        assert await list_jobs(served_data, principal) == []

    async def test_is_made_for_as_many_videos_at_once_as_an_organization_may_have(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        for _ in range(MAX_OPEN + 2):
            await add_footage(served_data, principal)
        found = await api.data("{ videos { edges { node { playback { state error { code } } } } } }")
        states = [edge["node"]["playback"] for edge in found["videos"]["edges"]]
        waiting = {"state": "WAITING", "error": {"code": "PLAYBACK_MUST_WAIT"}}
        assert states == [{"state": "MAKING", "error": None}] * MAX_OPEN + [waiting] * 2
        assert len(await list_jobs(served_data, principal)) == MAX_OPEN

    async def test_of_a_list_is_found_by_a_few_statements(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        for _ in range(3):
            await add_footage(served_data, principal, play_obstacles=[])
            await add_rendition(served_data, principal, await add_footage(served_data, principal))
        with record_statements(requests_only=True) as statements:
            found = await api.data("{ videos { edges { node { playbackUrl } } } }")
        assert all(edge["node"]["playbackUrl"] for edge in found["videos"]["edges"])
        assert len(statements) == 4  # the videos, their renditions, the note in the audit log with its lock


@asynccontextmanager
async def serving(settings: Settings, api: ApiTestClient, **changed: Any) -> AsyncIterator[ApiTestClient]:
    async with (
        serve_api(settings.model_copy(update=changed)) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as http,
    ):
        yield ApiTestClient(http, api.token)


class TestBounds:
    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"playback_seconds_per_day": 90}, "BUDGET_EXCEEDED"),
            ({"organization_stored_bytes": 2500}, "QUOTA_EXCEEDED"),
        ],
    )
    async def test_what_an_organization_may_not_have_made_waits_and_says_why(
        self,
        settings: Settings,
        api: ApiTestClient,
        served_data: Datasources,
        principal: Principal,
        changed: dict[str, Any],
        code: str,
    ) -> None:
        first, second = [await add_footage(served_data, principal, size_bytes=1000) for _ in range(2)]
        async with serving(settings, api, **changed) as there:
            if code == "BUDGET_EXCEEDED":
                assert (await play(there, first))["state"] == "MAKING"
            found = await play(there, second)
        assert (found["state"], found["error"]["code"]) == ("WAITING", code)
        assert len(await list_jobs(served_data, principal)) == (code == "BUDGET_EXCEEDED")

    @pytest.mark.parametrize(("least", "may_viewer"), [("VIEWER", True), ("OPERATOR", False)])
    async def test_the_setting_says_who_may_watch(
        self,
        settings: Settings,
        api: ApiTestClient,
        served_data: Datasources,
        principal: Principal,
        tokens: Callable[[Principal], str],
        least: str,
        may_viewer: bool,
    ) -> None:
        id_ = await add_footage(served_data, principal, play_obstacles=[])
        async with serving(settings, api, playback_role=least) as there:
            for role in (Role.VIEWER, Role.OPERATOR, Role.INGEST):
                caller = there.with_token(tokens(Principal("somebody", principal.organization, frozenset({role}))))
                for field in ("playbackUrl", "playback { state }"):
                    query = f"query ($id: ID!) {{ nodes(ids: [$id]) {{ ... on Video {{ {field} }} }} }}"
                    answer = await caller.post(query, id=id_)
                    is_refused = {error["extensions"]["code"] for error in answer.get("errors", ())} == {"FORBIDDEN"}
                    assert is_refused is (role is Role.INGEST or (role is Role.VIEWER and not may_viewer))


async def test_deleting_a_video_deletes_what_was_made_of_it_and_counts_it(
    api: ApiTestClient, served_data: Datasources, principal: Principal
) -> None:
    id_ = await add_footage(served_data, principal)
    key = await add_rendition(served_data, principal, id_)
    deletion = "mutation ($id: ID!) { deleteVideo(id: $id) { receipt { store deleted } } }"
    receipt = (await api.data(deletion, id=id_))["deleteVideo"]["receipt"]
    counted = {one["store"]: one["deleted"] for one in receipt}
    assert (counted["renditions"], counted["clips"], counted["originals"]) == (1, 0, 1)
    assert await served_data.objects.head("highlights", key) is None
    [none] = await served_data.media.renditions.list_by_video(principal, [key_of(id_)])
    assert none is None


async def test_what_is_made_counts_as_stored(served_data: Datasources, principal: Principal) -> None:
    id_ = await add_footage(served_data, principal, size_bytes=1000)
    await add_rendition(served_data, principal, id_)
    async with served_data.postgres.transaction(principal) as connection:
        usage = await measure_usage(connection, principal)
    assert usage.stored_bytes == 1000 + len(CONTENT)
