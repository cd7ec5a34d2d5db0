"""Agents as processes that are killed and started again, and files that grow like a recorder's."""

import asyncio
import io
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import httpx

from bench.harness.api_process import find_free_port
from bench.ingest.moving_picture import MovingPicture

PATTERN = "{camera}/{start:%Y-%m-%dT%H-%M-%S.%f%z}.mp4"
_NAME = "%Y-%m-%dT%H-%M-%S.%fZ.mp4"
_RATE = 90_000


@dataclass(slots=True)
class AgentProcess:
    """`python -m ingest WAY …`. line: the address of the proxy that it sends by, or none.

    peak_mib: the largest resident memory that was seen.
    """

    words: Sequence[str]
    folder: Path
    token: str
    line: str | None = None
    peak_mib: float = 0.0
    port: int = field(default_factory=find_free_port)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "ingest", *self.words, "--status-port", str(self.port)),
                *("--scan-every", "1", "--journal", str(self.folder.with_suffix(".sqlite"))),
                env={**os.environ, "WATCHGRAPH_TOKEN": self.token, **self._proxy_settings()},
                stderr=log,
            )

    def _proxy_settings(self) -> dict[str, str]:
        if self.line is None:
            return {"NO_PROXY": "*", "no_proxy": "*"}
        return {"HTTP_PROXY": self.line, "http_proxy": self.line, "NO_PROXY": "", "no_proxy": ""}

    async def kill(self) -> None:
        """Kill -9, and start again."""
        await self.end(signal.SIGKILL)
        await self.start()

    async def end(self, signal_: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal_)
            await self.process.wait()

    def read_log(self) -> str:
        return self.folder.with_suffix(".log").read_text(encoding="utf-8")

    def measure(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.peak_mib = max(self.peak_mib, read_resident_mib(self.process.pid))

    async def fetch_status(self) -> dict[str, Any]:
        """Empty while the agent does not answer."""
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
                answer = await http.get(f"http://127.0.0.1:{self.port}/status.json")
                return dict(json.loads(answer.content))
        except (httpx.HTTPError, ValueError):
            return {}

    async def wait_until_sent(self, seconds: float) -> bool:
        """Whether nothing waits or changes any more, within so many seconds."""
        deadline, quiet = time.monotonic() + seconds, 0
        while time.monotonic() < deadline and quiet < 3:
            found = await self.fetch_status()
            is_quiet = bool(found) and not found["recordings"]["WAITING"]["count"] and not found["changing"]
            quiet = quiet + 1 if is_quiet else 0
            self.measure()
            await asyncio.sleep(1.5)
        return quiet == 3


def read_resident_mib(pid: int) -> float:
    """Linux: VmRSS."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)


@dataclass(slots=True)
class GrowingFiles:
    """A camera whose recorder writes files of `seconds` while it records. numbers: of the frames in finished files."""

    name: str
    folder: Path
    picture: MovingPicture
    seconds: int
    started_at: float = field(default_factory=time.time)
    numbers: list[int] = field(default_factory=list)

    def time_of(self, number: int) -> float:
        return self.started_at + number / self.picture.fps

    async def record(self, stopping: asyncio.Event) -> None:
        """File after file, until `stopping` is set and the last one is whole."""
        first, count = 0, self.seconds * self.picture.fps
        while not stopping.is_set():
            content = await asyncio.to_thread(mux, self.picture, range(first, first + count))
            file = self.folder / self.name / name_file(self.time_of(first))
            await asyncio.to_thread(self._grow, file, content)
            self.numbers += range(first, first + count)
            first += count

    def _grow(self, file: Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as written:
            for second in range(self.seconds):
                written.write(
                    content[len(content) * second // self.seconds : len(content) * (second + 1) // self.seconds]
                )
                written.flush()
                time.sleep(1)


def name_file(started_at: float) -> str:
    return datetime.fromtimestamp(started_at, UTC).strftime(_NAME)


def mux(picture: MovingPicture, numbers: range) -> bytes:
    """An MP4 file of these frames."""
    raw = b"".join(b"\x00\x00\x00\x01" + unit for number in numbers for unit in picture.mark(number))
    target = io.BytesIO()
    with av.open(io.BytesIO(raw), "r", format=picture.codec.name) as source, av.open(target, "w", format="mp4") as copy:
        stream = copy.add_stream_from_template(source.streams.video[0])
        for at, packet in enumerate(packet for packet in source.demux(source.streams.video[0]) if packet.size):
            packet.time_base = Fraction(1, _RATE)
            packet.pts = packet.dts = at * _RATE // picture.fps
            packet.duration = _RATE // picture.fps
            packet.stream = stream
            copy.mux(packet)
    return target.getvalue()
