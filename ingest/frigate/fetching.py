"""Fetching the footage of a window, so that it is a recording once, whenever the agent ends."""

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path

import av

from ingest.frigate.client import FrigateClient, NoFootage
from ingest.frigate.windows import FrigateWindows, StoredWindow, WindowState
from ingest.spool import SpoolFolder

_log = logging.getLogger(__name__)
_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 15.0, 3600.0
# Footage that is shorter than Frigate says is fetched again a few times, then sent as it is.
_ATTEMPTS_FOR_SHORT = 3
# Footage that cannot be read is given up after about a day.
_ATTEMPTS_FOR_UNREADABLE = 30
_MISSING_SECONDS, _MISSING_SHARE = 2.0, 0.1


class Unreadable(Exception):
    """What Frigate sent is no footage."""


@dataclass(frozen=True, slots=True)
class FootageFetcher:
    """`fetch` raises what FrigateClient raises but NoFootage, and OSError; another call goes on from there."""

    client: FrigateClient
    windows: FrigateWindows
    spool: SpoolFolder
    folder: Path

    async def fetch(self, stored: StoredWindow) -> None:
        if stored.path is not None and self._is_recording(stored.path):
            self.windows.mark(stored.id, WindowState.FETCHED)
            return
        window = stored.window
        file = self.spool.begin(window.camera, window.started_at, ".mp4")
        try:
            await self.client.download(window.camera, window.asked_from, window.ended_at, file)
            seconds = await asyncio.to_thread(_measure, file)
        except NoFootage as error:
            file.unlink(missing_ok=True)
            message = f"{error} It is lost: {_name(stored)}."
            _log.error("%s", message)
            self.windows.mark(stored.id, WindowState.LOST, message)
            return
        except Unreadable as error:
            file.unlink(missing_ok=True)
            self._retry(stored, str(error))
            return
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        expected = window.ended_at - window.started_at
        if seconds < expected - max(_MISSING_SECONDS, _MISSING_SHARE * expected):
            message = f"Frigate gave {seconds:.1f} s of {expected:.1f} s of {_name(stored)}."
            if stored.attempts < _ATTEMPTS_FOR_SHORT:
                file.unlink(missing_ok=True)
                self._retry(stored, message)
                return
            _log.warning("%s It is sent as it is.", message)
        self.windows.set_file(stored.id, f"{window.camera}/{file.name}", seconds)
        self.spool.finish(file)
        self.windows.mark(stored.id, WindowState.FETCHED)

    def _is_recording(self, path: str) -> bool:
        return (self.folder / path).exists() or self.windows.find_recording(path) is not None

    def _retry(self, stored: StoredWindow, message: str) -> None:
        attempts = stored.attempts + 1
        if attempts >= _ATTEMPTS_FOR_UNREADABLE:
            _log.error("%s It is given up.", message)
            self.windows.mark(stored.id, WindowState.LOST, message)
            return
        _log.warning("%s It is fetched again.", message)
        pause = min(_LONGEST_RETRY_SECONDS, _FIRST_RETRY_SECONDS * 2.0 ** min(stored.attempts, 20))
        self.windows.delay(stored.id, attempts=attempts, retry_at=time.time() + pause, message=message)


def _name(stored: StoredWindow) -> str:
    begin = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(stored.window.started_at))
    return f"{stored.window.camera} at {begin} UTC"


def _measure(file: Path) -> float:
    """Seconds from the first picture to the end of the last. Raises Unreadable."""
    if not file.stat().st_size:
        raise Unreadable("Frigate gave an empty file.")
    try:
        with av.open(str(file)) as container:
            picture = container.streams.video[0]
            times = [
                (float(packet.pts * packet.time_base), float((packet.duration or 0) * packet.time_base))
                for packet in container.demux(picture)
                if packet.size and packet.pts is not None and packet.time_base is not None
            ]
    except (av.FFmpegError, IndexError):
        times = []
    if not times:
        raise Unreadable("What Frigate gave is no footage.")
    return max(at + duration for at, duration in times) - min(at for at, _ in times)
