"""Writes a package as it is sent: a file at a time, and nothing of it is kept in memory but a part of the upload."""

import asyncio
import hashlib
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from domain.evidence.keys import EvidenceKeys
from evidence.archive import MAX_MEMBERS, NAME, Member, directory, local_header
from evidence.statement import MANIFEST, SIGNATURE, TIMESTAMP, ListedFile, build_manifest

_CHUNK_BYTES = 1 << 20


class ByteSink(Protocol):
    """Takes the bytes of a package in order."""

    async def write(self, data: bytes, /) -> None: ...


class TimeStamper(Protocol):
    """A time stamping authority after RFC 3161."""

    async def stamp(self, content: bytes, /) -> bytes:
        """Its response for the SHA-256 of this content. Raises Unavailable."""
        ...


class ArchiveWriter:
    """One package. sha256 and size: of what was written so far."""

    def __init__(self, sink: ByteSink) -> None:
        self.size = 0
        self._sink = sink
        self._whole = hashlib.sha256()
        self._members: list[Member] = []
        self._files: list[ListedFile] = []

    @property
    def sha256(self) -> str:
        return self._whole.hexdigest()

    async def add(self, name: str, content: bytes) -> None:
        """Add a small file."""
        await self._add_head(name, len(content), zlib.crc32(content), hashlib.sha256(content).hexdigest())
        await self._emit(content)

    async def add_file(self, name: str, path: Path) -> str:
        """Add a file of the disk; its SHA-256, hexadecimal. It is read twice: its head has its checksum."""
        loop = asyncio.get_running_loop()
        # A thread of its own: everybody shares asyncio's.
        with ThreadPoolExecutor(1, thread_name_prefix="package") as own:
            size, crc32, sha256 = await loop.run_in_executor(own, _measure, path)
            await self._add_head(name, size, crc32, sha256)
            file = await loop.run_in_executor(own, path.open, "rb")
            try:
                while chunk := await loop.run_in_executor(own, file.read, _CHUNK_BYTES):
                    await self._emit(chunk)
            finally:
                file.close()
        return sha256

    async def finish(self, about: Mapping[str, Any], keys: EvidenceKeys, stamper: TimeStamper | None) -> str:
        """Write the manifest, its time stamp, the signature and the directory; the id of the key."""
        manifest = build_manifest(self._files, about)
        digest = hashlib.sha256(manifest)
        await self.add(MANIFEST, manifest)
        stamp = None if stamper is None else await stamper.stamp(manifest)
        if stamp is not None:
            await self.add(TIMESTAMP, stamp)
        signature = keys.sign(digest.hexdigest(), None if stamp is None else hashlib.sha256(stamp).hexdigest())
        await self.add(SIGNATURE, signature.to_json())
        await self._emit(directory(self._members, self.size))
        return signature.fingerprint[:16]

    async def _add_head(self, name: str, size: int, crc32: int, sha256: str) -> None:
        if not NAME.fullmatch(name) or len(self._members) == MAX_MEMBERS:
            raise ValueError(f"a package cannot hold {name!r}")
        member = Member(name, size, crc32, self.size)
        self._members.append(member)
        self._files.append(ListedFile(name, size, sha256))
        await self._emit(local_header(member))

    async def _emit(self, data: bytes) -> None:
        self._whole.update(data)
        self.size += len(data)
        await self._sink.write(data)


def _measure(path: Path) -> tuple[int, int, str]:
    """Size, CRC-32 and SHA-256."""
    size, crc32, digest = 0, 0, hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            size, crc32 = size + len(chunk), zlib.crc32(chunk, crc32)
            digest.update(chunk)
    return size, crc32, digest.hexdigest()
