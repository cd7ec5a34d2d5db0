"""python -m bench.looking: measures a chat about ten seconds of a 2 GiB video: bytes read from S3, time to first word.

It runs on its own embedded S3, with eight frames of 1080p H.264 whose key frames are two seconds apart. The model plans
for --planning seconds and then answers at once; the planning time is subtracted from the figures. The first chat of a
process has to start the child that decodes; later chats find one waiting.
"""

import argparse
import asyncio
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.harness.large_video import write_large_video
from datasources.s3 import ObjectStore
from devstack.stack.aws import create_client
from devstack.stack.stack import Options, Stack
from domain.ask.question.question import Answer, Question
from domain.ask.services import AskServices
from domain.ask.settings import AskSettings
from domain.chat.answer import ChatContext, ChatFootage, answer_from_frames
from domain.chat.frame_slots import FrameSlots
from domain.chat.frames import FrameBatch, FrameExtractor
from domain.isolation.subprocess import IsolatedProcess
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Conversation, Reply, StreamEnd, TextDelta, TokenCount
from models.asking.evidence import Evidence, VideoContext
from models.enums import PromptStage, Role
from models.filters import SecondsRange
from models.footage.originals import ObjectRef, Original
from vision.media.clock import FootageClock
from vision.stills.stills import StillsRequest

MAX_BYTES, MAX_SECONDS = 30 << 20, 1.2
FRAMES, KEY_SECONDS = 8, 2
_PAUSE_SECONDS = 2.0
_PRINCIPAL = Principal("bench", "bench", frozenset({Role.VIEWER}))
_KEY = "bench/large.mp4"


class _InstantModel:
    """A model that plans for a fixed time and then answers at once, and a search without events."""

    def __init__(self, planning: float) -> None:
        self._planning = planning

    async def converse(self, _conversation: Conversation, /) -> Reply:
        await asyncio.sleep(self._planning)
        plan = {"language": "en", "aboutFootage": True, "want": "LIST", "intent": "SCENE"}
        return Reply("", plan, "tool_use", TokenCount())

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        assert conversation.messages[0].images
        yield TextDelta("Nothing but noise can be seen in any of these pictures, however long one looks at them [1].")
        yield StreamEnd("end_turn", TokenCount())

    async def list_events(self, *_arguments: object) -> list[Evidence]:
        return []

    async def measure_coverage(self, *_arguments: object) -> Coverage:
        return Coverage()


class _RecordingExtractor(FrameExtractor):
    """Keeps the last batch of frames."""

    batch: FrameBatch | None = None

    async def extract(
        self,
        organization: str,
        original: Original,
        wanted: StillsRequest,
        child: IsolatedProcess | None = None,
        clock: FootageClock | None = None,
    ) -> FrameBatch:
        self.batch = await super().extract(organization, original, wanted, child, clock)
        return self.batch


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.looking", description=__doc__)
    parser.add_argument("--gib", type=float, default=2.0, help="size of the video (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="chats, each about another part (default: %(default)s)")
    parser.add_argument("--planning", type=float, default=0.0, help="seconds of the planner (default: %(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="watchgraph-bench-") as folder:
        # Under root, PostgreSQL runs as another user.
        Path(folder).chmod(0o755)
        sys.exit(asyncio.run(_run(Path(folder), int(chosen.gib * 2**30), chosen.rounds, chosen.planning)))


async def _run(folder: Path, size: int, rounds: int, planning: float) -> int:
    file = folder / "large.mp4"
    duration = await asyncio.to_thread(write_large_video, file, size, key_seconds=KEY_SECONDS)
    print(f"{file.stat().st_size / 2**30:.2f} GiB, {duration:.0f} s of 1080p at {8 * size / duration / 1e6:.1f} Mbit/s")
    async with Stack(folder / "state", Options(durable=False, bedrock=False)) as stack:
        environment = stack.environment
        os.environ |= {name: environment[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        await asyncio.to_thread(_upload, file, environment)
        file.unlink()
        async with ObjectStore.open(
            region=environment.get("AWS_S3_REGION_NAME", "ap-northeast-2"),
            endpoint=environment["AWS_ENDPOINT_URL_S3"],
            storage_bucket=environment["AWS_STORAGE_BUCKET_NAME"],
            thumbnails_bucket=environment["AWS_THUMBNAILS_BUCKET_NAME"],
            highlights_bucket=environment["AWS_HIGHLIGHTS_BUCKET_NAME"],
        ) as store:
            return await _run_chats(store, duration, rounds, planning)


def _upload(file: Path, environment: Any) -> None:
    keys = {"s3_access_key": environment["AWS_ACCESS_KEY_ID"], "s3_secret_key": environment["AWS_SECRET_ACCESS_KEY"]}
    s3 = create_client("s3", environment["AWS_ENDPOINT_URL_S3"], keys)
    where = {"Bucket": environment["AWS_STORAGE_BUCKET_NAME"], "Key": _KEY}
    upload = s3.create_multipart_upload(**where)["UploadId"]
    parts = []
    with file.open("rb") as content:
        for number, data in enumerate(iter(lambda: content.read(32 << 20), b""), start=1):
            part = s3.upload_part(**where, UploadId=upload, PartNumber=number, Body=data)
            parts.append({"PartNumber": number, "ETag": part["ETag"]})
    s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": parts})
    s3.close()


async def _run_chats(store: ObjectStore, duration: float, rounds: int, planning: float) -> int:
    times, bytes_read, frame_counts, cpu_times = [], [], [], []
    slots = FrameSlots(keeps_ready=True)
    for number in range(rounds):
        frames = _RecordingExtractor(store, slots)
        # Each round starts at another distance from the key frame before.
        start = KEY_SECONDS * (int(duration * (number + 0.5) / rounds / KEY_SECONDS) + number / rounds)
        before = _cpu_seconds()
        times.append(await _measure_first_word(frames, SecondsRange(start, start + 10.0), duration, planning))
        assert frames.batch is not None
        bytes_read.append(frames.batch.fetched_bytes)
        frame_counts.append(len(frames.batch.frames))
        cpu_times.append(_cpu_seconds() - before)
        # As if a person read the answer before the next question.
        await asyncio.sleep(_PAUSE_SECONDS)
        print(f"at {start:7.0f} s: {frame_counts[-1]} frames, {bytes_read[-1] / 2**20:5.1f} MiB, {times[-1]:.2f} s")
    slots.close()
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print(f"read from S3: at most {max(bytes_read) / 2**20:.1f} MiB (at most {MAX_BYTES >> 20} MiB wanted)")
    print(f"CPU: median {statistics.median(cpu_times):.2f} s a chat, getting ready and storing included")
    label = f"to the first word, without {planning:g} s of planning"
    first, median = times[0], statistics.median(times[1:] or times)
    print(f"{label}: {first:.2f} s for the first chat, then median {median:.2f} s (at most {MAX_SECONDS} s wanted)")
    return (
        0 if max(bytes_read) <= MAX_BYTES and max(first, median) <= MAX_SECONDS and min(frame_counts) == FRAMES else 1
    )


def _cpu_seconds() -> float:
    """CPU time of this process and of its children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


async def _measure_first_word(frames: FrameExtractor, seconds: SecondsRange, duration: float, planning: float) -> float:
    model: Any = _InstantModel(planning)
    began = time.perf_counter()
    first: list[float] = []

    async def report(stage: PromptStage, text: str) -> None:
        if stage is PromptStage.WRITING and text and not first:
            first.append(time.perf_counter() - began)

    async def ask(_question: Question) -> Answer:
        raise AssertionError("not a question about pictures")

    video = VideoContext(UUID(int=1), "Noise", None, "UTC", None, duration)
    services = AskServices(model, model, AskSettings("local", "local"), lambda: datetime.now(UTC))
    chat = ChatContext(_PRINCIPAL, services, frames, report, ask)
    footage = ChatFootage(video, Original(video.id, ObjectRef(_KEY), None))
    await answer_from_frames(chat, Question("What is there?", video=video), footage, seconds)
    return first[0] - planning


if __name__ == "__main__":
    main()
