"""Find people in all of a video, also past what brings the decoder down."""

import asyncio
import logging
from collections.abc import Sequence

from domain.analysis.checkpoint import Looked
from domain.analysis.run_state import Work
from domain.fairness.pools import Pool
from domain.isolation.subprocess import Bounds, Room, apart
from models.enums import AnalysisStage
from models.errors import WatchgraphError
from vision.analyze import Analysis, Look, analyze

_log = logging.getLogger(__name__)
# Ends of a child process that footage brings about. Being killed is none of them: that is the system's doing.
_BY_FOOTAGE = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})
_MOST_CRASHES, _FIRST_LEFT_OUT_SECONDS = 6, 2.0
# Processor time for a second of footage: twenty times what 1080p takes on an old machine.
_CPU_SECONDS, _CPU_SECONDS_AT_LEAST, _CPU_SECONDS_AT_MOST = 20.0, 3600.0, 14 * 86400.0


async def detect(work: Work, looked: Looked, pool: Pool, fps: float, loitering_seconds: float) -> Analysis:
    """The analysis of the work's file, told as it goes; what was seen before is not looked at again.

    Where the decoder breaks down, the seconds that follow the last report are left out and counted as skipped, twice as
    many each time; after six times, ANALYSIS_CRASHED is raised. Raises what domain.isolation.subprocess and vision.analyze raise.
    """
    loop = asyncio.get_running_loop()
    seen = await looked.before()
    without: list[tuple[float, float]] = []
    reached = 0.0
    allowed = _CPU_SECONDS * work.duration_seconds

    def tell(done: float, total: float, events: int, looks: Sequence[Look]) -> None:
        nonlocal reached
        reached, work.events_found = done, events
        seen.update(looks)
        looked.add(done, looks)
        work.desk.post(work.telling(AnalysisStage.DETECTING, done, total))

    def analyzed() -> Analysis:
        return apart(
            analyze,
            work.file,
            fps=fps,
            loitering_seconds=loitering_seconds,
            known=dict(seen),
            without=tuple(without),
            stopped=work.desk.stopped,
            room=Room(reads=(str(work.file),)),
            bounds=Bounds(cpu_seconds=int(min(_CPU_SECONDS_AT_MOST, _CPU_SECONDS_AT_LEAST + allowed))),
            on_progress=lambda *told: loop.call_soon_threadsafe(tell, *told),
        )

    while True:
        try:
            return await pool.run(work.desk.principal.organization, analyzed)
        except WatchgraphError as error:
            if error.values.get("cause") not in _BY_FOOTAGE or not reached or len(without) == _MOST_CRASHES:
                raise
            without.append((reached, reached + _FIRST_LEFT_OUT_SECONDS * 2 ** len(without)))
            _log.warning("The decoder broke down: a stretch is left out", extra={"stretch": without[-1]})
