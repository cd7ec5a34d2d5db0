"""Look into a file that has just arrived, without fetching it: it must open as video.

Its header is hostile input, so a process of its own reads it, within bounds of memory, of time and of bytes: a header
that announces a billion frames ends that process, and nothing else. That process has no network: the bytes are fetched
here. Its checksum is reckoned by another, which reads from the store and decodes nothing.
"""

import hashlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.fairness.pools import SHARE, Gone, Pool
from domain.isolation.file_proxy import LentFile, Loan, ReadRefused
from domain.isolation.subprocess import Bounds, Room, apart
from models.errors import Exhausting, UnusableMedia, WatchgraphError
from vision.media.probe import Peeked, peek

if TYPE_CHECKING:
    # Its HTTP library is not for the process that decodes.
    from datasources.s3.range_reader import RangedSource

# A day at 30 frames a second has an index of some 60 MB.
_MOST_BYTES = 256 * 1024**2
_BLOCK_BYTES = 256 * 1024
# A caller waits for the look, so it does not step back behind others.
_BOUNDS = Bounds(cpu_seconds=60, niceness=0)
_SECONDS = 120.0
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen. checksum_sha256 is null where it was not computed."""

    media: Peeked
    checksum_sha256: str | None


class Peek:
    """Looks at no more than so many files at once, since each look is a process. share: of them, an organization's.

    What is read to its end takes minutes, and has places of its own.
    """

    def __init__(self, at_once: int = 3, checksums_at_once: int = 2, *, share: float = SHARE) -> None:
        self._looks = Pool("file checks", at_once, share=share, usual_seconds=1.0)
        self._checksums = Pool("checksums", checksums_at_once, share=share, usual_seconds=10.0)

    async def __call__(
        self,
        source: "RangedSource",
        organization: str,
        *,
        with_checksum: bool = False,
        gone: Gone | None = None,
    ) -> Looked:
        """What the file tells, and with_checksum its SHA-256 too, for which it is read to its end.

        gone: see domain.fairness.pools.wanted. Raises UnusableMedia where it is no video, Busy where too many
        wait, Unavailable where S3 does not answer or does not in time, or nobody waits.
        """
        stopped = threading.Event()
        pool = self._checksums if with_checksum else self._looks
        try:
            return await pool.run(
                organization, lambda: _looked(source, with_checksum, stopped), stopped=stopped, gone=gone
            )
        except WatchgraphError as error:
            # The file did it: it will do it again.
            if isinstance(error, Exhausting):
                raise error.for_good() from None
            if error.code == "ANALYSIS_CRASHED":
                raise UnusableMedia(error.code, cause=error.values.get("cause")) from None
            raise

    def check(self, organization: str, *, with_checksum: bool) -> None:
        """Raise Busy where so many wait already that one more would be turned away."""
        (self._checksums if with_checksum else self._looks).check(organization)

    def close(self) -> None:
        """Begin nothing more."""
        self._looks.close()
        self._checksums.close()


def _looked(source: "RangedSource", with_checksum: bool, stopped: threading.Event) -> Looked:
    loan = Loan(source.open(block_bytes=_BLOCK_BYTES, most_bytes=_MOST_BYTES), source.refusal)
    media = apart(look, stopped=stopped, stalled_seconds=_SECONDS, bounds=_BOUNDS, lent=loan)
    if not with_checksum:
        return Looked(media, None)
    room = Room(network=True)
    return Looked(media, apart(digest, source, stopped=stopped, stalled_seconds=_SECONDS, bounds=_BOUNDS, room=room))


def look(file: LentFile) -> Peeked:
    """The child's part of it."""
    try:
        return peek(file)
    except (ReadRefused, MemoryError):
        raise UnusableMedia("HEADER_TOO_LARGE") from None


def digest(source: "RangedSource") -> str:
    """What the second child does: the SHA-256 of the whole."""
    found = hashlib.sha256()
    with source.open(blocks_kept=1) as whole:
        while piece := whole.read(_READ_AT_ONCE):
            found.update(piece)
    return found.hexdigest()
