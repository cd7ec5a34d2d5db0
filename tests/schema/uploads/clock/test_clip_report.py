"""A clip says what was done to the footage and what it lacks, and one that was cut otherwise is not handed out."""

from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from config import Settings
from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.footage.specimen import ExtraTrack, Specimen
from tests.schema.uploads.clock.analyzing import make_content
from tests.schema.uploads.conftest import run_worker
from tests.schema.uploads.sending import upload_video
from tests.schema.uploads.videos.test_analyzed import decode_video_id
from tests.schema.uploads.videos.test_clips import run_clip_worker
from tests.support.rows import event_row
from tests.support.serving import ApiTestClient, serve_api

pytestmark = pytest.mark.slow

EXPORT = """mutation ($id: ID!, $exact: Boolean) {
  exportClip(videoId: $id, startSeconds: 3, endSeconds: 5, exact: $exact) {
    url startSeconds endSeconds checksumSha256 encoded reasons omitted userErrors { code }
  }
}"""
CLIP_URL = "query ($id: ID!) { video(id: $id) { events { edges { node { clipUrl } } } } }"


async def export_clip(api: ApiTestClient, video: str, exact: bool = False) -> Any:
    found = (await api.data(EXPORT, id=video, exact=exact))["exportClip"]
    assert found["userErrors"] == []
    return found


async def kinds_in(url: str, folder: Path) -> set[str]:
    """The kinds of streams that a clip has."""
    async with httpx.AsyncClient() as http:
        (folder / "got.mp4").write_bytes((await http.get(url)).content)
    with av.open(str(folder / "got.mp4")) as container:
        return {stream.type for stream in container.streams}


async def test_what_was_done_and_left_out_is_told_in_both_languages(
    api: ApiTestClient, settings: Settings, tmp_path: Path
) -> None:
    odd = Specimen(
        "odd.mov", pixels="yuv420p10le", sound="pcm_alaw", track=ExtraTrack(64, 48, first=False, default=False)
    )
    plain = Specimen("plain.mp4")
    async with run_worker(settings, run_clip_worker(tmp_path)):
        told = {}
        for specimen, kind in ((odd, "video/quicktime"), (plain, "video/mp4")):
            video = (await upload_video(api, make_content(specimen), filename=specimen.name, contentType=kind))["id"]
            told[specimen.name] = [await export_clip(api.with_language(language), video) for language in ("en", "ko")]
    english, korean = told["odd.mov"]
    assert english["encoded"] is True
    assert english["checksumSha256"] == korean["checksumSha256"]
    assert english["reasons"] == [
        "Browsers and phones do not play this profile everywhere: h264 High 10.",
        "Browsers and phones do not show these pixels everywhere: yuv420p10le.",
    ]
    assert sorted(english["omitted"]) == [
        "Another picture of the file: track 1: h264 64x48.",
        "The sound (pcm_alaw, mono, 8000 Hz): clips are cut without it unless the server is set up otherwise.",
    ]
    assert [len(korean[name]) for name in ("reasons", "omitted")] == [2, 2]
    for sentence in (*korean["reasons"], *korean["omitted"]):
        assert any("가" <= letter <= "힣" for letter in sentence), sentence
    for plainly in told["plain.mp4"]:
        assert (plainly["encoded"], plainly["reasons"], plainly["omitted"]) == (False, [], [])


@pytest.mark.parametrize("exact", [False, True])
async def test_a_clip_that_was_cut_without_sound_is_not_the_one_with_it(
    api: ApiTestClient, settings: Settings, data: Datasources, principal: Principal, tmp_path: Path, exact: bool
) -> None:
    spoken = make_content(Specimen("spoken.mov", sound="pcm_mulaw"))
    video = (await upload_video(api, spoken, filename="spoken.mov", contentType="video/quicktime"))["id"]
    async with data.postgres.transaction(principal) as connection:
        await data.events.store_in(connection, principal, decode_video_id(video), [event_row(3.2, 4.5)])

    async def event_clip(of: ApiTestClient) -> str | None:
        [edge] = (await of.data(CLIP_URL, id=video))["video"]["events"]["edges"]
        url: str | None = edge["node"]["clipUrl"]
        return url and url.partition("?")[0]

    with_sound = settings.model_copy(update={"clip_sound": True})
    # The worker is set up as it always was: who asks says how it is cut.
    async with serve_api(with_sound) as url, httpx.AsyncClient(base_url=url, timeout=60) as http:
        loud = ApiTestClient(http, api.token)
        async with run_worker(settings, run_clip_worker(tmp_path)):
            silent = await export_clip(api, video, exact)
            assert await event_clip(loud) is None
            heard = await export_clip(loud, video, exact)
        assert await kinds_in(silent["url"], tmp_path) == {"video"}
        assert await kinds_in(heard["url"], tmp_path) == {"video", "audio"}
        assert (len(silent["omitted"]), heard["omitted"]) == (1, [])
        # Both are there now, and each is handed out where clips are cut so.
        assert (await export_clip(api, video, exact))["checksumSha256"] == silent["checksumSha256"]
        assert (await export_clip(loud, video, exact))["checksumSha256"] == heard["checksumSha256"]
        # The event shows the one that was cut last, where that is how clips are cut.
        assert await event_clip(loud) == heard["url"].partition("?")[0]
        assert await event_clip(api) is None
