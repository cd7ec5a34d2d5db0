"""Read an object in pieces, as a file that seeks: for decoders, in a thread or a process of their own.

Neither an event loop nor credentials are needed there: a presigned address says it all. It stands outside of the
package `s3`, whose client takes seconds to import: a child process that looks at a few frames must not wait for it.
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
# Ranges fetched at the same time, and how much each of them takes at most.
_MAX_CONCURRENT_FETCHES = 4
_MAX_RUN_BYTES = 1 << 20
_SERVICE = "S3"
_RETRY_PAUSES = (0.2, 0.8)
_TRANSIENT_STATUSES = (500, 502, 503, 504)


class FetchLimitExceeded(Exception):
    """More of the object was asked for than the reader allows."""


@dataclass(frozen=True, slots=True)
class RangedSource:
    """Where an object can be read, and which state of it: pieces of two states are never mixed.

    url is a secret. A source may be sent to another process.
    """

    url: str = field(repr=False)
    size_bytes: int
    etag: str
    # After which S3 is given up that does not answer.
    timeout_seconds: float = 30.0

    @property
    def limit_error(self) -> type[Exception]:
        """What its file raises instead of fetching more than most_bytes."""
        return FetchLimitExceeded

    def open(
        self, *, block_bytes: int = _BLOCK_BYTES, blocks_kept: int = _CACHED_BLOCKS, most_bytes: int | None = None
    ) -> "RangedFile":
        """A file over it. block_bytes: fetched at once; memory holds blocks_kept of them.

        With most_bytes, fetching more than so many bytes in all raises ReadLimit.
        """
        return RangedFile(self, block_bytes, blocks_kept, most_bytes)


class RangedFile(io.RawIOBase):
    """A readable, seekable file for one thread at a time. `fetched` counts the bytes that came over the wire.

    Raises NotFound where the object is gone, WrongState where it is another by now, Unavailable or TimedOut where S3
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
        """Nothing is fetched any more."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None
        super().close()

    def prefetch(self, spans: Sequence[tuple[int, int]], /) -> None:
        """Begin to fetch bytes (first, end) that will be read soon, several ranges at the same time.

        They count as fetched. Where they are more than may be fetched or kept, nothing is: reading fetches in order.
        """
        size, block = self._source.size_bytes, self._block_bytes
        wanted = {
            number
            for first, end in spans
            for number in range(max(0, first) // block, -(-min(end, size) // block))
            if number not in self._blocks and number not in self._pending
        }
        total = sum(min((number + 1) * block, size) - number * block for number in wanted)
        allowed = self._max_bytes is None or self.fetched + total <= self._max_bytes
        if not wanted or not allowed or len(self._blocks) + len(self._pending) + len(wanted) > self._max_cached_blocks:
            return
        self.fetched += total
        self._executor = self._executor or ThreadPoolExecutor(_MAX_CONCURRENT_FETCHES)
        for run in _group_runs(sorted(wanted), max(1, _MAX_RUN_BYTES // block)):
            start = run[0] * block
            coming = self._executor.submit(self._fetch, start, min((run[-1] + 1) * block, size))
            self._pending |= {number: (coming, number * block - start) for number in run}

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
        """At most size bytes, all of them where the object has them; b"" at its end."""
        left = max(0, self._source.size_bytes - self._position)
        wanted = left if size < 0 else min(size, left)
        pieces: list[bytes] = []
        while wanted:
            number, within = divmod(self._position, self._block_bytes)
            piece = self._load_block(number)[within : within + wanted]
            pieces.append(piece)
            self._position += len(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def readall(self) -> bytes:
        return self.read()

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

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
        answer = _request(self._source.url, headers, self._source.timeout_seconds)
        if answer.status == 404:
            raise NotFound
        if answer.status == 412:
            raise WrongState("ORIGINAL_REPLACED")
        if answer.status not in (200, 206) or len(answer.data) != end - start:
            raise Unavailable(service=_SERVICE)
        return answer.data


def _group_runs(numbers: Sequence[int], longest: int) -> list[list[int]]:
    """Numbers that follow each other, together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1 and len(runs[-1]) < longest:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _request(url: str, headers: Mapping[str, str], seconds: float) -> urllib3.BaseHTTPResponse:
    """An answer of S3; failures that may pass are tried again, but not the silence of all these seconds."""
    began = time.monotonic()
    for pause in (*_RETRY_PAUSES, None):
        try:
            answer = _get_pool(_find_proxy(url), seconds).request("GET", url, headers=headers)
            if answer.status not in _TRANSIENT_STATUSES or pause is None:
                return answer
        # The errors of urllib3 quote the address, which is a secret: they go no further.
        except urllib3.exceptions.TimeoutError:
            if pause is None or time.monotonic() - began >= seconds:
                raise TimedOut(service=_SERVICE) from None
        except urllib3.exceptions.HTTPError:
            if pause is None:
                raise Unavailable(service=_SERVICE) from None
        time.sleep(pause)
    raise AssertionError("the last try answers or raises")


def _find_proxy(url: str) -> str | None:
    """The proxy that the environment names for this address, as botocore takes it."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    return None if proxy is None or proxy_bypass(parts.hostname or "") else proxy


@cache
def _get_pool(proxy: str | None, seconds: float) -> urllib3.PoolManager:
    """Connections that are used again, one set a process. Tries are counted here: urllib3 would log the address."""
    timeout = Timeout(connect=min(5.0, seconds), read=seconds)
    if proxy is None:
        return urllib3.PoolManager(maxsize=8, retries=False, timeout=timeout)
    return urllib3.ProxyManager(proxy, maxsize=8, retries=False, timeout=timeout)
