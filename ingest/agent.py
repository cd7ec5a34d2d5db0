"""The agent: looks for recordings, and sends them one after the other, the oldest first, whatever happens."""

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable

from ingest.agent_status import AgentStatus
from ingest.api import ApiRefused, ApiUnavailable, ApiUnreachable, TokenRefused
from ingest.disk import DiskCap
from ingest.journal import Entry, Journal, State
from ingest.scan import FolderScanner, ScanReport, SettledFile
from ingest.transfer import FileChanged, StoreUnavailable, Transfer

_log = logging.getLogger(__name__)
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 300.0
_TOKEN_PAUSE_SECONDS = 30.0
# A recording that the store alone refuses so often lets the others go first for a while.
_ATTEMPTS_IN_A_ROW, _STEP_BACK_SECONDS = 5, 300.0
_BATCH = 500
_PRUNE_EVERY_SECONDS, _HISTORY_SECONDS = 3600.0, 30 * 86400.0


class Agent:
    """Runs until `stopping` is set; what is under way then is resumed by the next run."""

    def __init__(
        self,
        journal: Journal,
        scanner: FolderScanner,
        transfer: Transfer,
        *,
        status: AgentStatus,
        disk_cap: DiskCap | None = None,
        scan_seconds: float = 5.0,
    ) -> None:
        self._folder = transfer.folder
        self._journal = journal
        self._scanner = scanner
        self._transfer = transfer
        self._status = status
        self._disk_cap = disk_cap
        self._scan_seconds = scan_seconds
        self._found = asyncio.Event()
        self._failed_in_a_row = 0
        self._pruned_at = 0.0

    async def run(self, stopping: asyncio.Event, source: Callable[[], Awaitable[None]] | None = None) -> None:
        """source: what brings recordings into the folder, and runs beside."""
        loops = [self._scan_forever(), self._send_forever(), *([source()] if source else [])]
        tasks = [asyncio.ensure_future(loop) for loop in loops]
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stop, *tasks):
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _scan_forever(self) -> None:
        while True:
            try:
                await self._scan()
                self._status.set_problem("folder", None)
                self._status.set_problem("journal", None)
            except sqlite3.Error as error:
                self._status.set_problem("journal", _describe_journal_error(error))
            except OSError as error:
                self._status.set_problem("folder", f"{self._folder} cannot be read: {error.strerror}.")
            await asyncio.sleep(self._scan_seconds)

    async def _scan(self) -> None:
        report = ScanReport()
        settled = await asyncio.to_thread(lambda: list(self._scanner.scan(report)))
        settled.sort(key=lambda found: (found.started_at, found.path))
        for begin in range(0, len(settled), _BATCH):
            self._add(settled[begin : begin + _BATCH])
            await asyncio.sleep(0)
        self._status.report = report
        self._status.set_problem("pattern", _describe_unmatched(report))
        self._status.set_problem("clock", _describe_future(report))
        self._status.set_problem("clash", self._describe_clashes())
        if self._disk_cap is not None:
            sending = self._status.sending
            self._status.set_problem(
                "disk", self._disk_cap.enforce(report.total_bytes, sending.id if sending else None)
            )
        if time.monotonic() - self._pruned_at > _PRUNE_EVERY_SECONDS:
            self._pruned_at = time.monotonic()
            self._journal.prune(time.time() - _HISTORY_SECONDS, lambda path: (self._folder / path).exists())

    def _add(self, settled: list[SettledFile]) -> None:
        if self._journal.add((found.path, found.camera, found.started_at, found.file) for found in settled):
            self._found.set()

    async def _send_forever(self) -> None:
        while True:
            try:
                entry = self._journal.find_next(time.time())
                if entry is None:
                    await self._wait_for_work()
                    continue
                self._status.sending = entry
                await self._send(entry)
            except sqlite3.Error as error:
                # On a full disk nothing is noted, and nothing that was noted is lost.
                self._status.set_problem("journal", _describe_journal_error(error))
                await self._pause()
            finally:
                self._status.sending = None

    async def _wait_for_work(self) -> None:
        try:
            async with asyncio.timeout(1.0):
                await self._found.wait()
        except TimeoutError:
            return
        self._found.clear()

    async def _send(self, entry: Entry) -> None:
        try:
            video_id = await self._transfer.send(entry)
        except TokenRefused as error:
            self._status.set_problem(
                "token", f"{error} Give the agent a token that holds; it is read anew before each request."
            )
            await asyncio.sleep(_TOKEN_PAUSE_SECONDS)
        except (ApiUnavailable, StoreUnavailable) as error:
            self._status.failures += 1
            self._status.set_problem("connection", str(error))
            if not isinstance(error, ApiUnreachable):
                self._step_back(entry, str(error), always=False)
            await self._pause()
        except ApiRefused as error:
            self._status.failures += 1
            self._journal.mark(entry.id, State.REFUSED, f"{error} ({error.code})")
            _log.error("%s is refused: %s (%s)", entry.path, error, error.code)
        except FileChanged as error:
            await self._handle_change(entry, str(error))
        except OSError as error:
            self._status.failures += 1
            message = f"The file cannot be read: {error.strerror or error}."
            _log.warning("%s: %s", entry.path, message)
            self._step_back(entry, message, always=True)
        else:
            _log.info("Sent %s (%s, %d bytes): %s", entry.path, entry.camera, entry.file.size_bytes, video_id)
            self._failed_in_a_row = 0
            self._status.sent_recordings += 1
            for about in ("token", "connection"):
                self._status.set_problem(about, None)

    async def _handle_change(self, entry: Entry, message: str) -> None:
        """A file that is gone may have been renamed: the next scan finds it, or it is gone for good."""
        if (self._folder / entry.path).exists():
            self._journal.mark(entry.id, State.REPLACED, message)
            _log.info("%s: %s It is sent once it is whole again.", entry.path, message)
        elif entry.attempts == 0:
            retry_at = time.time() + 2 * self._scan_seconds
            self._journal.delay(entry.id, attempts=1, retry_at=retry_at, message=message)
        else:
            self._journal.mark(entry.id, State.GONE, "Deleted before it was sent.")
            _log.error("%s was deleted before it was sent.", entry.path)

    def _step_back(self, entry: Entry, message: str, *, always: bool) -> None:
        """Count a failed attempt; after several, or always, let younger recordings go first for a while."""
        attempts = entry.attempts + 1
        steps_back = always or attempts % _ATTEMPTS_IN_A_ROW == 0
        retry_at = time.time() + _STEP_BACK_SECONDS if steps_back else 0.0
        self._journal.delay(entry.id, attempts=attempts, retry_at=retry_at, message=message)

    async def _pause(self) -> None:
        """Twice as long after each failure in a row, up to five minutes, and never just when all other agents do."""
        longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** min(self._failed_in_a_row, 20))
        self._failed_in_a_row += 1
        await asyncio.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311

    def _describe_clashes(self) -> str | None:
        clashes = self._journal.find_clashes(1)
        if not clashes:
            return None
        camera, started_at, count = clashes[0]
        return (
            f"{count} recordings claim camera {camera!r} at {started_at:%Y-%m-%d %H:%M:%S} UTC. All are sent; look"
            " whether two cameras write to one folder."
        )


def _describe_journal_error(error: sqlite3.Error) -> str:
    return f"The journal cannot be written: {error}. Nothing is sent until it can; make room on its disk."


def _describe_unmatched(report: ScanReport) -> str | None:
    if not report.unmatched:
        return None
    return f"{report.unmatched} files do not match the pattern and are not sent, such as {report.unmatched_paths[0]}."


def _describe_future(report: ScanReport) -> str | None:
    if not report.future:
        return None
    return (
        f"{report.future} recordings begin in the future, such as {report.future_paths[0]}: set the camera's clock or"
        " the agent's --timezone. They are sent once their time has come."
    )
