"""What a file says about itself, and why some files cannot be used."""

import os
import resource
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from PIL import Image

from models.errors import UnusableMedia
from models.messages.errors import is_error_code
from tests.vision.media_files import draw_moving_square, steady_times, write_sound, write_video
from vision.media.probe import probe


def _code(path: Path) -> str:
    with pytest.raises(UnusableMedia) as refused:
        probe(path)
    assert is_error_code(refused.value.code)
    return refused.value.code


def test_a_video_tells_its_length_rate_size_codec_and_frames(tmp_path: Path) -> None:
    media = probe(write_video(tmp_path / "v.mp4", steady_times(2, 25)))
    assert media.duration_seconds == pytest.approx(2.0, abs=0.05)
    assert media.frame_rate == pytest.approx(25, abs=0.5)
    assert (media.width, media.height, media.codec, media.frames) == (96, 64, "h264", 50)


def test_the_time_of_creation_is_read_with_its_zone(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", [0.0], metadata={"creation_time": "2026-11-20T12:00:00.000000Z"})
    assert probe(path).created_at == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_phones_local_time_is_preferred_to_its_utc(tmp_path: Path) -> None:
    told = {"creation_time": "2026-11-20T12:00:05Z", "com.apple.quicktime.creationdate": "2026-11-20T21:00:00+0900"}
    path = write_video(
        tmp_path / "v.mov", [0.0], metadata=told, options={"movflags": "use_metadata_tags"}, container_format="mov"
    )
    assert probe(path).created_at == datetime(2026, 11, 20, 21, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize("unset", ["1970-01-01T00:00:00Z", "1904-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday"])
def test_a_clock_that_was_never_set_tells_no_time(tmp_path: Path, unset: str) -> None:
    assert probe(write_video(tmp_path / "v.mkv", [0.0], metadata={"creation_time": unset})).created_at is None


def test_one_frame_is_a_video_of_one_frames_length(tmp_path: Path) -> None:
    media = probe(write_video(tmp_path / "v.mp4", [0.0]))
    assert media.frames == 1
    assert 0 < media.duration_seconds <= 0.05


def test_a_portrait_video_is_taller_than_wide(tmp_path: Path) -> None:
    tall = write_video(tmp_path / "v.mp4", [0.0, 0.1], lambda _: np.zeros((96, 54, 3), np.uint8))
    assert (probe(tall).width, probe(tall).height) == (54, 96)


@pytest.mark.parametrize(("rotation", "size"), [(90, (64, 96)), (-90, (64, 96)), (180, (96, 64)), (0, (96, 64))])
def test_the_size_is_that_of_the_upright_picture(tmp_path: Path, rotation: int, size: tuple[int, int]) -> None:
    media = probe(write_video(tmp_path / "v.mp4", [0.0, 0.1], rotation=rotation))
    assert (media.width, media.height) == size


def test_a_container_without_a_length_is_measured(tmp_path: Path) -> None:
    live = write_video(tmp_path / "v.mkv", steady_times(2, 25), options={"live": "1"})
    assert probe(live).duration_seconds == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("kind", ["h264", "hevc", "m4v", "mpeg2video"])
def test_a_bare_stream_says_of_no_frame_when_it_was_taken(tmp_path: Path, kind: str) -> None:
    codec = {"h264": "libx264", "hevc": "libx265", "m4v": "mpeg4", "mpeg2video": "mpeg2video"}[kind]
    raw = tmp_path / f"v.{kind}"
    with av.open(str(raw), "w", format=kind) as container:
        stream = cast(av.VideoStream, container.add_stream(codec, rate=25))
        stream.width, stream.height, stream.pix_fmt = 176, 144, "yuv420p"
        for seconds in steady_times(1, 25):
            frame = av.VideoFrame.from_ndarray(draw_moving_square(seconds, 176, 144), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert _code(raw) == "RAW_VIDEO"


def test_an_empty_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(b"")
    assert _code(tmp_path / "v.mp4") == "EMPTY_FILE"


def test_sound_without_a_picture_is_told_apart(tmp_path: Path) -> None:
    assert _code(write_sound(tmp_path / "v.mp4")) == "NO_VIDEO_STREAM"
    assert _code(write_sound(tmp_path / "v.mkv")) == "NO_VIDEO_STREAM"


def test_an_mp4_cut_off_before_its_index_is_truncated(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "v.mp4", steady_times(2, 25)).read_bytes()
    cut = tmp_path / "cut.mp4"
    for part in (0.3, 0.6, 0.9):
        cut.write_bytes(whole[: int(len(whole) * part)])
        assert _code(cut) == "TRUNCATED_VIDEO"


def test_an_index_whose_frames_are_missing_is_truncated(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", steady_times(2, 25), options={"movflags": "+faststart"})
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"mdat") + 4])
    assert _code(path) == "TRUNCATED_VIDEO"


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"hello world\n" * 1000,
        bytes(100_000),
        b"%PDF-1.7\n" + bytes(range(256)) * 50,
        b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"\x1b[31mcolours\x1b[0m\n" * 500,
    ],
)
def test_what_is_not_a_video_is_not_opened(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.mp4").write_bytes(content)
    assert _code(tmp_path / "v.mp4") == "NOT_A_VIDEO"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_not_a_video(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "v.mp4", kind)
    assert _code(tmp_path / "v.mp4") == "NOT_A_VIDEO"


def test_noise_is_not_a_video(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(os.urandom(300_000))
    assert _code(tmp_path / "v.mp4") == "NOT_A_VIDEO"


def test_a_header_that_promises_a_huge_picture_allocates_nothing(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.avi", [0.0, 0.1, 0.2], codec="mjpeg", pix_fmt="yuvj420p")
    content = path.read_bytes().replace(
        b"\xff\xc0\x00\x11\x08\x00\x40\x00\x60", b"\xff\xc0\x00\x11\x08\xf0\x00\xf0\x00"
    )
    assert content != path.read_bytes()
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert _code(path) in {"VIDEO_TOO_LARGE", "UNDECODABLE_VIDEO"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_a_stream_without_a_readable_frame_names_its_codec(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mkv", [0.0, 0.04])
    content = bytearray(path.read_bytes())
    start = content.index(b"\x1f\x43\xb6\x75") + 40  # the first cluster's frames
    content[start:] = bytes(len(content) - start)
    path.write_bytes(bytes(content))
    with pytest.raises(UnusableMedia) as refused:
        probe(path)
    assert refused.value.code == "UNDECODABLE_VIDEO"
    assert refused.value.values == {"codec": "h264"}


def test_a_file_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "nothing.mp4")


def test_the_time_of_the_place_has_no_zone_and_a_day_alone_is_no_time(tmp_path: Path) -> None:
    for written, told in (("2026-11-20 21:00:00", datetime(2026, 11, 20, 21)), ("2026-11-20", None)):  # noqa: DTZ001
        path = tmp_path / "v.avi"
        write_video(path, [0.0, 0.1], codec="mjpeg", pix_fmt="yuvj420p", metadata={"date": written})
        assert probe(path).created_at == told
