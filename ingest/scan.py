"""Finding recordings that are whole: files of the pattern that nobody has changed for a while."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from ingest.journal import FileIdentity
from ingest.pattern import FilePattern

_SHOWN = 10
# A camera whose clock is ahead by more has the wrong time; its recordings wait until that time has come.
_CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SettledFile:
    """A file that may be sent. path is relative to the watched folder."""

    path: str
    camera: str
    started_at: datetime
    file: FileIdentity


@dataclass(slots=True)
class ScanReport:
    """What a scan saw besides: files that still change, recordings of the future, files of no pattern; all bytes."""

    changing: int = 0
    future: int = 0
    future_paths: list[str] = field(default_factory=list)
    unmatched: int = 0
    unmatched_paths: list[str] = field(default_factory=list)
    total_bytes: int = 0


class FolderScanner:
    """Looks through the folder again and again.

    A file is settled once its size and time of change were the same for `settle_seconds`, by this machine's own
    clock: the times of a network share may be off. One whose time of change is older than that by the file's own
    account is settled at the first look, so that a restart does not wait.
    """

    def __init__(self, folder: Path, pattern: FilePattern, settle_seconds: float) -> None:
        self._folder = folder
        self._pattern = pattern
        self._settle_seconds = settle_seconds
        self._seen: dict[str, tuple[FileIdentity, float]] = {}

    def scan(self, report: ScanReport) -> Iterator[SettledFile]:
        """Settled files in no order. Raises OSError where the folder itself cannot be read."""
        seen: dict[str, tuple[FileIdentity, float]] = {}
        now = time.monotonic()
        for path, stat in _iter_files(self._folder):
            relative = path.relative_to(self._folder).as_posix()
            modified_at = datetime.fromtimestamp(stat.st_mtime, UTC)
            recording = self._pattern.match(PurePosixPath(relative), modified_at)
            if recording is None:
                report.unmatched += 1
                if len(report.unmatched_paths) < _SHOWN:
                    report.unmatched_paths.append(relative)
                continue
            report.total_bytes += stat.st_size
            if recording.started_at > datetime.now(UTC) + _CLOCK_TOLERANCE:
                report.future += 1
                if len(report.future_paths) < _SHOWN:
                    report.future_paths.append(relative)
                continue
            identity = FileIdentity.from_stat(stat)
            before, since = self._seen.get(relative, (None, now))
            if before != identity:
                since = now
            if self._is_settled(identity, stat, now - since):
                yield SettledFile(relative, recording.camera, recording.started_at, identity)
            else:
                report.changing += 1
                seen[relative] = (identity, since)
        self._seen = seen

    def _is_settled(self, identity: FileIdentity, stat: os.stat_result, unchanged_seconds: float) -> bool:
        if identity.size_bytes == 0:
            return False
        age = time.time() - max(stat.st_mtime, stat.st_ctime)
        # A clock of the future makes the age negative: then only what was watched counts.
        return unchanged_seconds >= self._settle_seconds or age >= max(60.0, 2 * self._settle_seconds)


def _iter_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Regular files below a folder. Links are not followed; what vanishes meanwhile is passed over, and so are names
    that begin with a dot: programs write there what is not whole yet."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    yield from _iter_below(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue


def _iter_below(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    try:
        yield from _iter_files(folder)
    except (FileNotFoundError, PermissionError):
        return
