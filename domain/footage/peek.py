"""Look into a file that has just arrived, without fetching it: it must open as video.

Its header is hostile input, so a process of its own reads it, within bounds of memory, of time and of bytes: a header
that announces a billion frames ends that process, and nothing else.
"""

import hashlib
import threading
from dataclasses import dataclass

from datasources.ranged import RangedFile, RangedSource, ReadLimit
from domain.apart import Bounds, apart
from domain.pools import SHARE, Gone, Pool
from models.errors import UnusableMedia, WatchgraphError
from vision.probe import Peeked, peek

# A day at 30 frames a second has an index of some 60 MB.
_MOST_BYTES = 256 * 1024**2
_BLOCK_BYTES = 256 * 1024
# A caller waits for the look, so it does not step back behind others.
_BOUNDS = Bounds(memory_bytes=2 * 1024**3, cpu_seconds=60, niceness=0)
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
        source: RangedSource,
        organization: str,
        *,
        with_checksum: bool = False,
        gone: Gone | None = None,
    ) -> Looked:
        """What the file tells, and with_checksum its SHA-256 too, for which it is read to its end.

        gone: see domain.pools.wanted. Raises UnusableMedia where it is no video, Busy where too many
        wait, Unavailable where S3 does not answer or does not in time, or nobody waits.
        """
        stopped = threading.Event()
        pool = self._checksums if with_checksum else self._looks
        try:
            return await pool.run(
                organization,
                lambda: apart(look, source, with_checksum, stopped=stopped, stalled_seconds=_SECONDS, bounds=_BOUNDS),
                stopped=stopped,
                gone=gone,
            )
        except WatchgraphError as error:
            if error.code == "ANALYSIS_CRASHED":
                # The file did it: it will do it again.
                raise UnusableMedia(error.code, cause=error.values.get("cause")) from None
            raise

    def check(self, organization: str, *, with_checksum: bool) -> None:
        """Raise Busy where so many wait already that one more would be turned away."""
        (self._checksums if with_checksum else self._looks).check(organization)

    def close(self) -> None:
        """Begin nothing more."""
        self._looks.close()
        self._checksums.close()


def look(source: RangedSource, with_checksum: bool) -> Looked:
    """The child's part of it."""
    try:
        with source.open(block_bytes=_BLOCK_BYTES, most_bytes=_MOST_BYTES) as file:
            media = peek(file)
    except (ReadLimit, MemoryError):
        raise UnusableMedia("HEADER_TOO_LARGE") from None
    if not with_checksum:
        return Looked(media, None)
    with source.open(blocks_kept=1) as whole:
        return Looked(media, _digest(whole))


def _digest(file: RangedFile) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_READ_AT_ONCE):
        digest.update(piece)
    return digest.hexdigest()
