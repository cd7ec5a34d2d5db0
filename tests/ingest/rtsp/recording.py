"""A recorder of this process beside a server of ours, and what stands in its files."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import av

from bench.ingest.moving_picture import read_numbers
from ingest.rtsp.address import CameraAddress
from ingest.rtsp.camera import CameraRecorder, CameraStatus, RecordingTerms
from ingest.spool import SpoolFolder

TERMS = RecordingTerms(seconds=2.0, stall_seconds=2.0, has_sound=False)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording. numbers: of its frames; times: when each was taken, by the file's name and the frame's position."""

    path: Path
    width: int
    height: int
    codec: str
    numbers: list[int]
    times: list[float]


def read_recording(path: Path) -> Recorded:
    started_at = datetime.strptime(path.stem, "%Y-%m-%dT%H-%M-%S.%fZ").replace(tzinfo=UTC).timestamp()
    numbers, times = [], []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            for number in read_numbers(bytes(packet)) if packet.size else ():
                assert packet.pts is not None
                assert packet.time_base is not None
                numbers.append(number)
                times.append(started_at + float(packet.pts * packet.time_base))
        return Recorded(path, stream.width, stream.height, stream.codec_context.name, numbers, times)


def read_recordings(folder: Path) -> list[Recorded]:
    """Finished recordings, the oldest first."""
    return [read_recording(path) for path in sorted(folder.glob("[!.]*/*"))]


def list_unfinished(folder: Path) -> list[Path]:
    return list(folder.glob(".recording/*/*"))


@asynccontextmanager
async def recorder(folder: Path, url: str, terms: RecordingTerms = TERMS) -> AsyncIterator[CameraStatus]:
    """Records a camera called gate until the end of the block."""
    stopping = threading.Event()
    running = CameraRecorder(CameraAddress("gate", url), SpoolFolder(folder), terms, stopping)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running.status
    finally:
        stopping.set()
        await asyncio.to_thread(thread.join)


async def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
