"""Finds people in a whole video, and leaves out the parts of it that crash the decoder."""

import asyncio
import logging
import threading
from collections.abc import Sequence

from domain.analysis.checkpoint import DetectionCheckpoint
from domain.analysis.run_state import AnalysisRun
from domain.analysis.stretch import read_hand_over
from domain.fairness.pools import Pool
from domain.isolation.subprocess import CRASH_SIGNALS, IsolationOptions, ResourceLimits, Sandbox, run_isolated
from models.enums import AnalysisStage
from models.errors import WatchgraphError
from vision.analysis import Analysis, EarlierRuns, FrameDetections
from vision.analyze import analyze
from vision.detection.choice import DetectorChoice
from vision.detection.detect import find_detector_problem

_log = logging.getLogger(__name__)
_MAX_CRASHES, _FIRST_SKIPPED_SECONDS = 6, 2.0
# Processor time per second of footage: twenty times what 1080p takes on an old machine.
_CPU_SECONDS_PER_SECOND, _MIN_CPU_SECONDS, _MAX_CPU_SECONDS = 20.0, 3600.0, 14 * 86400.0


async def detect_people(
    run: AnalysisRun,
    checkpoint: DetectionCheckpoint,
    pool: Pool,
    fps: float,
    loitering_seconds: float,
    detector: DetectorChoice,
) -> Analysis:
    """Analyze the run's file and report progress. Detections of the checkpoint are reused.

    Where the decoder crashes, the seconds after the last report are excluded and counted as skipped, twice as many each
    time; after six crashes ANALYSIS_CRASHED is raised. Raises what domain.isolation.subprocess and vision.analyze
    raise.
    """
    loop = asyncio.get_running_loop()
    detections = await checkpoint.load_earlier()
    excluded: list[tuple[float, float]] = []
    reached = 0.0
    before = read_hand_over(run.before)
    cpu_seconds = _MIN_CPU_SECONDS + _CPU_SECONDS_PER_SECOND * run.duration_seconds
    options = IsolationOptions(
        run.context.stopped,
        ResourceLimits(cpu_seconds=int(min(_MAX_CPU_SECONDS, cpu_seconds))),
        Sandbox(reads=(str(run.file), *filter(None, [detector.model]))),
    )

    def report(done: float, total: float, events: int, new_detections: Sequence[FrameDetections]) -> None:
        nonlocal reached
        reached, run.events_found = done, events
        detections.update(new_detections)
        checkpoint.add(done, new_detections)
        run.context.report_soon(run.build_update(AnalysisStage.DETECTING, done, total))

    def report_from_thread(done: float, total: float, events: int, new_detections: Sequence[FrameDetections]) -> None:
        loop.call_soon_threadsafe(report, done, total, events, new_detections)

    def analyze_isolated() -> Analysis:
        return run_isolated(
            options,
            analyze,
            run.file,
            fps=fps,
            loitering_seconds=loitering_seconds,
            models=detector,
            rules=run.rules,
            earlier=EarlierRuns(dict(detections), tuple(excluded), before),
            on_progress=report_from_thread,
        )

    while True:
        try:
            return await pool.run(run.context.principal.organization, analyze_isolated)
        except WatchgraphError as error:
            if error.values.get("cause") not in CRASH_SIGNALS or not reached or len(excluded) == _MAX_CRASHES:
                raise
            excluded.append((reached, reached + _FIRST_SKIPPED_SECONDS * 2 ** len(excluded)))
            _log.warning("The decoder crashed: a part of the footage is left out", extra={"excluded": excluded[-1]})


def check_detector(detector: DetectorChoice) -> str:
    """What keeps the chosen detector from being used in an analysis, with its limits; empty if nothing does."""
    options = IsolationOptions(threading.Event(), sandbox=Sandbox(reads=tuple(filter(None, [detector.model]))))
    try:
        return run_isolated(options, find_detector_problem, detector)
    except WatchgraphError as error:
        return f"loading it ended the process: {error.code} {dict(error.values)}"
