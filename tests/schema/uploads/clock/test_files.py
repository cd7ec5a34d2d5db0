"""Files that browsers and cameras call by no name, or by a wrong one, and what they tell of themselves."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import pytest

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.footage.specimen import Specimen, Track
from tests.schema.uploads.clock.analyzing import content
from tests.schema.uploads.sending import codes, confirmed, held, requested, send, uploaded
from tests.support.serving import Api
from tests.vision.media_files import steady, write_video

UNKNOWN = "application/octet-stream"


def of(name: str) -> bytes:
    """A second of footage in the container of this name."""
    with tempfile.TemporaryDirectory() as folder:
        return write_video(Path(folder) / name, steady(1, 25)).read_bytes()


def bare(kind: str) -> bytes:
    """Pictures without a container."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = write_video(Path(folder) / "v.mp4", steady(1, 25)), Path(folder) / f"v.{kind}"
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
async def test_a_file_of_no_type_is_taken_by_its_extension(api: Api, filename: str, kind: str) -> None:
    made = of("v.mkv" if filename.endswith("mkv") else "v.ts")
    video = await uploaded(api, made, filename=filename, contentType=UNKNOWN)
    assert (video["status"], video["codec"]) == ("QUEUED", "h264")
    found = await api.data("query ($id: ID!) { video(id: $id) { contentType } }", id=video["id"])
    assert found["video"]["contentType"] == kind


async def test_what_it_is_counts_and_not_what_it_is_called(api: Api, data: Datasources, principal: Principal) -> None:
    # An MP4 that is called MKV is footage; a text that is called TS is none.
    assert (await uploaded(api, of("v.mp4"), filename="a.mkv", contentType=UNKNOWN))["codec"] == "h264"
    text = b"No video at all. " * 100
    ticket = await requested(api, text, filename="a.ts", contentType=UNKNOWN)
    assert (await send(ticket, text)).status_code == 200
    assert codes(await confirmed(api, ticket)) == ["NOT_A_VIDEO"]
    assert codes(await requested(api, text, filename="a.exe", contentType=UNKNOWN)) == ["CONTENT_TYPE_NOT_ACCEPTED"]
    assert len(await held(data, principal)) == 1


@pytest.mark.parametrize(("language", "word"), [("en", "MKV"), ("ko", "컨테이너")])
async def test_a_bare_stream_is_refused_with_the_way_to_wrap_it(
    api: Api, data: Datasources, principal: Principal, language: str, word: str
) -> None:
    raw = bare("h264")
    ticket = await requested(api.speaking(language), raw, filename="cam1.h264", contentType=UNKNOWN)
    assert (await send(ticket, raw)).status_code == 200
    refused = await confirmed(api.speaking(language), ticket)
    assert codes(refused) == ["RAW_VIDEO"]
    assert word in refused["userErrors"][0]["message"]
    assert "ffmpeg -framerate 25 -i in.h264" in refused["userErrors"][0]["message"]
    assert await held(data, principal) == []


@pytest.mark.parametrize(
    ("timezone", "moment"),
    [("Asia/Seoul", "2026-11-20T12:00:00+00:00"), ("America/New_York", "2026-11-21T02:00:00+00:00"), (None, None)],
)
async def test_the_date_of_an_avi_is_the_time_of_its_camera_s_place(
    api: Api, timezone: str | None, moment: str | None
) -> None:
    avi = Specimen("a.avi", "mjpeg", pixels="yuvj420p", times=steady(1, 10), metadata={"date": "2026-11-20 21:00:00"})
    told: dict[str, Any] = {"filename": "a.avi", "contentType": "video/x-msvideo", "timezone": timezone}
    video = await uploaded(api, content(avi), **told)
    assert datetime.fromisoformat(video["recordedAt"]) == datetime.fromisoformat(moment or "2026-11-20T21:00:00+00:00")


async def test_pictures_that_are_not_looked_at_are_told(api: Api) -> None:
    preview = Specimen("a.mp4", times=steady(2, 10), track=Track(64, 48, first=True, default=False))
    video = await uploaded(api, content(preview))
    found = await api.data("query ($id: ID!) { video(id: $id) { width height otherTracks } }", id=video["id"])
    assert found["video"] == {"width": 160, "height": 128, "otherTracks": ["track 0: h264 64x48"]}
