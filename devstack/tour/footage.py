"""The footage that the tour uploads: the project's sample scene, or any video file."""

import asyncio
import hashlib
import json
import mimetypes
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

from devstack.processes.environment import build_child_environment
from devstack.tour.stopped import TourStopped

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_SAMPLE_SCENE = "sample"
# The mimetypes module knows few of them on a Debian without mime-support.
_CONTENT_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".mkv": "video/x-matroska", ".webm": "video/webm"}
_CONTENT_TYPES |= {".avi": "video/x-msvideo", ".ts": "video/mp2t", ".m4v": "video/mp4", ".mpg": "video/mpeg"}


@dataclass(frozen=True, slots=True)
class TourQuestion:
    """A question that the tour asks. language: its English name, shown as a title."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class TourVideo:
    """A file, what is known about it, and two questions that suit it. recorded_at: RFC 3339."""

    path: Path
    name: str
    questions: tuple[TourQuestion, TourQuestion]
    camera: str | None = None
    timezone: str | None = None
    recorded_at: str | None = None

    @property
    def content_type(self) -> str:
        suffix = self.path.suffix.lower()
        return _CONTENT_TYPES.get(suffix) or mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    @property
    def size_bytes(self) -> int:
        return self.path.stat().st_size

    def compute_checksum(self) -> str:
        """SHA-256 of the file, hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


async def draw_sample(folder: Path) -> TourVideo:
    """Render the sample scene into `folder`. Raises TourStopped."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "evals.scenes", "render", _SAMPLE_SCENE, "--out", str(folder)),
        cwd=_REPOSITORY,
        env=build_child_environment(),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    try:
        _, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        last = complaint.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise TourStopped(f"The sample scene could not be drawn: {last[0]}")
    description = json.loads((folder / f"{_SAMPLE_SCENE}.json").read_text())
    return TourVideo(
        folder / f"{_SAMPLE_SCENE}.mp4",
        "Sample scene: a store in the evening",
        (
            TourQuestion("Korean", "왼쪽에 가장 오래 서 있던 사람은 누구인가요?"),
            TourQuestion("English", "How many people came in, and when?"),
        ),
        camera=description["camera"],
        timezone=description["timezone"],
        recorded_at=description["recorded_at"],
    )


def describe_video(path: Path) -> TourVideo:
    """The user's own video, with questions that suit any footage."""
    return TourVideo(
        path,
        path.stem,
        (TourQuestion("Korean", "몇 명이 들어왔나요?"), TourQuestion("English", "When did the last person leave?")),
    )
