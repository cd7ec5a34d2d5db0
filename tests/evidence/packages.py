"""Small packages for tests, made as the product makes them."""

import asyncio
import base64
from collections.abc import Mapping

from domain.evidence.archive_writer import ArchiveWriter
from domain.evidence.keys import EvidenceKeys

SEED = base64.b64encode(bytes(range(32))).decode()
KEYS = EvidenceKeys.from_settings(SEED, "")
FILES: Mapping[str, bytes] = {
    "clips/001.mp4": b"moving pictures" * 20,
    "stills/0001.jpg": b"a still",
    "events.json": b"[]\n",
    "index.html": "<p>증거</p>".encode(),
}


class Bytes:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.content = bytearray()

    async def write(self, data: bytes) -> None:
        self.content += data


def make_package(files: Mapping[str, bytes] = FILES, keys: EvidenceKeys = KEYS) -> bytes:
    sink = Bytes()

    async def write() -> None:
        writer = ArchiveWriter(sink)
        for name, content in files.items():
            await writer.add(name, content)
        await writer.finish({"packageId": "a package", "createdAt": "2026-11-30T12:00:00+00:00"}, keys, None)
        assert writer.size == len(sink.content)

    asyncio.run(write())
    return bytes(sink.content)
