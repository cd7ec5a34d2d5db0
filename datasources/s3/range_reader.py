"""Reads an object in ranges, as a seekable file: for decoders in a thread or a subprocess.

It needs neither an event loop nor credentials, only a presigned URL. It does not import the S3 client, which takes
seconds to load: a subprocess that decodes a few frames must start quickly.
"""

import io
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.util import Timeout

from models.errors import NotFound, TimedOut, Unavailable, WrongState

_BLOCK_BYTES = 1 << 20
_CACHED_BLOCKS = 16
# Ranges fetched at the same time, and the largest size of one.
_MAX_CONCURRENT_FETCHES = 4
_MAX_RUN_BYTES = 1 << 20
_SERVICE = "S3"
_RETRY_PAUSES = (0.2, 0.8)
_TRANSIENT_STATUSES = (500, 502, 503, 504)


class FetchLimitExceeded(Exception):
    """The caller read more of the object than the limit allows."""


@dataclass(frozen=True, slots=True)
class RangedSource:
    """An object to read, pinned by its etag: ranges of two versions are never mixed.

    url is a secret. A source can be sent to another process.
    """

    url: str = field(repr=False)
    size_bytes: int
    etag: str
    # Time without an answer after which a request fails.
    timeout_seconds: float = 30.0

    @property
    def limit_error(self) -> type[Exception]:
        """The exception that a file raises instead of fetching more than its limit."""
        return FetchLimitExceeded

    def open(
        self, *, block_bytes: int = _BLOCK_BYTES, blocks_kept: int = _CACHED_BLOCKS, most_bytes: int | None = None
    ) -> "RangedFile":
        """Open the object as a file. It fetches blocks of block_bytes and keeps blocks_kept of them in memory.

        most_bytes: fetching more in total raises FetchLimitExceeded.
        """
        return RangedFile(self, block_bytes, blocks_kept, most_bytes)


class RangedFile(io.RawIOBase):
    """A readable, seekable file for one thread at a time. `fetched` counts the bytes read from S3.

    Raises NotFound where the object was deleted, WrongState where it was replaced, Unavailable or TimedOut where S3
    does not answer.
    """

    def __init__(self, source: RangedSource, block_bytes: int, blocks_kept: int, most_bytes: int | None) -> None:
        super().__init__()
        self.fetched = 0
        self._source = source
        self._block_bytes = block_bytes
        self._max_cached_blocks = blocks_kept
        self._max_bytes = most_bytes
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._pending: dict[int, tuple[Future[bytes], int]] = {}
        self._executor: ThreadPoolExecutor | None = None
        self._position = 0

    def close(self) -> None:
        """Close the file and cancel pending fetches."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None
        super().close()

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Start to fetch byte ranges (first, end) that will be read soon, several at the same time.

        They count as fetched. If they exceed the fetch limit or the cache, this does nothing, and reads fetch in order.
        """
        size, block = self._source.size_bytes, self._block_bytes
        missing_blocks = {
            number
            for first, end in spans
            for number in range(max(0, first) // block, -(-min(end, size) // block))
            if number not in self._blocks and number not in self._pending
        }
        total = sum(min((number + 1) * block, size) - number * block for number in missing_blocks)
        allowed = self._max_bytes is None or self.fetched + total <= self._max_bytes
        if (
            not missing_blocks
            or not allowed
            or len(self._blocks) + len(self._pending) + len(missing_blocks) > self._max_cached_blocks
        ):
            return
        self.fetched += total
        self._executor = self._executor or ThreadPoolExecutor(_MAX_CONCURRENT_FETCHES)
        for run in _group_runs(sorted(missing_blocks), max(1, _MAX_RUN_BYTES // block)):
            start = run[0] * block
            future = self._executor.submit(self._fetch, start, min((run[-1] + 1) * block, size))
            self._pending |= {number: (future, number * block - start) for number in run}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.size_bytes}[whence]
        if base + offset < 0:
            raise ValueError("a position before the beginning")
        self._position = base + offset
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        """Read size bytes, fewer only at the object's end; b"" there."""
        remaining = max(0, self._source.size_bytes - self._position)
        needed = remaining if size < 0 else min(size, remaining)
        pieces: list[bytes] = []
        while needed:
            number, within = divmod(self._position, self._block_bytes)
            piece = self._load_block(number)[within : within + needed]
            pieces.append(piece)
            self._position += len(piece)
            needed -= len(piece)
        return b"".join(pieces)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _load_block(self, number: int) -> bytes:
        if number in self._blocks:
            self._blocks.move_to_end(number)
            return self._blocks[number]
        start = number * self._block_bytes
        end = min(start + self._block_bytes, self._source.size_bytes)
        if number in self._pending:
            run, within = self._pending.pop(number)
            block = run.result()[within : within + end - start]
        else:
            if self._max_bytes is not None and self.fetched + end - start > self._max_bytes:
                raise FetchLimitExceeded(f"more than {self._max_bytes} bytes")
            block = self._fetch(start, end)
            self.fetched += len(block)
        self._blocks[number] = block
        if len(self._blocks) > self._max_cached_blocks:
            self._blocks.popitem(last=False)
        return block

    def _fetch(self, start: int, end: int) -> bytes:
        headers = {"Range": f"bytes={start}-{end - 1}", "If-Match": f'"{self._source.etag}"'}
        response = _request(self._source.url, headers, self._source.timeout_seconds)
        if response.status == 404:
            raise NotFound
        if response.status == 412:
            raise WrongState("ORIGINAL_REPLACED")
        if response.status not in (200, 206) or len(response.data) != end - start:
            raise Unavailable(service=_SERVICE)
        return response.data


def _group_runs(numbers: Sequence[int], longest: int) -> list[list[int]]:
    """Group consecutive numbers into runs of at most `longest`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1 and len(runs[-1]) < longest:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _request(url: str, headers: Mapping[str, str], seconds: float) -> urllib3.BaseHTTPResponse:
    """GET with retries for transient failures; a request that used up the whole timeout is not repeated."""
    started_at = time.monotonic()
    for pause in (*_RETRY_PAUSES, None):
        try:
            response = _get_pool(_find_proxy(url), seconds).request("GET", url, headers=headers)
            if response.status not in _TRANSIENT_STATUSES or pause is None:
                return response
        # urllib3's errors quote the URL, which is a secret: they are not passed on.
        except urllib3.exceptions.TimeoutError:
            if pause is None or time.monotonic() - started_at >= seconds:
                raise TimedOut(service=_SERVICE) from None
        except urllib3.exceptions.HTTPError:
            if pause is None:
                raise Unavailable(service=_SERVICE) from None
        time.sleep(pause)
    raise AssertionError("the last try answers or raises")


def _find_proxy(url: str) -> str | None:
    """The proxy for this URL from the environment, by the same rules as botocore."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    return None if proxy is None or proxy_bypass(parts.hostname or "") else proxy


@cache
def _get_pool(proxy: str | None, seconds: float) -> urllib3.PoolManager:
    """One connection pool per process. urllib3 does not retry, since it would log the URL: `_request` does."""
    timeout = Timeout(connect=min(5.0, seconds), read=seconds)
    if proxy is None:
        return urllib3.PoolManager(maxsize=8, retries=False, timeout=timeout)
    return urllib3.ProxyManager(proxy, maxsize=8, retries=False, timeout=timeout)
