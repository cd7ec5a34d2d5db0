"""What the product has at the end: which frames of which camera, and when it says that they were taken."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import av
import httpx

from bench.harness.client import BenchClient
from bench.ingest.moving_picture import read_numbers

_VIDEOS = """query ($after: String) { videos(first: 100, after: $after, orderBy: OLDEST_FIRST) {
  pageInfo { hasNextPage endCursor } edges { node { camera recordedAt status downloadUrl } } } }"""


@dataclass(slots=True)
class StoredCamera:
    """numbers: of the frames, as often as they are there. off_seconds: the largest error of a frame's time."""

    numbers: list[int] = field(default_factory=list)
    off_seconds: float = 0.0

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in Counter(self.numbers).values())

    def count_missing(self, expected: Iterable[int]) -> int:
        return len(set(expected) - set(self.numbers))


async def list_videos(client: BenchClient) -> list[Mapping[str, Any]]:
    """Every video, in the order in which it was requested."""
    found: list[Mapping[str, Any]] = []
    after = None
    while True:
        page = await client.execute(_VIDEOS, after=after)
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def read_cameras(
    videos: Sequence[Mapping[str, Any]], time_of: Mapping[str, Callable[[int], float]]
) -> dict[str, StoredCamera]:
    """Download every video and read its frames. time_of: when frame n of each camera was taken."""
    cameras = {name: StoredCamera() for name in time_of}
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        for video in videos:
            content = (await http.get(video["downloadUrl"])).raise_for_status().content
            camera, truth = cameras[video["camera"]], time_of[video["camera"]]
            recorded_at = datetime.fromisoformat(video["recordedAt"]).timestamp()
            for number, position in _read_frames(content):
                camera.numbers.append(number)
                camera.off_seconds = max(camera.off_seconds, abs(recorded_at + position - truth(number)))
    return cameras


def _read_frames(content: bytes) -> list[tuple[int, float]]:
    """Each frame's number and position."""
    with av.open(io.BytesIO(content), "r") as container:
        return [
            (number, float(packet.pts * packet.time_base))
            for packet in container.demux(container.streams.video[0])
            if packet.size and packet.pts is not None and packet.time_base is not None
            for number in read_numbers(bytes(packet))
        ]
