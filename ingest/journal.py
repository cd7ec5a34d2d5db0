"""The agent's memory: one row for each recording, in SQLite, so that neither kill -9 nor a power cut loses a step."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from os import stat_result
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS recordings (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    camera TEXT NOT NULL,
    started_at REAL NOT NULL,
    device INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    state TEXT NOT NULL,
    checksum_sha256 TEXT,
    upload_token TEXT,
    video_id TEXT,
    part_size_bytes INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at REAL NOT NULL DEFAULT 0,
    message TEXT,
    changed_at REAL NOT NULL
) STRICT;
-- One current recording for each path; those that were replaced or deleted stay as history.
CREATE UNIQUE INDEX IF NOT EXISTS current_path ON recordings (path) WHERE state IN ('WAITING', 'SENT', 'REFUSED');
CREATE INDEX IF NOT EXISTS by_state ON recordings (state, started_at, path);
CREATE INDEX IF NOT EXISTS by_file ON recordings (device, inode);
"""
_INTEGER = 2**63 - 1


class State(StrEnum):
    """WAITING to be sent; SENT and confirmed; REMOVED by the disk cap after it was sent; REFUSED by the server, for a
    person to decide; REPLACED by another content at its path; GONE from the disk before it was sent; DROPPED by the
    disk cap before it was sent. Only WAITING, SENT and REFUSED speak of the file that is at their path now."""

    WAITING = "WAITING"
    SENT = "SENT"
    REMOVED = "REMOVED"
    REFUSED = "REFUSED"
    REPLACED = "REPLACED"
    GONE = "GONE"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Which file, with which content as far as the file system tells."""

    device: int
    inode: int
    size_bytes: int
    modified_ns: int

    @classmethod
    def from_stat(cls, stat: stat_result) -> "FileIdentity":
        """SQLite's integers have a sign, inodes have none."""
        return cls(stat.st_dev & _INTEGER, stat.st_ino & _INTEGER, stat.st_size, stat.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording as the journal has it. path is relative to the watched folder."""

    id: int
    path: str
    camera: str
    started_at: datetime
    file: FileIdentity
    state: State
    checksum_sha256: str | None
    upload_token: str | None
    video_id: str | None
    part_size_bytes: int | None
    attempts: int
    retry_at: float
    message: str | None


class JournalInUse(RuntimeError):
    """Another agent has this journal open."""


class Journal:
    """Every method is one transaction, and is on the disk when it returns. Raises sqlite3.Error, as on a full disk."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.0)
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
            # Takes the lock, and keeps it until the journal is closed.
            self._db.execute("BEGIN EXCLUSIVE")
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                raise JournalInUse(f"Another agent uses the journal {path}.") from None
            raise

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, for tables of others too."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def add(self, recordings: Iterable[tuple[str, str, datetime, FileIdentity]]) -> int:
        """Note settled files (path, camera, start, identity); how many are new.

        A file that was renamed keeps its entry under the new path. Another content at a known path is a new
        recording, and the entry of the old one becomes REPLACED.
        """
        added = 0
        with self.transaction() as db:
            for path, camera, started_at, file in recordings:
                known = db.execute(
                    "SELECT id, device, inode, size_bytes, modified_ns FROM recordings"
                    " WHERE path = ? AND state IN ('WAITING', 'SENT', 'REFUSED')",
                    (path,),
                ).fetchone()
                if known and known[1:] == (file.device, file.inode, file.size_bytes, file.modified_ns):
                    continue
                if known:
                    db.execute(
                        "UPDATE recordings SET state = 'REPLACED', changed_at = ?, message = ? WHERE id = ?",
                        (time.time(), "Another file took its place.", known[0]),
                    )
                renamed = db.execute(
                    "SELECT id FROM recordings WHERE device = ? AND inode = ? AND size_bytes = ? AND modified_ns = ?"
                    " AND state IN ('WAITING', 'SENT', 'REFUSED', 'GONE')",
                    (file.device, file.inode, file.size_bytes, file.modified_ns),
                ).fetchone()
                if renamed:
                    db.execute(
                        "UPDATE recordings SET path = ?, camera = ?, started_at = ?, changed_at = ?,"
                        " state = CASE state WHEN 'GONE' THEN 'WAITING' ELSE state END WHERE id = ?",
                        (path, camera, started_at.timestamp(), time.time(), renamed[0]),
                    )
                    continue
                db.execute(
                    "INSERT INTO recordings (path, camera, started_at, device, inode, size_bytes, modified_ns, state,"
                    " changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'WAITING', ?)",
                    (
                        *(path, camera, started_at.timestamp(), file.device, file.inode),
                        *(file.size_bytes, file.modified_ns, time.time()),
                    ),
                )
                added += 1
        return added

    def is_known(self, path: str, file: FileIdentity) -> bool:
        """Whether just this file, as it is now, is noted under this path."""
        return bool(
            self._db.execute(
                "SELECT 1 FROM recordings WHERE path = ? AND device = ? AND inode = ? AND size_bytes = ?"
                " AND modified_ns = ? AND state IN ('WAITING', 'SENT', 'REFUSED')",
                (path, file.device, file.inode, file.size_bytes, file.modified_ns),
            ).fetchone()
        )

    def get(self, id_: int) -> Entry:
        return _to_entry(self._db.execute(f"{_SELECT} WHERE id = ?", (id_,)).fetchone())

    def find_next(self, now: float) -> Entry | None:
        """The oldest recording that may be sent now."""
        row = self._db.execute(
            f"{_SELECT} WHERE state = 'WAITING' AND retry_at <= ? ORDER BY started_at, path LIMIT 1", (now,)
        ).fetchone()
        return _to_entry(row) if row else None

    def list_oldest(self, state: State, limit: int, after: tuple[float, str] | None = None) -> list[Entry]:
        """Recordings in a state, the oldest first, after a start (seconds since the epoch) and path."""
        rows = self._db.execute(
            f"{_SELECT} WHERE state = ? AND (started_at, path) > (?, ?) ORDER BY started_at, path LIMIT ?",
            (state, *(after or (float("-inf"), "")), limit),
        ).fetchall()
        return [_to_entry(row) for row in rows]

    def set_upload(
        self, id_: int, checksum_sha256: str, upload_token: str, video_id: str, part_size_bytes: int | None
    ) -> None:
        """An upload was requested; from here on it can be resumed."""
        self._update(
            id_,
            checksum_sha256=checksum_sha256,
            upload_token=upload_token,
            video_id=video_id,
            part_size_bytes=part_size_bytes,
            message=None,
        )

    def forget_upload(self, id_: int) -> None:
        """The upload is no more; the next attempt requests another."""
        self._update(id_, upload_token=None, video_id=None)

    def mark_sent(self, id_: int, video_id: str) -> None:
        self._update(id_, state=State.SENT, video_id=video_id, upload_token=None, message=None)

    def mark(self, id_: int, state: State, message: str) -> None:
        self._update(id_, state=state, message=message)

    def delay(self, id_: int, *, attempts: int, retry_at: float, message: str) -> None:
        """Not now: another attempt at retry_at (seconds since the epoch)."""
        self._update(id_, attempts=attempts, retry_at=retry_at, message=message)

    def retry_refused(self) -> int:
        """Give every refused recording another chance; how many there were."""
        with self.transaction() as db:
            return db.execute(
                "UPDATE recordings SET state = 'WAITING', attempts = 0, retry_at = 0, changed_at = ?"
                " WHERE state = 'REFUSED'",
                (time.time(),),
            ).rowcount

    def count_by_state(self) -> dict[State, tuple[int, int]]:
        """Recordings and their bytes, by state."""
        counts = dict.fromkeys(State, (0, 0))
        for state, count, size in self._db.execute(
            "SELECT state, count(*), coalesce(sum(size_bytes), 0) FROM recordings GROUP BY state"
        ):
            counts[State(state)] = (count, size)
        return counts

    def list_waiting_cameras(self) -> Sequence[tuple[str, int, float]]:
        """Cameras with recordings that wait: how many, and when the oldest began (seconds since the epoch)."""
        return self._db.execute(
            "SELECT camera, count(*), min(started_at) FROM recordings WHERE state = 'WAITING' GROUP BY camera"
            " ORDER BY 3"
        ).fetchall()

    def find_clashes(self, limit: int) -> list[tuple[str, datetime, int]]:
        """Cameras and times that several recordings claim."""
        rows = self._db.execute(
            "SELECT camera, started_at, count(*) FROM recordings WHERE state IN ('WAITING', 'SENT', 'REFUSED')"
            " GROUP BY camera, started_at HAVING count(*) > 1 ORDER BY started_at DESC LIMIT ?",
            (limit,),
        )
        return [(camera, datetime.fromtimestamp(started_at, UTC), count) for camera, started_at, count in rows]

    def prune(self, before: float, exists: Callable[[str], bool]) -> int:
        """Forget what has been over since before `before` (seconds since the epoch), and whose file is gone."""
        with self.transaction() as db:
            rows = db.execute(
                "SELECT id, path, state FROM recordings WHERE state NOT IN ('WAITING', 'REFUSED') AND changed_at < ?",
                (before,),
            ).fetchall()
            over = [(id_,) for id_, path, state in rows if state != "SENT" or not exists(path)]
            db.executemany("DELETE FROM recordings WHERE id = ?", over)
        return len(over)

    def _update(self, id_: int, **values: object) -> None:
        values["changed_at"] = time.time()
        assignments = ", ".join(f"{name} = ?" for name in values)
        # A recording that was replaced while it was sent stays so: its path has another entry by now.
        statement = f"UPDATE recordings SET {assignments} WHERE id = ? AND state <> 'REPLACED'"  # noqa: S608
        with self.transaction() as db:
            db.execute(statement, (*values.values(), id_))


_SELECT = (
    "SELECT id, path, camera, started_at, device, inode, size_bytes, modified_ns, state, checksum_sha256,"
    " upload_token, video_id, part_size_bytes, attempts, retry_at, message FROM recordings"
)


def _to_entry(row: Any) -> Entry:
    id_, path, camera, started_at, device, inode, size_bytes, modified_ns, state, *rest = row
    file = FileIdentity(device, inode, size_bytes, modified_ns)
    return Entry(id_, path, camera, datetime.fromtimestamp(started_at, UTC), file, State(state), *rest)
