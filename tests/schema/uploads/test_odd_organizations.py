"""An organization's name is no path: what one deletes is never another's, and what stood under it comes over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from datasources.bootstrap import Datasources
from datasources.postgres.tables.object_keys import MovedKeys
from domain.videos.clip_job import clip_pipeline
from domain.videos.deletion import delete_objects
from domain.videos.key_migration import KeyMigration, KeyMigrationResult
from models.access.principal import Principal
from models.enums import OriginalState, Role
from models.footage.object_keys import escape_segment, video_folder
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.sending import make_padded_video, make_video, request_upload, send, send_parts, upload_video
from tests.schema.uploads.test_pinning import download, fetch_audit, fetch_state, object_key
from tests.support.rows import add_question, event_row
from tests.support.serving import ApiTestClient

DELETE = "mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId userErrors { code } } }"


def decode_video_id(video: str) -> UUID:
    key = decode(Kind.VIDEO, video)
    assert key is not None
    return key


def make_principal(organization: str) -> Principal:
    return Principal("kim", organization, frozenset(Role))


async def delete_video(api: ApiTestClient, video: str) -> None:
    assert (await api.data(DELETE, id=video))["deleteVideo"] == {"deletedVideoId": video, "userErrors": []}


async def list_everything(data: Datasources, beginning: str) -> list[str]:
    """What the buckets hold whose keys begin so."""
    client, found = data.objects._client, []
    for name, bucket in data.objects._buckets.items():
        listed = await client.list_objects_v2(Bucket=bucket, Prefix=beginning)
        found += [f"{name}: {one['Key']}" for one in listed.get("Contents", ())]
    return found


@dataclass
class FormerOrganization:
    """A video of an organization with an odd name, as it stood before names were written otherwise in keys."""

    api: ApiTestClient
    data: Datasources
    principal: Principal
    video: str
    content: bytes
    place: str

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.data.postgres.transaction(self.principal) as connection:
            return list((await connection.execute(text(statement), values)).scalars())


async def make_former(
    api: ApiTestClient, data: Datasources, tokens: Callable[[Principal], str], organization: str
) -> FormerOrganization:
    principal = make_principal(organization)
    theirs, content = api.with_token(tokens(principal)), make_padded_video(150_000, organization.encode())
    video = (await upload_video(theirs, content))["id"]
    key = decode_video_id(video)
    made = FormerOrganization(theirs, data, principal, video, content, f"{organization}/{key}/")
    await delete_objects(data.objects, organization, key)
    for bucket, name, body in (
        ("storage", "original.mp4", content),
        ("thumbnails", "thumbnail.jpg", b"picture"),
        ("thumbnails", "events/a.jpg", b"event"),
        ("thumbnails", "frames/1.jpg", b"frame"),
        ("highlights", "clips/0-1000.mp4", b"clip"),
    ):
        await data.objects.put(bucket, made.place + name, body, "image/jpeg")  # type: ignore[arg-type]
    head = await data.objects.head("storage", f"{made.place}original.mp4")
    assert head is not None
    await data.videos.update(
        principal,
        key,
        object_key=f"{made.place}original.mp4",
        etag=head.etag,
        thumbnail_key=f"{made.place}thumbnail.jpg",
    )
    async with data.postgres.transaction(principal) as connection:
        one = event_row(0.1, 0.5, thumbnail_key=f"{made.place}events/a.jpg", clip_key=f"{made.place}clips/0-1000.mp4")
        await data.events.store_in(connection, principal, key, [one])
    await made.rows(
        "INSERT INTO clip (organization, video_id, asked_start, asked_end, exact, start_seconds, end_seconds,"
        " object_key, size_bytes, checksum_sha256, made_by)"
        " VALUES (:o, :v, 0, 1, false, 0, 1, :k, 4, 'c', :made_by) RETURNING id",
        o=organization, v=key, k=f"{made.place}clips/0-1000.mp4", made_by=clip_pipeline(sound=False),
    )  # fmt: skip
    history = await add_question(data.postgres, principal)
    await made.rows(
        "UPDATE prompt_history SET citations = jsonb_build_array(jsonb_build_object('frame_key', cast(:k AS text))),"
        " plan = jsonb_build_object('frames', jsonb_build_array(jsonb_build_object('key', cast(:k AS text))))"
        " WHERE id = :h RETURNING id",
        k=f"{made.place}frames/1.jpg", h=history,
    )  # fmt: skip
    return made


def build_moving(data: Datasources, rows: Any = None) -> KeyMigration:
    return KeyMigration(rows or MovedKeys(data.postgres), data.videos, data.objects, lambda _line: None)


@pytest.mark.slow
@pytest.mark.parametrize("as_it_was", [False, True])
async def test_deleting_a_video_leaves_an_organization_that_is_called_like_its_folder(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str], as_it_was: bool
) -> None:
    mine = (await upload_video(api, make_video()))["id"]
    names = [f"{principal.organization}/{decode_video_id(mine)}{rest}" for rest in ("", "/original", "/")]
    others = [await make_former(api, data, tokens, name) for name in names]
    if not as_it_was:
        await build_moving(data).run()
    before = await list_everything(data, principal.organization)
    await delete_video(api, mine)
    assert [one for one in before if one not in await list_everything(data, principal.organization)] == [
        one for one in before if f"/{decode_video_id(mine)}/original/" in one and one.count("/") == 3
    ]
    for other in others:
        assert await download(other.api, other.video) == other.content
        await delete_video(other.api, other.video)
    assert await list_everything(data, principal.organization) == []


@pytest.mark.parametrize("ending", ["/..", "/a b", "%2Fa", "\\", " 한국/매장?", "/😀#"])
async def test_an_odd_name_goes_the_whole_way(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str], ending: str
) -> None:
    odd = make_principal(principal.organization + ending)
    theirs = api.with_token(tokens(odd))
    one = (await upload_video(theirs, make_video()))["id"]
    ticket = await request_upload(theirs, make_padded_video(300_000))
    await send_parts(ticket, make_padded_video(300_000))
    assert await download(theirs, one) == make_video()
    assert all(one.partition(": ")[2].startswith(f"{escape_segment(odd.organization)}/") for one in
               await list_everything(data, principal.organization))  # fmt: skip
    assert (await object_key(data, odd, one)).startswith(video_folder(odd.organization, decode_video_id(one)))
    # In the organization without the ending there is nothing of it.
    assert (await api.data("query ($id: ID!) { video(id: $id) { id } }", id=one))["video"] is None
    await delete_video(theirs, one)
    await theirs.data(
        "mutation ($t: String!) { abortUpload(uploadToken: $t) { abortedVideoId } }", t=ticket["uploadToken"]
    )
    assert await list_everything(data, principal.organization) == []


async def test_what_stood_there_is_moved_with_all_that_names_it(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    odd = await make_former(api, data, tokens, f'{principal.organization}/"a"\\b')
    plain = (await upload_video(api, make_video()))["id"]
    left = await list_everything(data, f"{principal.organization}/{decode_video_id(plain)}/")
    assert await download(odd.api, odd.video) == odd.content
    told: list[str] = []
    await KeyMigration(MovedKeys(data.postgres), data.videos, data.objects, told.append).run()
    assert f"{escape_segment(odd.principal.organization)}: 5 objects of 1 videos moved" in told
    now = video_folder(odd.principal.organization, decode_video_id(odd.video))
    assert sorted(one.removeprefix(now) for one in await odd.rows(
        "SELECT object_key FROM video UNION ALL SELECT thumbnail_key FROM video"
        " UNION ALL SELECT thumbnail_key FROM event UNION ALL SELECT clip_key FROM event"
        " UNION ALL SELECT object_key FROM clip"
        " UNION ALL SELECT citations -> 0 ->> 'frame_key' FROM prompt_history"
        " UNION ALL SELECT plan -> 'frames' -> 0 ->> 'key' FROM prompt_history"
    )) == ["clips/0-1000.mp4", "clips/0-1000.mp4", "events/a.jpg", "frames/1.jpg", "frames/1.jpg", "original.mp4",
           "thumbnail.jpg"]  # fmt: skip
    assert await list_everything(data, odd.place) == []
    assert len(await list_everything(data, now)) == 5
    assert await download(odd.api, odd.video) == odd.content
    assert await fetch_state(odd.api, odd.video) == "PINNED"
    [shown] = (await odd.api.data("{ events { edges { node { clipUrl thumbnailUrl } } } }"))["events"]["edges"]
    async with httpx.AsyncClient() as http:
        assert (await http.get(shown["node"]["clipUrl"])).content == b"clip"
        assert (await http.get(shown["node"]["thumbnailUrl"])).content == b"event"
    # Once more, there is nothing to do; and nothing of an ordinary name was touched.
    assert (await build_moving(data).run()).objects == 0
    assert await list_everything(data, f"{principal.organization}/{decode_video_id(plain)}/") == left
    assert len(left) == 1
    assert await download(api, plain) == make_video()
    await delete_video(odd.api, odd.video)
    assert await list_everything(data, now) == []


async def test_a_move_that_dies_is_taken_up_again(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    odd = await make_former(api, data, tokens, f"{principal.organization}/x")

    class Dying(MovedKeys):
        after = False

        async def move(self, *args: Any, **more: Any) -> bool:
            if self.after:
                await super().move(*args, **more)
            raise asyncio.CancelledError

    for after in (False, True):
        dying = Dying(data.postgres)
        dying.after = after
        with pytest.raises(asyncio.CancelledError):
            await build_moving(data, dying).run()
        assert await download(odd.api, odd.video) == odd.content
    await build_moving(data).run()
    assert await list_everything(data, odd.place) in ([], [f"storage: {odd.place}original.mp4"])
    assert await download(odd.api, odd.video) == odd.content
    await delete_video(odd.api, odd.video)
    assert await list_everything(data, principal.organization) == []


async def test_two_moves_at_once_lose_nothing(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    odd = await make_former(api, data, tokens, f"{principal.organization}/x")
    await asyncio.gather(build_moving(data).run(), build_moving(data).run())
    assert await download(odd.api, odd.video) == odd.content
    assert await list_everything(data, odd.place) == []
    now = video_folder(odd.principal.organization, decode_video_id(odd.video))
    assert len(await list_everything(data, now)) == 5


async def test_an_original_that_was_replaced_is_left_and_told(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    odd = await make_former(api, data, tokens, f"{principal.organization}/x")
    await data.objects.put("storage", f"{odd.place}original.mp4", odd.content[::-1], "video/mp4")
    found: KeyMigrationResult = await build_moving(data).run()
    assert found.skipped >= 1
    assert await fetch_state(odd.api, odd.video) == OriginalState.REPLACED
    assert await fetch_audit(odd.api, "originalReplaced") == ["originalReplaced"]
    assert await list_everything(data, odd.place) == [f"storage: {odd.place}original.mp4"]


async def test_a_single_upload_that_is_under_way_ends_under_the_written_name(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    odd = make_principal(f"{principal.organization}/x")
    theirs = api.with_token(tokens(odd))
    ticket = await request_upload(theirs, make_video())
    await build_moving(data).run()
    await send(ticket, make_video())
    found = await theirs.data("mutation ($t: String!) { confirmUpload(input: {uploadToken: $t}) { video { id } } }",
                              t=ticket["uploadToken"])  # fmt: skip
    assert await download(theirs, found["confirmUpload"]["video"]["id"]) == make_video()
