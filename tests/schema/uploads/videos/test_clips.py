"""Clips are cut once, say what they really show, and are there for whoever may see the video."""

import asyncio
import functools
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from config import Settings
from datasources.bootstrap import Datasources
from domain.videos.clip_job import ClipJobHandler
from models.access.principal import Principal
from models.enums import JobKind, Role
from resolvers.core.ids import Kind, decode, encode
from tests.schema.uploads.conftest import run_worker
from tests.schema.uploads.sending import error_codes, list_objects, make_video, request_upload, upload_video
from tests.support.rows import event_row
from tests.support.serving import ApiTestClient
from tests.vision.media_files import steady_times, write_video
from vision.media.probe import probe

STRANGER = Principal("stranger", "another organization", frozenset(Role))
EXPORT = """mutation ($id: ID!, $from: Float!, $to: Float!, $exact: Boolean) {
  exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {
    url startSeconds endSeconds sizeBytes checksumSha256 userErrors { code message field }
  }
}"""


@functools.cache
def long_footage() -> bytes:
    """Six seconds with a key frame every 0.48."""
    with tempfile.TemporaryDirectory() as place:
        return write_video(Path(place) / "v.mp4", steady_times(6, 25)).read_bytes()


async def export_clip(
    api: ApiTestClient, id_: str, start: float, end: float, exact: bool | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(EXPORT, id=id_, **{"from": start, "to": end}, exact=exact))["exportClip"]
    return found


def run_clip_worker(folder: Path) -> Callable[[Datasources], Any]:
    return lambda data: {JobKind.CLIP: ClipJobHandler(data.videos, data.objects, data.clips, folder)}


async def cut(api: ApiTestClient, video: str, start: float, end: float, exact: bool = False) -> Any:
    """As a client does: where the clip takes longer than an answer may, it asks again."""
    async with asyncio.timeout(240):
        while True:
            clip = await export_clip(api, video, start, end, exact)
            if [error["code"] for error in clip["userErrors"]] != ["CLIP_NOT_READY"]:
                return clip


@pytest.mark.slow
async def test_a_clip_says_what_it_shows_and_the_same_range_is_cut_once(
    api: ApiTestClient, settings: Settings, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    video = (await upload_video(api, long_footage()))["id"]
    key = decode(Kind.VIDEO, video)
    assert key is not None
    async with data.postgres.transaction(principal) as connection:
        await data.events.store_in(connection, principal, key, [event_row(2.0, 3.5), event_row(4.0, 5.5)])
    async with run_worker(settings, run_clip_worker(tmp_path)):
        clip, same = await asyncio.gather(cut(api, video, 2, 4), cut(api, video, 2, 4))
        exact = await cut(api, video, 2, 4, exact=True)
    assert clip["userErrors"] == same["userErrors"] == exact["userErrors"] == []
    # The key frame before 2 s is at 1.92 s.
    assert clip["startSeconds"] == pytest.approx(1.92, abs=0.001)
    assert clip["endSeconds"] == pytest.approx(4.0, abs=0.05)
    assert exact["startSeconds"] == pytest.approx(2.0, abs=0.001)
    assert exact["endSeconds"] == pytest.approx(4.0, abs=0.001)
    assert {**same, "url": ""} == {**clip, "url": ""}
    assert len([one for one in await list_objects(data, principal) if one.startswith("highlights")]) == 2
    async with httpx.AsyncClient() as http:
        answer, whole = await http.get(clip["url"]), await http.get(exact["url"])
        part = await http.get(clip["url"], headers={"Range": "bytes=4-7"})
    assert answer.headers["content-type"] == "video/mp4"
    assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (
        clip["sizeBytes"],
        clip["checksumSha256"],
    )
    assert (part.status_code, part.content) == (206, b"ftyp")
    # A player begins before the whole file is there.
    assert answer.content.index(b"moov") < answer.content.index(b"mdat")
    assert whole.content.index(b"moov") < whole.content.index(b"mdat")
    (tmp_path / "clip.mp4").write_bytes(answer.content)
    assert probe(tmp_path / "clip.mp4").codec == "h264"
    # Without a worker: it is there already.
    assert (await export_clip(api, video, 2.0, 4.0))["checksumSha256"] == clip["checksumSha256"]
    # Each who was handed one is noted, however it came to be.
    noted = await api.data('{ auditLog(filter: {actions: ["exportClip"]}) { totalCount } }')
    assert noted["auditLog"]["totalCount"] == 4
    # The event that it shows wholly has it as its own; the other has none.
    query = "query ($id: ID!) { video(id: $id) { events { edges { node { startSeconds clipUrl } } } } }"
    events = (await api.data(query, id=video))["video"]["events"]["edges"]
    shown = {edge["node"]["startSeconds"]: edge["node"]["clipUrl"] for edge in events}
    assert shown[4.0] is None
    assert shown[2.0].partition("?")[0] == clip["url"].partition("?")[0]


@pytest.mark.parametrize(
    ("start", "end", "mistakes"),
    [
        (-1, 1, [("OUT_OF_RANGE", ["startSeconds"])]),
        (7, 8, [("OUT_OF_RANGE", ["startSeconds"])]),
        (0.5, 0.5, [("RANGE_REVERSED", ["endSeconds"])]),
        (0.8, 0.2, [("RANGE_REVERSED", ["endSeconds"])]),
        (1e300, 1e301, [("NOT_FINITE", ["startSeconds"]), ("NOT_FINITE", ["endSeconds"])]),
        (-1, -2, [("OUT_OF_RANGE", ["startSeconds"]), ("RANGE_REVERSED", ["endSeconds"])]),
    ],
)
async def test_all_mistakes_of_a_range_are_named(
    api: ApiTestClient, start: float, end: float, mistakes: list[tuple[str, list[str]]]
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    refused = await export_clip(api, video, start, end)
    assert refused["url"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == mistakes
    missing = await export_clip(api, encode(Kind.VIDEO, UUID(int=5)), 2, 1)
    assert error_codes(missing) == ["NOT_FOUND", "RANGE_REVERSED"]


async def test_a_range_is_not_longer_than_a_clip_may_be(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    key = decode(Kind.VIDEO, video)
    assert key is not None
    await data.videos.update(principal, key, duration_seconds=90_000.0)
    assert error_codes(await export_clip(api, video, 0, 3601)) == ["CLIP_TOO_LONG"]
    assert error_codes(await export_clip(api, video, 0, 601, exact=True)) == ["CLIP_TOO_LONG"]


async def test_what_is_not_there_or_another_s_answers_alike(
    api: ApiTestClient, tokens: Callable[[Principal], str]
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    assert error_codes(await export_clip(api.with_token(tokens(STRANGER)), video, 0, 1)) == ["NOT_FOUND"]
    for id_ in (encode(Kind.VIDEO, UUID(int=5)), "x"):
        assert error_codes(await export_clip(api, id_, 0, 1)) == ["NOT_FOUND"]
    upload = (await request_upload(api, make_video()))["video"]["id"]
    assert error_codes(await export_clip(api, upload, 0, 1)) == ["NOT_UPLOADED"]


@pytest.mark.slow
async def test_a_clip_that_takes_long_or_cannot_be_cut_says_so(
    api: ApiTestClient,
    settings: Settings,
    data: Datasources,
    principal: Principal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("resolvers.clip._WAIT_SECONDS", 0.3)
    video = (await upload_video(api, make_video()))["id"]
    # Nobody works.
    assert error_codes(await export_clip(api, video, 0, 0.5)) == ["CLIP_NOT_READY"]
    await data.objects.delete_prefix("storage", f"{principal.organization}/")
    monkeypatch.setattr("resolvers.clip._WAIT_SECONDS", 60)
    async with run_worker(settings, run_clip_worker(tmp_path)):
        assert error_codes(await export_clip(api, video, 0, 0.5)) == ["ORIGINAL_MISSING"]
