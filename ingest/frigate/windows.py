"""The journal's pages about Frigate: up to where each camera is planned, and what became of each window."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.frigate.plan import Plan, Window
from ingest.journal import Journal

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS frigate_cursors (camera TEXT PRIMARY KEY, position REAL NOT NULL) STRICT",
    """CREATE TABLE IF NOT EXISTS frigate_windows (
        id INTEGER PRIMARY KEY,
        camera TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL NOT NULL,
        asked_from REAL NOT NULL,
        state TEXT NOT NULL,
        path TEXT,
        seconds REAL,
        attempts INTEGER NOT NULL DEFAULT 0,
        retry_at REAL NOT NULL DEFAULT 0,
        message TEXT,
        UNIQUE (camera, started_at)
    ) STRICT""",
    "CREATE INDEX IF NOT EXISTS frigate_by_state ON frigate_windows (state, started_at)",
)


class WindowState(StrEnum):
    """PLANNED to be fetched; FETCHED as a recording, whose events are not imported yet; DONE; LOST: Frigate has its
    footage no more, or the recording was dropped."""

    PLANNED = "PLANNED"
    FETCHED = "FETCHED"
    DONE = "DONE"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """path: of the file, below the spool folder, from when it was measured to be so many seconds long."""

    id: int
    window: Window
    path: str | None
    seconds: float | None
    attempts: int


class FrigateWindows:
    """Every method is one transaction of the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        with journal.transaction() as db:
            for statement in _SCHEMA:
                db.execute(statement)

    def read_cursor(self, camera: str) -> float | None:
        with self._journal.transaction() as db:
            row = db.execute("SELECT position FROM frigate_cursors WHERE camera = ?", (camera,)).fetchone()
        return None if row is None else float(row[0])

    def list_cameras(self) -> list[str]:
        """Cameras that were planned at some time."""
        with self._journal.transaction() as db:
            return [camera for (camera,) in db.execute("SELECT camera FROM frigate_cursors ORDER BY camera")]

    def add(self, camera: str, plan: Plan) -> None:
        """Note windows, and that the camera is planned up to the cursor."""
        with self._journal.transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO frigate_windows (camera, started_at, ended_at, asked_from, state)"
                " VALUES (?, ?, ?, ?, 'PLANNED')",
                [(window.camera, window.started_at, window.ended_at, window.asked_from) for window in plan.windows],
            )
            db.execute("INSERT OR REPLACE INTO frigate_cursors VALUES (?, ?)", (camera, plan.cursor))

    def list_due(self, state: WindowState, now: float, limit: int) -> list[StoredWindow]:
        """The oldest windows in a state that may be tried now."""
        with self._journal.transaction() as db:
            rows = db.execute(
                "SELECT id, camera, started_at, ended_at, asked_from, path, seconds, attempts FROM frigate_windows"
                " WHERE state = ? AND retry_at <= ? ORDER BY started_at, camera LIMIT ?",
                (state, now, limit),
            ).fetchall()
        return [_to_stored(row) for row in rows]

    def find_recording(self, path: str) -> tuple[str, str | None] | None:
        """The state and video of the newest recording that was at this path, if any was."""
        with self._journal.transaction() as db:
            row = db.execute(
                "SELECT state, video_id FROM recordings WHERE path = ? ORDER BY id DESC LIMIT 1", (path,)
            ).fetchone()
        return None if row is None else (str(row[0]), row[1])

    def set_file(self, id_: int, path: str, seconds: float) -> None:
        """The file is whole, and becomes a recording now."""
        self._update("path = ?, seconds = ?", (path, seconds, id_))

    def mark(self, id_: int, state: WindowState, message: str | None = None) -> None:
        self._update("state = ?, retry_at = 0, attempts = 0, message = ?", (state, message, id_))

    def delay(self, id_: int, *, attempts: int, retry_at: float, message: str) -> None:
        self._update("attempts = ?, retry_at = ?, message = ?", (attempts, retry_at, message, id_))

    def count_by_state(self) -> dict[str, dict[WindowState, int]]:
        """Of each camera, windows by state."""
        counts: dict[str, dict[WindowState, int]] = {}
        with self._journal.transaction() as db:
            for camera, state, count in db.execute(
                "SELECT camera, state, count(*) FROM frigate_windows GROUP BY camera, state"
            ):
                counts.setdefault(camera, {})[WindowState(state)] = count
        return counts

    def prune(self, before: float) -> None:
        """Forget windows that are over and ended before `before` (seconds since the epoch)."""
        with self._journal.transaction() as db:
            db.execute("DELETE FROM frigate_windows WHERE state IN ('DONE', 'LOST') AND ended_at < ?", (before,))

    def _update(self, assignments: str, values: Sequence[Any]) -> None:
        with self._journal.transaction() as db:
            db.execute(f"UPDATE frigate_windows SET {assignments} WHERE id = ?", values)  # noqa: S608


def _to_stored(row: Any) -> StoredWindow:
    id_, camera, started_at, ended_at, asked_from, path, seconds, attempts = row
    return StoredWindow(id_, Window(camera, started_at, ended_at, asked_from), path, seconds, attempts)
