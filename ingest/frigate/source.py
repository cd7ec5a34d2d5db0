"""The loop: plan, fetch, and, once a recording was sent, import what Frigate tracked in it."""

import asyncio
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.agent_status import AgentStatus, CameraState
from ingest.api import ApiRefused, ApiUnavailable, IngestApi, TokenRefused
from ingest.frigate.client import FrigateClient, FrigateRefused, FrigateUnavailable
from ingest.frigate.events import build_events, is_within
from ingest.frigate.fetching import FootageFetcher
from ingest.frigate.plan import plan_windows, select_reviewed
from ingest.frigate.windows import FrigateWindows, StoredWindow, WindowState
from ingest.journal import Journal, State
from ingest.spool import SpoolFolder

_log = logging.getLogger(__name__)
_POLL_SECONDS = 10.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 300.0
# Segments and review items are complete in Frigate's database a while after they end.
_SETTLE_SECONDS = 60.0
# At most so much is planned at once.
_HORIZON_SECONDS = 3600.0
# Frigate keeps its recordings: only so many wait here.
_MOST_WAITING = 50
_BATCH = 20
# A tracked object that has not ended is waited for so long; names of faces and scores come until then.
_EVENT_PATIENCE_SECONDS = 900.0
# Tracked objects that began earlier and go on are parked cars rather than people.
_LONGEST_EVENT_SECONDS = 6 * 3600.0
_CLOCK_TOLERANCE_SECONDS = 60.0
_HISTORY_SECONDS = 30 * 86_400.0
_CAMERA = re.compile(r"[\w-]+")
_OVER = frozenset({State.REFUSED, State.DROPPED, State.GONE, State.REPLACED})


@dataclass(frozen=True, slots=True)
class FrigateTerms:
    """cameras: those to send; none: all that are recorded. since_seconds: how far back a new camera begins."""

    cameras: Sequence[str]
    only_reviewed: bool
    seconds: float
    since_seconds: float


class FrigateSource:
    """`run` goes on until it is cancelled; the journal has each step that was done."""

    def __init__(
        self,
        client: FrigateClient,
        api: IngestApi,
        journal: Journal,
        folder: Path,
        terms: FrigateTerms,
        status: AgentStatus,
    ) -> None:
        self._client = client
        self._api = api
        self._journal = journal
        self._spool = SpoolFolder(folder, ".fetching")
        self._terms = terms
        self._status = status
        self._windows = FrigateWindows(journal)
        self._fetcher = FootageFetcher(client, self._windows, self._spool, folder)
        self._untyped: Counter[str] = Counter()
        self._failures = 0

    async def run(self, poll_seconds: float = _POLL_SECONDS) -> None:
        await asyncio.to_thread(self._spool.discard_unfinished)
        while True:
            pause = poll_seconds
            try:
                await self.work()
                self._failures = 0
                for about in ("frigate", "api", "disk"):
                    self._status.set_problem(about, None)
            except (FrigateUnavailable, FrigateRefused) as error:
                self._status.set_problem("frigate", str(error))
                pause = self._back_off()
            except (ApiUnavailable, TokenRefused) as error:
                self._status.set_problem("api", str(error))
                pause = self._back_off()
            except OSError as error:
                self._status.set_problem("disk", f"The spool folder cannot be written: {error.strerror or error}.")
                pause = self._back_off()
            await asyncio.sleep(pause)

    async def work(self) -> None:
        """One round."""
        cameras = await self._list_cameras()
        for camera in cameras:
            await self._plan(camera)
        await self._import_events()
        for stored in self._windows.list_due(WindowState.PLANNED, time.time(), _BATCH):
            if self._journal.count_by_state()[State.WAITING][0] >= _MOST_WAITING:
                break
            await self._fetcher.fetch(stored)
            await self._import_events()
        self._windows.prune(time.time() - _HISTORY_SECONDS)
        self._tell(cameras)

    async def _list_cameras(self) -> list[str]:
        found = await self._client.list_cameras()
        wanted = self._terms.cameras or [name for name, is_recorded in found.items() if is_recorded]
        known = self._terms.cameras or self._windows.list_cameras()
        gone = sorted({name for name in known if name not in found})
        idle = sorted({name for name in self._terms.cameras if found.get(name) is False})
        self._status.set_problem("gone", f"Frigate has no camera {', '.join(gone)} any more." if gone else None)
        self._status.set_problem("idle", f"Frigate does not record {', '.join(idle)}." if idle else None)
        ahead = self._client.ahead_seconds
        self._status.set_problem(
            "frigate clock",
            f"Frigate's clock is {ahead:+.0f} s off this machine's, and so are its recordings' times. Set one of them."
            if abs(ahead) > _CLOCK_TOLERANCE_SECONDS
            else None,
        )
        return [name for name in wanted if name in found and _CAMERA.fullmatch(name)]

    async def _plan(self, camera: str) -> None:
        now = time.time()
        cursor = self._windows.read_cursor(camera)
        if cursor is None:
            cursor = now - self._terms.since_seconds
        until = min(now - _SETTLE_SECONDS, cursor + _HORIZON_SECONDS)
        if until <= cursor:
            return
        segments = await self._client.list_segments(camera, cursor, until)
        if self._terms.only_reviewed:
            items = await self._client.list_review_items(
                camera, cursor - _LONGEST_EVENT_SECONDS, until + _SETTLE_SECONDS
            )
            segments = select_reviewed(segments, items)
        plan = plan_windows(camera, segments, cursor, until, self._terms.seconds, now)
        if plan.cursor != cursor or self._windows.read_cursor(camera) is None:
            self._windows.add(camera, plan)

    async def _import_events(self) -> None:
        for stored in self._windows.list_due(WindowState.FETCHED, time.time(), _BATCH):
            assert stored.path is not None
            state, video_id = self._windows.find_recording(stored.path) or (None, None)
            if state in _OVER:
                self._windows.mark(stored.id, WindowState.LOST, f"The recording is {state}.")
            elif state in (State.SENT, State.REMOVED) and video_id is not None:
                await self._import_onto(stored, video_id)

    async def _import_onto(self, stored: StoredWindow, video_id: str) -> None:
        window, now = stored.window, time.time()
        since = window.started_at - _LONGEST_EVENT_SECONDS
        found = await self._client.list_events(window.camera, since, window.ended_at)
        objects = [tracked for tracked in found if is_within(tracked, window)]
        if (
            any(tracked.get("end_time") is None for tracked in objects)
            and now - window.ended_at < _EVENT_PATIENCE_SECONDS
        ):
            self._windows.delay(stored.id, attempts=0, retry_at=now + 30, message="An object is still tracked.")
            return
        items = await self._client.list_review_items(window.camera, since, window.ended_at) if objects else []
        built = build_events(objects, items, window, stored.seconds or window.ended_at - window.started_at)
        self._untyped.update(built.untyped)
        message = None
        if built.events:
            try:
                message = await self._send_events(video_id, built.events)
            except ApiRefused as error:
                message = f"The events of {stored.path} are refused: {error} ({error.code})"
        if message:
            _log.error("%s", message)
        self._windows.mark(stored.id, WindowState.DONE, message)

    async def _send_events(self, video_id: str, events: Sequence[Mapping[str, Any]]) -> str | None:
        """What was rejected, in words."""
        outcome = await self._api.import_events(video_id, events)
        _log.info("Imported %d events onto %s", outcome.imported, video_id)
        if not outcome.rejected:
            return None
        return f"{len(outcome.rejected)} events of {video_id} are rejected, such as: {outcome.rejected[0]}"

    def _tell(self, cameras: Sequence[str]) -> None:
        counts = self._windows.count_by_state()
        for name in {*cameras, *counts}:
            of = counts.get(name, {})
            note = f"{of.get(WindowState.PLANNED, 0)} to fetch, {of.get(WindowState.LOST, 0)} lost"
            fetched = of.get(WindowState.FETCHED, 0) + of.get(WindowState.DONE, 0)
            self._status.cameras[name] = CameraState(name in cameras, fetched, note)
        untyped = ", ".join(f"{label} {count}" for label, count in sorted(self._untyped.items()))
        self._status.notes["Objects of Frigate that no type of event fits"] = untyped or "none"

    def _back_off(self) -> float:
        longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0 ** min(self._failures, 20))
        self._failures += 1
        return longest * random.uniform(0.5, 1.0)  # noqa: S311
