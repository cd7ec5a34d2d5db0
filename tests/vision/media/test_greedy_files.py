"""Small files that would eat memory, time or descriptors: each is decoded or refused within a child's limits."""

import io
import struct
import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from domain.isolation.subprocess import IsolationOptions, ResourceLimits, Sandbox, run_isolated
from domain.videos import thumbnail
from models.errors import UnusableMedia
from tests.vision.media.test_decoder_memory import bomb, peak
from tests.vision.media_files import steady_times, write_video
from vision.media.decode import sample_frames
from vision.media.probe import probe

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]
LIMIT = 1536 << 20
PATIENCE = 120
REFUSALS = {
    "NOT_A_VIDEO", "TRUNCATED_VIDEO", "NO_VIDEO_STREAM", "UNDECODABLE_VIDEO", "VIDEO_TOO_LARGE", "HEADER_TOO_LARGE"
}  # fmt: skip


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def ordinary_file(folder: Path, suffix: str = "mp4") -> bytes:
    return write_video(folder / f"usual.{suffix}", steady_times(1, 5)).read_bytes()


def many_streams(folder: Path) -> bytes:
    """Two thousand copies of a track in an MP4's index; all lead to the same samples."""
    whole = ordinary_file(folder)
    at = whole.index(b"moov") - 4
    size = int.from_bytes(whole[at : at + 4], "big")
    moov = whole[at + 8 : at + size]
    begins = moov.index(b"trak") - 4
    track = moov[begins : begins + int.from_bytes(moov[begins : begins + 4], "big")]
    rest = moov[:begins] + track * 2000 + moov[begins + len(track) :]
    return whole[:at] + box(b"moov", rest) + whole[at + size :]


def nested_boxes(folder: Path) -> bytes:
    whole = ordinary_file(folder)
    inner = b""
    for _ in range(20_000):
        inner = box(b"moov", inner)
    return whole[: whole.index(b"moov") - 4] + inner


def announced_samples(folder: Path) -> bytes:
    """The sample sizes are said to be 2^31, all alike: no byte stands for each."""
    whole = bytearray(ordinary_file(folder))
    at = whole.index(b"stsz")
    whole[at + 8 : at + 16] = struct.pack(">II", 10, 2**31)
    return bytes(whole)


def announced_runs(folder: Path) -> bytes:
    """One entry of the table of times stands for 2^31 samples."""
    whole = bytearray(ordinary_file(folder))
    at = whole.index(b"stts")
    whole[at + 12 : at + 16] = struct.pack(">I", 2**31 - 1)
    return bytes(whole)


def attachments(folder: Path) -> bytes:
    """A font of 200 MB in an MKV, whose size alone is there."""
    whole = bytearray(ordinary_file(folder, "mkv"))
    data = b"\x46\x5c" + (0x10000000 | 200 << 20).to_bytes(4, "big") + b"x" * 100
    named = b"\x46\x6e\x81a" + b"\x46\x60\x81b" + b"\x46\xae\x81\x01" + data
    length = 0x10000000 | (len(named) + (200 << 20) - 100)
    file = b"\x61\xa7" + length.to_bytes(4, "big") + named
    held = b"\x19\x41\xa4\x69" + (0x10000000 | 230 << 20).to_bytes(4, "big") + file
    cluster = whole.index(b"\x1f\x43\xb6\x75")
    return bytes(whole[:cluster] + held + whole[cluster:])


def extradata(folder: Path) -> bytes:
    """A decoder's header of 64 MB, of zeros, in an MP4's index."""
    whole = ordinary_file(folder)
    at = whole.index(b"avcC") - 4
    size = int.from_bytes(whole[at : at + 4], "big")
    told = whole[:at] + box(b"avcC", whole[at + 8 : at + size] + bytes(64 << 20)) + whole[at + size :]
    grown = bytearray(told)
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1"):
        place = grown.index(kind) - 4
        grown[place : place + 4] = (int.from_bytes(grown[place : place + 4], "big") + (64 << 20)).to_bytes(4, "big")
    return bytes(grown)


def cover_picture(folder: Path) -> bytes:
    """A PNG of 20,000 x 20,000 beside the footage, as players show it."""
    drawn = io.BytesIO()
    Pillow.new("1", (20_000, 20_000)).save(drawn, "PNG")
    data = box(b"data", struct.pack(">II", 14, 0) + drawn.getvalue())
    handler = box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    told = box(b"udta", box(b"meta", bytes(4) + handler + box(b"ilst", box(b"covr", data))))
    whole = ordinary_file(folder)
    at = whole.index(b"moov") - 4
    size = int.from_bytes(whole[at : at + 4], "big")
    return whole[:at] + box(b"moov", whole[at + 8 : at + size] + told) + whole[at + size :]


def many_tiny_frames(folder: Path) -> bytes:
    """100,000 a second, for a fifth of a second."""
    path = folder / "fast.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=50_000)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        for number in range(20_000):
            frame.pts, frame.time_base = number, Fraction(1, 50_000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path.read_bytes()


def grows_to_8k(folder: Path) -> bytes:
    small, large = bomb(320, 240, "yuv420p", 1, 10, "mpegts"), bomb(7680, 4320, "yuv444p", 4, 2, "mpegts")
    return small + large


GREEDY: dict[str, Callable[[Path], bytes]] = {
    make.__name__: make
    for make in (
        many_streams, nested_boxes, announced_samples, announced_runs, attachments, extradata, cover_picture,
        many_tiny_frames, grows_to_8k,
    )
}  # fmt: skip


def decode_outcome(path: Path) -> tuple[str, int]:
    """How confirming and an analysis's decoding of a file end, and the most bytes they took; runs in a child."""
    try:
        probe(path)
        for _ in sample_frames(path, 5, longest_side=1280):
            pass
    except UnusableMedia as error:
        return error.code, peak()
    except MemoryError:
        return "OUT_OF_MEMORY", peak()
    return "decoded", peak()


@pytest.mark.parametrize("name", GREEDY)
def test_a_greedy_file_stays_within_its_child_s_limits(tmp_path: Path, name: str) -> None:
    path = tmp_path / "v"
    path.write_bytes(GREEDY[name](tmp_path))
    assert path.stat().st_size < 100 << 20
    began = time.monotonic()
    found = run_isolated(
        IsolationOptions(
            threading.Event(), ResourceLimits(memory_bytes=LIMIT, cpu_seconds=PATIENCE), Sandbox(reads=(str(path),))
        ),
        decode_outcome,
        path,
    )
    # Out of memory at most: the job says so, tries once more and gives the file up (domain.jobs.outcomes).
    assert found[0] in {"decoded", "OUT_OF_MEMORY", *REFUSALS}
    assert found[1] < LIMIT
    assert time.monotonic() - began < PATIENCE


def png_bomb() -> bytes:
    drawn = io.BytesIO()
    Pillow.new("1", (12_000, 12_000)).save(drawn, "PNG")
    return drawn.getvalue()


def animated() -> bytes:
    drawn = io.BytesIO()
    frames = [Pillow.new("RGB", (64, 64), (number % 256, number // 256, 0)) for number in range(3000)]
    frames[0].save(drawn, "WEBP", save_all=True, append_images=frames[1:], duration=10)
    return drawn.getvalue()


def draw_outcome(content: bytes, kind: str) -> tuple[str, int]:
    try:
        with Pillow.open(io.BytesIO(thumbnail.draw_jpeg(content, kind))) as picture:
            assert max(picture.size) <= 1280
    except UnusableMedia as error:
        return error.code, peak()
    return "drawn", peak()


@pytest.mark.parametrize(
    ("make", "kind", "outcome"),
    [(png_bomb, "image/png", "PICTURE_TOO_LARGE"), (animated, "image/webp", "drawn")],
)
def test_a_greedy_picture_does_too(make: Callable[[], bytes], kind: str, outcome: str) -> None:
    content = make()
    assert len(content) <= thumbnail.LARGEST_BYTES
    found = run_isolated(
        IsolationOptions(threading.Event(), ResourceLimits(memory_bytes=1 << 30, cpu_seconds=20)),
        draw_outcome,
        content,
        kind,
    )
    assert found[0] == outcome
    assert found[1] < 512 << 20
