"""Find people in all of a video, also past what brings the decoder down."""

import asyncio
import logging
from collections.abc import Sequence

from domain.analysis.checkpoint import DetectionCheckpoint
from domain.analysis.run_state import AnalysisRun
from domain.fairness.pools import Pool
from domain.isolation.subprocess import ResourceLimits, Sandbox, run_isolated
from models.enums import AnalysisStage
from models.errors import WatchgraphError
from vision.analyze import Analysis, FrameDetections, analyze

_log = logging.getLogger(__name__)
# Ends of a child process that footage brings about. Being killed is none of them: that is the system's doing.
_CRASH_SIGNALS = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"})
_MAX_CRASHES, _FIRST_SKIPPED_SECONDS = 6, 2.0
# Processor time for a second of footage: twenty times what 1080p takes on an old machine.
_CPU_SECONDS_PER_SECOND, _MIN_CPU_SECONDS, _MAX_CPU_SECONDS = 20.0, 3600.0, 14 * 86400.0


async def detect_people(
    run: AnalysisRun, checkpoint: DetectionCheckpoint, pool: Pool, fps: float, loitering_seconds: float
) -> Analysis:
    """The analysis of the work's file, told as it goes; what was seen before is not looked at again.

    Where the decoder breaks down, the seconds that follow the last report are left out and counted as skipped, twice as
    many each time; after six times, ANALYSIS_CRASHED is raised. Raises what domain.isolation.subprocess and vision.analyze raise.
    """
    loop = asyncio.get_running_loop()
    seen = await checkpoint.load_earlier()
    without: list[tuple[float, float]] = []
    reached = 0.0
    allowed = _CPU_SECONDS_PER_SECOND * run.duration_seconds

    def tell(done: float, total: float, events: int, looks: Sequence[FrameDetections]) -> None:
        nonlocal reached
        reached, run.events_found = done, events
        seen.update(looks)
        checkpoint.add(done, looks)
        run.context.report_soon(run.build_update(AnalysisStage.DETECTING, done, total))

    def analyzed() -> Analysis:
        return run_isolated(
            analyze,
            run.file,
            fps=fps,
            loitering_seconds=loitering_seconds,
            known_detections=dict(seen),
            excluded=tuple(without),
            stopped=run.context.stopped,
            sandbox=Sandbox(reads=(str(run.file),)),
            limits=ResourceLimits(cpu_seconds=int(min(_MAX_CPU_SECONDS, _MIN_CPU_SECONDS + allowed))),
            on_progress=lambda *told: loop.call_soon_threadsafe(tell, *told),
        )

    while True:
        try:
            return await pool.run(run.context.principal.organization, analyzed)
        except WatchgraphError as error:
            if error.values.get("cause") not in _CRASH_SIGNALS or not reached or len(without) == _MAX_CRASHES:
                raise
            without.append((reached, reached + _FIRST_SKIPPED_SECONDS * 2 ** len(without)))
            _log.warning("The decoder broke down: a stretch is left out", extra={"stretch": without[-1]})
