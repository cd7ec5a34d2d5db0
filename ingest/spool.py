"""Files of a spool folder: how they are named, finished, and found again after a kill.

A file that is being written lies in `.recording/CAMERA/`, under the name that it will have. A rename into `CAMERA/`
is the one step that makes it a recording, so that every file is there once, whenever the agent ends.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

# What FolderScanner finds in a spool folder.
SPOOL_PATTERN = "{camera}/{start:%Y-%m-%dT%H-%M-%S.%f%z}{*}"
_NAME = "%Y-%m-%dT%H-%M-%S.%fZ"
_HEADER_BYTES = 16


class SpoolFolder:
    """Recordings of several cameras, on one file system. Raises OSError."""

    def __init__(self, folder: Path, unfinished: str = ".recording") -> None:
        """unfinished: the name of the folder of what is being written; it begins with a dot."""
        self._folder = folder
        self._unfinished = folder / unfinished

    def begin(self, camera: str, started_at: float, suffix: str) -> Path:
        """Where a new file is written. It does not exist."""
        return _find_free(self._unfinished / camera, started_at, suffix)

    def rename(self, file: Path, started_at: float) -> Path:
        """Correct the time of a file that is still written."""
        renamed = _find_free(file.parent, started_at, file.suffix)
        file.rename(renamed)
        return renamed

    def finish(self, file: Path) -> Path:
        """Make a file that is whole a recording, on the disk before it is seen."""
        with file.open("rb+") as written:
            os.fsync(written.fileno())
        started_at = _read_time(file)
        recording = _find_free(self._folder / file.parent.name, started_at, file.suffix)
        file.rename(recording)
        for folder in (recording.parent, file.parent):
            _sync_folder(folder)
        return recording

    def list_unfinished(self) -> set[str]:
        """The cameras of which files are, or were, being written."""
        return {file.parent.name for file in self._unfinished.glob("*/*")}

    def salvage(self, camera: str) -> Iterator[Path]:
        """Finish what was left unfinished of a camera, up to its last whole fragment; the recordings.

        Only while none of these files is being written.
        """
        for file in sorted((self._unfinished / camera).glob("*")):
            if recording := self.salvage_file(file):
                yield recording

    def discard_unfinished(self) -> None:
        """Remove what was being written: for a source that can fetch it again. Only while nothing is."""
        for file in (self._unfinished).glob("*/*"):
            file.unlink()

    def salvage_file(self, file: Path) -> Path | None:
        """Finish a file that was cut off; None where it has no picture yet, and is removed."""
        with file.open("rb+") as written:
            size = _measure_whole_boxes(written.fileno())
            if size:
                written.truncate(size)
        if size:
            return self.finish(file)
        file.unlink()
        return None


def _find_free(folder: Path, started_at: float, suffix: str) -> Path:
    """A path of this time, or of the next free microsecond: files that begin at once are both kept."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.fromtimestamp(started_at, UTC)
    while (path := folder / f"{moment.strftime(_NAME)}{suffix}").exists():
        moment += timedelta(microseconds=1)
    return path


def _read_time(file: Path) -> float:
    return datetime.strptime(file.stem, _NAME).replace(tzinfo=UTC).timestamp()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems cannot, and need not.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _measure_whole_boxes(descriptor: int) -> int:
    """Bytes of an MP4 file up to its last box that is whole (ISO/IEC 14496-12, 4.2); 0 where no picture is among them.

    A file that is being written is a `moov` box and fragments: each a `moof` box and the `mdat` box that it describes.
    """
    end, at, whole, has_header, has_pictures = os.fstat(descriptor).st_size, 0, 0, False, False
    while at + 8 <= end:
        header = os.pread(descriptor, _HEADER_BYTES, at)
        size, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if size == 1:
            size = int.from_bytes(header[8:16], "big")
        if size < 8 or at + size > end:
            break
        at += size
        if kind == b"mdat":
            whole, has_pictures = at, True
        elif kind == b"moov" and not has_header:
            # Behind the pictures: the file was closed, and is no longer in fragments.
            whole, has_header = at, True
    return whole if has_header and has_pictures else 0
