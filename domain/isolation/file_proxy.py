"""Serves a file to a subprocess over a pipe: the child gets bytes, and sees neither the network nor the file's address.

The child sends one request at a time; a thread of the parent answers it from an open file.
"""

import io
import json
import multiprocessing.connection
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import models.errors
from models.errors import WatchgraphError

# A decoder that was taken over may ask for any size: no more than this is read at a time.
_MAX_READ_BYTES = 1 << 22
_LONGEST_REQUEST = 1 << 20
_SIZE, _READ, _PREFETCH = b"s", b"r", b"a"
_DATA, _ERROR, _REFUSAL = b"d", b"e", b"x"
_SPAN, _COUNT = struct.Struct("=QQ"), struct.Struct("=Q")


class ReadLimitExceeded(Exception):
    """More of the file was requested than the parent reads."""


class PrefetchableFile(Protocol):
    """A file such as `datasources.s3.range_reader.RangedFile`. fetched: the bytes transferred so far."""

    fetched: int

    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int: ...

    def close(self) -> None: ...

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None: ...


@dataclass(frozen=True, slots=True)
class ServedFile:
    """An open file, and the error that it raises when more is requested than it fetches."""

    file: PrefetchableFile
    limit_error: type[Exception] = ReadLimitExceeded


def serve_file(child: "multiprocessing.connection.Connection[Any, Any]", served: ServedFile) -> None:
    """Answer the child until it exits, then close the file. Run this in a thread: reading blocks."""
    try:
        # Requests are never unpickled.
        with child, suppress(EOFError, OSError, struct.error):
            while True:
                child.send_bytes(_answer_request(served, child.recv_bytes(_LONGEST_REQUEST)))
    finally:
        served.file.close()


def _answer_request(served: ServedFile, request: bytes) -> bytes:
    file, kind, body = served.file, request[:1], request[1:]
    data = b""
    try:
        if kind == _SIZE:
            data = _COUNT.pack(file.seek(0, io.SEEK_END))
        elif kind == _READ:
            start, size = _SPAN.unpack(body)
            file.seek(start)
            data = file.read(min(size, _MAX_READ_BYTES))
        elif kind == _PREFETCH:
            file.prefetch(list(_SPAN.iter_unpack(body)))
    except served.limit_error:
        return _REFUSAL
    except WatchgraphError as error:
        return _ERROR + json.dumps([type(error).__name__, error.code, dict(error.values)], default=str).encode()
    return _DATA + _COUNT.pack(file.fetched) + data


class ProxiedFile(io.RawIOBase):
    """The child's end: a readable, seekable file, for one thread at a time.

    Raises what the parent's file raises (of models.errors), ReadLimitExceeded, and EOFError where the parent is gone.
    """

    def __init__(self, parent: "multiprocessing.connection.Connection[Any, Any]") -> None:
        super().__init__()
        self.fetched = 0
        self._parent = parent
        self._position = 0
        self._size = _COUNT.unpack(self._request(_SIZE))[0]

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Announce spans (first, end) of bytes that will be read soon, which the parent may fetch concurrently."""
        within = [(max(0, first), min(end, self._size)) for first, end in spans]
        self._request(_PREFETCH + b"".join(_SPAN.pack(*span) for span in within if span[0] < span[1]))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("a position before the beginning")
        self._position = base + offset
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        """size bytes, fewer only at the end of the file."""
        left = max(0, self._size - self._position)
        remaining = left if size < 0 else min(size, left)
        pieces: list[bytes] = []
        while remaining:
            piece = self._request(_READ + _SPAN.pack(self._position, min(remaining, _MAX_READ_BYTES)))
            if not piece:
                break
            pieces.append(piece)
            self._position += len(piece)
            remaining -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _request(self, request: bytes) -> bytes:
        self._parent.send_bytes(request)
        answer = self._parent.recv_bytes()
        kind = answer[:1]
        if kind == _REFUSAL:
            raise ReadLimitExceeded
        if kind == _ERROR:
            name, code, values = json.loads(answer[1:])
            raise getattr(models.errors, name)(code, **values)
        self.fetched = _COUNT.unpack_from(answer, 1)[0]
        return answer[1 + _COUNT.size :]
