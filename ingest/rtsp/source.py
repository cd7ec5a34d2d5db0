"""All cameras at once: a thread each, and what people are told about them."""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.agent_status import AgentStatus, CameraState
from ingest.rtsp.address import CameraAddress
from ingest.rtsp.camera import CameraRecorder, RecordingTerms
from ingest.spool import SpoolFolder

_log = logging.getLogger(__name__)
_TELL_SECONDS = 1.0
# A thread that waits for a camera is left behind; its file is finished by the next start.
_STOP_SECONDS = 5.0
_CLOCKS = {"CAMERA": "times are the camera's", "ARRIVAL": "times are those of arrival: the camera tells none"}


class RtspSource:
    """`run` records until it is cancelled. What an earlier agent was killed over is finished, too."""

    def __init__(
        self, cameras: Sequence[CameraAddress], folder: Path, terms: RecordingTerms, status: AgentStatus
    ) -> None:
        self._spool = SpoolFolder(folder)
        self._stopping = threading.Event()
        self._recorders = [CameraRecorder(camera, self._spool, terms, self._stopping) for camera in cameras]
        self._status = status

    async def run(self) -> None:
        threads = [
            threading.Thread(target=recorder.run, name=recorder.address.name, daemon=True)
            for recorder in self._recorders
        ]
        for thread in threads:
            thread.start()
        try:
            try:
                await asyncio.to_thread(self._finish_others)
            except OSError as error:
                message = f"What an earlier agent was recording cannot be finished: {error.strerror or error}."
                self._status.set_problem("spool", message)
            while True:
                self._tell()
                await asyncio.sleep(_TELL_SECONDS)
        finally:
            self._stopping.set()
            await asyncio.to_thread(_join, threads)

    def _finish_others(self) -> None:
        """Each recorder finishes the files of its own camera. Those of cameras that are no longer named are left."""
        for camera in self._spool.list_unfinished() - {recorder.address.name for recorder in self._recorders}:
            for recording in self._spool.salvage(camera):
                _log.info("Finished %s of %s, which is not recorded any more", recording.name, camera)

    def _tell(self) -> None:
        for recorder in self._recorders:
            state = recorder.status
            self._status.set_problem(f"camera {state.name}", state.problem)
            note = state.problem or _CLOCKS.get(state.clock or "", "connecting")
            self._status.cameras[state.name] = CameraState(state.connected, state.files, note)


def _join(threads: Sequence[threading.Thread]) -> None:
    deadline = time.monotonic() + _STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
