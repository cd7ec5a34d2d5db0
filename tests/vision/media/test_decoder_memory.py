"""Memory is reckoned before a frame is decoded: what outgrows it is refused with the numbers."""

import io
import sys
import threading
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from domain.isolation.subprocess import IsolationOptions, ResourceLimits, Sandbox, run_isolated
from models.errors import UnusableMedia
from tests.vision.media_files import steady_times, write_video
from vision.media.container import open_video
from vision.media.decode import sample_frames
from vision.media.decoder_memory import frame_bytes
from vision.media.parameter_sets import count_reference_frames
from vision.media.probe import probe


def bomb(
    width: int, height: int, pixels: str, kept: int, frames: int, container: str = "mp4", codec: str = "libx264"
) -> bytes:
    """Black pictures that make a decoder keep so many of them."""
    file = io.BytesIO()
    told = f"ref={kept}:keyint=250:bframes=0:rc-lookahead=0:sync-lookahead=0:weightp=0:threads=2:sliced-threads=1:qp=40"
    options = {"preset": "ultrafast", "x264-params": told}
    if codec == "libx265":
        options = {"preset": "ultrafast", "x265-params": f"ref={kept}:bframes=0:rc-lookahead=0:log-level=0:pools=1"}
    with av.open(file, "w", format=container) as out:
        stream = cast(av.VideoStream, out.add_stream(codec, rate=25, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        frame = av.VideoFrame(width, height, pixels)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for number in range(frames):
            frame.pts = number
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return file.getvalue()


def decode_outcome(path: Path) -> tuple[str, int]:
    """How decoding a file ended, and the most bytes it took; runs in a child."""
    try:
        return "decoded", peak_of_decoding(path)
    except UnusableMedia as error:
        return error.code, peak()
    except MemoryError:
        return "MemoryError", peak()


def peak_of_decoding(path: Path) -> int:
    for _ in sample_frames(path, 5, longest_side=1280):
        pass
    return peak()


def peak() -> int:
    # Not ru_maxrss, which remembers the process that this one was forked from.
    [line] = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("kept", [1, 4, 16])
@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts"])
def test_references_are_read_from_the_header(tmp_path: Path, kept: int, container: str) -> None:
    path = tmp_path / "v"
    path.write_bytes(bomb(320, 240, "yuv444p10le", kept, 3, container))
    with open_video(path) as (_, stream):
        assert count_reference_frames("h264", stream.codec_context.extradata) == kept


def test_references_of_h265_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(bomb(320, 240, "yuv420p", 3, 3, codec="libx265"))
    with open_video(path) as (_, stream):
        told = count_reference_frames("hevc", stream.codec_context.extradata)
    assert told is not None
    assert 3 <= told <= 6


@pytest.mark.parametrize("torn", [b"", b"\1", b"\1d\0\x28\xff\xe1\0\x05g", b"\0\0\1g", bytes(40), b"\1" * 40])
@pytest.mark.parametrize("codec", ["h264", "hevc", "vp9"])
def test_a_torn_header_tells_nothing(torn: bytes, codec: str) -> None:
    assert count_reference_frames(codec, torn) in (None, *range(65))


@pytest.mark.slow
@pytest.mark.parametrize("rows", [(7680, 4320), (4320, 7680)])
def test_what_outgrows_a_child_is_refused_with_the_numbers(tmp_path: Path, rows: tuple[int, int]) -> None:
    """115 kB that took 4.2 GB: 8K, 4:4:4, ten bits, sixteen references. One frame of it is enough to see."""
    path = tmp_path / "v.mp4"
    path.write_bytes(bomb(rows[0], rows[1], "yuv444p10le", 16, 2))
    with pytest.raises(UnusableMedia) as refused:
        probe(path)
    told = refused.value.values
    assert refused.value.code == "VIDEO_TOO_LARGE"
    assert (told["width"], told["height"], told["limit_mib"]) == (*rows, 3072)
    assert int(str(told["needed_mib"])) > 3800


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.slow
def test_what_is_taken_stays_within_the_reckoning(tmp_path: Path) -> None:
    """4K with sixteen references, in a child of a gibibyte and a half."""
    path = tmp_path / "v.mp4"
    path.write_bytes(bomb(3840, 2160, "yuv420p", 16, 20))
    limit = 1536 << 20
    found = run_isolated(
        IsolationOptions(threading.Event(), ResourceLimits(memory_bytes=limit), Sandbox(reads=(str(path),))),
        peak_of_decoding,
        path,
    )
    assert 17 * 3840 * 2160 * 1.5 < found < limit


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.slow
def test_a_stream_that_grows_in_its_middle_stays_within_its_bounds(tmp_path: Path) -> None:
    """A file may begin small: its later pictures are damaged footage, refused, or more than its child may take."""
    small, large = bomb(320, 240, "yuv420p", 1, 25, "mpegts"), bomb(7680, 4320, "yuv444p10le", 16, 17, "mpegts")
    path = tmp_path / "v.ts"
    path.write_bytes(small + large)
    found = run_isolated(
        IsolationOptions(threading.Event(), ResourceLimits(memory_bytes=3 << 30), Sandbox(reads=(str(path),))),
        decode_outcome,
        path,
    )
    assert found[0] in ("decoded", "VIDEO_TOO_LARGE", "MemoryError")
    assert found[1] < 3 << 30


def test_usual_footage_keeps_its_threads(tmp_path: Path) -> None:
    path = write_video(tmp_path / "v.mp4", steady_times(1, 10))
    with open_video(path) as (_, stream):
        assert stream.codec_context.thread_count >= 1
    assert len(list(sample_frames(path, 5))) == 5


def test_a_picture_s_size_counts_its_colours() -> None:
    grey, wide = frame_bytes(1920, 1080, "gray"), frame_bytes(1920, 1080, "yuv444p10le")
    assert wide > 3 * grey
    assert frame_bytes(1920, 1080, None) >= wide
    assert wide >= np.prod((1920, 1080, 6))
