"""Files that browsers and cameras call by no name, or by a wrong one, and what they tell of themselves."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import pytest

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.footage.specimen import ExtraTrack, Specimen
from tests.schema.uploads.clock.analyzing import make_content
from tests.schema.uploads.sending import confirm_upload, error_codes, list_objects, request_upload, send, upload_video
from tests.support.serving import ApiTestClient
from tests.vision.media_files import steady_times, write_video

UNKNOWN = "application/octet-stream"


def make_video(name: str) -> bytes:
    """A second of footage in the container of this name."""
    with tempfile.TemporaryDirectory() as folder:
        return write_video(Path(folder) / name, steady_times(1, 25)).read_bytes()


def make_bare_video(kind: str) -> bytes:
    """Pictures without a container."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = write_video(Path(folder) / "v.mp4", steady_times(1, 25)), Path(folder) / f"v.{kind}"
        with av.open(str(source)) as container, av.open(str(target), "w", format=kind) as out:
            stream = out.add_stream_from_template(container.streams.video[0])
            for packet in container.demux(video=0):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
        return target.read_bytes()


@pytest.mark.parametrize(
    ("filename", "kind"),
    [("a.mkv", "video/x-matroska"), ("a.ts", "video/mp2t"), ("A.TS", "video/mp2t"), ("a.mts", "video/mp2t")],
)
async def test_a_file_of_no_type_is_taken_by_its_extension(api: ApiTestClient, filename: str, kind: str) -> None:
    made = make_video("v.mkv" if filename.endswith("mkv") else "v.ts")
    video = await upload_video(api, made, filename=filename, contentType=UNKNOWN)
    assert (video["status"], video["codec"]) == ("QUEUED", "h264")
    found = await api.data("query ($id: ID!) { video(id: $id) { contentType } }", id=video["id"])
    assert found["video"]["contentType"] == kind


async def test_what_it_is_counts_and_not_what_it_is_called(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    # An MP4 that is called MKV is footage; a text that is called TS is none.
    assert (await upload_video(api, make_video("v.mp4"), filename="a.mkv", contentType=UNKNOWN))["codec"] == "h264"
    text = b"No video at all. " * 100
    ticket = await request_upload(api, text, filename="a.ts", contentType=UNKNOWN)
    assert (await send(ticket, text)).status_code == 200
    assert error_codes(await confirm_upload(api, ticket)) == ["NOT_A_VIDEO"]
    assert error_codes(await request_upload(api, text, filename="a.exe", contentType=UNKNOWN)) == [
        "CONTENT_TYPE_NOT_ACCEPTED"
    ]
    assert len(await list_objects(data, principal)) == 1


@pytest.mark.parametrize(("language", "word"), [("en", "MKV"), ("ko", "컨테이너")])
async def test_a_bare_stream_is_refused_with_the_way_to_wrap_it(
    api: ApiTestClient, data: Datasources, principal: Principal, language: str, word: str
) -> None:
    raw = make_bare_video("h264")
    ticket = await request_upload(api.with_language(language), raw, filename="cam1.h264", contentType=UNKNOWN)
    assert (await send(ticket, raw)).status_code == 200
    refused = await confirm_upload(api.with_language(language), ticket)
    assert error_codes(refused) == ["RAW_VIDEO"]
    assert word in refused["userErrors"][0]["message"]
    assert "ffmpeg -framerate 25 -i in.h264" in refused["userErrors"][0]["message"]
    assert await list_objects(data, principal) == []


@pytest.mark.parametrize(
    ("timezone", "moment"),
    [("Asia/Seoul", "2026-11-20T12:00:00+00:00"), ("America/New_York", "2026-11-21T02:00:00+00:00"), (None, None)],
)
async def test_the_date_of_an_avi_is_the_time_of_its_camera_s_place(
    api: ApiTestClient, timezone: str | None, moment: str | None
) -> None:
    avi = Specimen(
        "a.avi", "mjpeg", pixels="yuvj420p", times=steady_times(1, 10), metadata={"date": "2026-11-20 21:00:00"}
    )
    told: dict[str, Any] = {"filename": "a.avi", "contentType": "video/x-msvideo", "timezone": timezone}
    video = await upload_video(api, make_content(avi), **told)
    assert datetime.fromisoformat(video["recordedAt"]) == datetime.fromisoformat(moment or "2026-11-20T21:00:00+00:00")


async def test_pictures_that_are_not_looked_at_are_told(api: ApiTestClient) -> None:
    preview = Specimen("a.mp4", times=steady_times(2, 10), track=ExtraTrack(64, 48, first=True, default=False))
    video = await upload_video(api, make_content(preview))
    found = await api.data("query ($id: ID!) { video(id: $id) { width height otherTracks } }", id=video["id"])
    assert found["video"] == {"width": 160, "height": 128, "otherTracks": ["track 0: h264 64x48"]}
