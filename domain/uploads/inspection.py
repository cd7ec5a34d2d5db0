"""Inspects a file that has just arrived: it must open as video. Only the parts that are needed are fetched.

The header is hostile input, so an isolated subprocess reads it, with limits of memory, time and bytes: a header that
announces a billion frames ends that process, and nothing else. The subprocess has no network; this process fetches the
bytes. Another subprocess computes the checksum: it reads from the store and decodes nothing.
"""

import hashlib
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.fairness.pools import DEFAULT_SHARE, DisconnectWaiter, Pool
from domain.isolation.file_proxy import ProxiedFile, ReadLimitExceeded, ServedFile
from domain.isolation.subprocess import IsolationOptions, ResourceLimits, Sandbox, run_isolated, run_isolated_on_file
from models.errors import ResourceExhausted, UnusableMedia, WatchgraphError
from vision.media.probe import MediaHeader, inspect_media

if TYPE_CHECKING:
    # Its HTTP library does not belong in the process that decodes.
    from datasources.s3.range_reader import RangedSource

# A day at 30 frames a second has an index of some 60 MB.
_MAX_HEADER_BYTES = 256 * 1024**2
_BLOCK_BYTES = 256 * 1024
# A caller waits for the inspection, so it keeps its priority.
_LIMITS = ResourceLimits(cpu_seconds=60, niceness=0)
_STALLED_SECONDS = 120.0
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FileInspection:
    """The header of a file. checksum_sha256 is None where it was not computed."""

    media: MediaHeader
    checksum_sha256: str | None


class FileInspector:
    """Inspects a limited number of files at once, each in a subprocess. share: an organization's part of the slots.

    Checksums take minutes, and have slots of their own.
    """

    def __init__(self, probe_slots: int = 3, checksum_slots: int = 2, *, share: float = DEFAULT_SHARE) -> None:
        self._probes = Pool("file checks", probe_slots, share=share, expected_seconds=1.0)
        self._checksums = Pool("checksums", checksum_slots, share=share, expected_seconds=10.0)

    async def __call__(
        self,
        source: "RangedSource",
        organization: str,
        *,
        with_checksum: bool = False,
        wait_for_disconnect: DisconnectWaiter | None = None,
    ) -> FileInspection:
        """The file's header, and with_checksum its SHA-256, for which the whole file is read.

        wait_for_disconnect: see domain.fairness.pools. Raises UnusableMedia if it is no video, Busy if too many
        callers wait, Unavailable if S3 does not answer in time or the caller has disconnected.
        """
        stopped = threading.Event()
        pool = self._checksums if with_checksum else self._probes
        try:
            return await pool.run(
                organization,
                lambda: _inspect(source, with_checksum, stopped),
                stopped=stopped,
                wait_for_disconnect=wait_for_disconnect,
            )
        except WatchgraphError as error:
            # The file caused the crash, and would again.
            if isinstance(error, ResourceExhausted):
                raise error.to_unusable_media() from None
            if error.code == "ANALYSIS_CRASHED":
                raise UnusableMedia(error.code, cause=error.values.get("cause")) from None
            raise

    def check_capacity(self, organization: str, *, with_checksum: bool) -> None:
        """Raise Busy where so many callers wait that another one would be refused."""
        (self._checksums if with_checksum else self._probes).check_capacity(organization)

    def close(self) -> None:
        """Start no further inspections."""
        self._probes.close()
        self._checksums.close()


def _inspect(source: "RangedSource", with_checksum: bool, stopped: threading.Event) -> FileInspection:
    served = ServedFile(source.open(block_bytes=_BLOCK_BYTES, most_bytes=_MAX_HEADER_BYTES), source.limit_error)
    options = IsolationOptions(stopped, _LIMITS, stalled_seconds=_STALLED_SECONDS)
    media = run_isolated_on_file(options, served, probe_header)
    if not with_checksum:
        return FileInspection(media, None)
    options = replace(options, sandbox=Sandbox(network=True))
    return FileInspection(media, run_isolated(options, compute_checksum, source))


def probe_header(file: ProxiedFile) -> MediaHeader:
    """Runs in the subprocess without network. Raises UnusableMedia."""
    try:
        return inspect_media(file)
    except (ReadLimitExceeded, MemoryError):
        raise UnusableMedia("HEADER_TOO_LARGE") from None


def compute_checksum(source: "RangedSource") -> str:
    """Runs in the subprocess with network: the SHA-256 of the whole file, in hexadecimal."""
    digest = hashlib.sha256()
    with source.open(blocks_kept=1) as whole:
        while piece := whole.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
