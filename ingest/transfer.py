"""Sending one recording: from its first byte, or from where an earlier attempt stopped, to its confirmation."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from ingest.api import ApiRefused, ApiUnavailable, IngestApi, Part
from ingest.bandwidth import Bandwidth
from ingest.description import UploadDescription
from ingest.journal import Entry, FileIdentity, Journal

_CHUNK_BYTES = 64 << 10
_HASH_CHUNK_BYTES = 4 << 20
# Addresses of parts hold for a quarter of an hour: no more are asked for than a slow line sends in that time.
_PARTS_AT_ONCE = 8
# No chunk goes, or no answer comes, for so long: the line is dead. A slow one takes a chunk at 9 kbit/s.
_STALLED_SECONDS = 60.0
_GONE_UPLOADS = frozenset({"BAD_UPLOAD_TOKEN", "UPLOAD_TOKEN_EXPIRED", "UPLOAD_GONE", "UPLOAD_MISSING", "NOT_FOUND"})


class FileChanged(Exception):
    """The file is not the one that was settled: it was changed, replaced or deleted. Nothing of it is kept."""


class StoreUnavailable(Exception):
    """The object store, or the way to it, is away, or an address has expired."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Sends recordings of one folder.

    `send` raises what IngestApi raises, FileChanged and StoreUnavailable. Whatever it raises, the journal has each
    step that was done, and the next call goes on from there.
    """

    folder: Path
    api: IngestApi
    journal: Journal
    session: aiohttp.ClientSession
    bandwidth: Bandwidth
    description: UploadDescription
    parallel_parts: int
    on_bytes: Callable[[int], None]

    async def send(self, entry: Entry) -> str:
        """The id of the video. A recording that the server has already counts as sent."""
        try:
            descriptor = os.open(self.folder / entry.path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise FileChanged("The file is gone.") from None
        try:
            _check_unchanged(descriptor, entry.file)
            try:
                video_id = await self._send_open_file(entry, descriptor)
            except FileChanged:
                await self._abort(entry.id)
                raise
            self.journal.mark_sent(entry.id, video_id)
            return video_id
        finally:
            os.close(descriptor)

    async def _send_open_file(self, entry: Entry, descriptor: int) -> str:
        if entry.upload_token is not None:
            try:
                return await self._resume(entry, descriptor, entry.upload_token)
            except ApiRefused as error:
                if error.code not in _GONE_UPLOADS:
                    raise
                self.journal.forget_upload(entry.id)
        checksum = entry.checksum_sha256
        if checksum is None:
            checksum = await asyncio.to_thread(_compute_sha256, descriptor)
        _check_unchanged(descriptor, entry.file)
        try:
            upload = await self.api.request_upload(self.description.build(entry, checksum), entry.file.size_bytes)
        except ApiRefused as error:
            if error.code == "DUPLICATE_VIDEO" and error.duplicate_of is not None:
                return error.duplicate_of
            raise
        self.journal.set_upload(entry.id, checksum, upload.token, upload.video_id, upload.part_size_bytes)
        if upload.part_size_bytes is not None:
            count = -(-entry.file.size_bytes // upload.part_size_bytes)
            await self._send_parts(descriptor, self.journal.get(entry.id), upload.token, range(1, count + 1))
        elif upload.whole is not None:
            await self._put(descriptor, entry, upload.whole, 0)
        return await self._confirm(upload.token, entry.file.size_bytes)

    async def _resume(self, entry: Entry, descriptor: int, token: str) -> str:
        progress = await self.api.fetch_status(token)
        if not progress.is_confirmed and progress.missing_parts:
            if progress.is_whole or entry.part_size_bytes is None:
                # The address of a whole file is given once; a new upload costs as little.
                await self._abort(entry.id)
                return await self._send_open_file(self.journal.get(entry.id), descriptor)
            await self._send_parts(descriptor, entry, token, progress.missing_parts)
        return await self._confirm(token, entry.file.size_bytes)

    async def _confirm(self, token: str, size_bytes: int) -> str:
        try:
            return await self.api.confirm(token, size_bytes)
        except ApiRefused as error:
            if error.code == "DUPLICATE_VIDEO" and error.duplicate_of is not None:
                return error.duplicate_of
            raise

    async def _abort(self, entry_id: int) -> None:
        """Leave nothing of an upload behind. What cannot be aborted now, the server removes when its token ends."""
        token = self.journal.get(entry_id).upload_token
        self.journal.forget_upload(entry_id)
        if token is not None:
            try:
                await self.api.abort(token)
            except (ApiRefused, ApiUnavailable):
                return

    async def _send_parts(self, descriptor: int, entry: Entry, token: str, numbers: Sequence[int]) -> None:
        assert entry.part_size_bytes is not None
        part_size = entry.part_size_bytes
        slots = asyncio.Semaphore(self.parallel_parts)
        for begin in range(0, len(numbers), _PARTS_AT_ONCE):
            parts = await self.api.request_parts(token, numbers[begin : begin + _PARTS_AT_ONCE])

            async def send(part: Part) -> None:
                async with slots:
                    await self._put(descriptor, entry, part, (part.number - 1) * part_size)

            try:
                async with asyncio.TaskGroup() as group:
                    for part in parts:
                        group.create_task(send(part))
            except BaseExceptionGroup as failures:
                raise failures.exceptions[0] from None

    async def _put(self, descriptor: int, entry: Entry, part: Part, offset: int) -> None:
        _check_unchanged(descriptor, entry.file)
        headers = {**part.headers, "Content-Length": str(part.size_bytes)}
        try:
            async with (
                asyncio.timeout(None) as patience,
                self.session.put(
                    part.url,
                    data=self._read(descriptor, offset, part.size_bytes, patience),
                    headers=headers,
                    skip_auto_headers=("Content-Type",),
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=_STALLED_SECONDS),
                ) as response,
            ):
                if response.status >= 300:
                    raise StoreUnavailable(f"The store answered {response.status} to part {part.number}.")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise StoreUnavailable(f"The store cannot be reached: {error or type(error).__name__}") from None
        _check_unchanged(descriptor, entry.file)

    async def _read(self, descriptor: int, offset: int, size: int, patience: asyncio.Timeout) -> AsyncIterator[bytes]:
        """patience: runs out where the line does not take a chunk. To wait for bandwidth takes as long as it takes."""
        loop, end = asyncio.get_running_loop(), offset + size
        while offset < end:
            chunk = await asyncio.to_thread(os.pread, descriptor, min(_CHUNK_BYTES, end - offset), offset)
            if not chunk:
                raise FileChanged("The file became shorter while it was sent.")
            await self.bandwidth.take(len(chunk))
            patience.reschedule(loop.time() + _STALLED_SECONDS)
            yield chunk
            patience.reschedule(None)
            offset += len(chunk)
            self.on_bytes(len(chunk))


def _check_unchanged(descriptor: int, file: FileIdentity) -> None:
    stat = os.fstat(descriptor)
    if FileIdentity.from_stat(stat) != file:
        raise FileChanged("The file was changed or replaced before it was sent whole.")


def _compute_sha256(descriptor: int) -> str:
    digest, offset = hashlib.sha256(), 0
    while chunk := os.pread(descriptor, _HASH_CHUNK_BYTES, offset):
        digest.update(chunk)
        offset += len(chunk)
    return digest.hexdigest()
