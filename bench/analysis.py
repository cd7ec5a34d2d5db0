"""Measures analyses: `python -m bench.analysis [--video FILE] [--still-minutes 60]`. Run it on a quiet machine.

Speed and memory of 720p25 and 1080p30, with the share of each stage; the fixed cost of a video, which is the time that
an analysis of three frames takes in isolated processes as a worker runs it; and footage in which nobody comes, with the
noise of a sensor. Each part runs in its own process, so that its peak memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.harness.still_footage import write_still_footage
from domain.isolation.subprocess import IsolationOptions, Sandbox, run_isolated
from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from vision.analyze import analyze
from vision.media.probe import probe
from vision.stages import Stage

MIN_SPEED, MIN_STILL_SPEED, MAX_MEGABYTES = 2.0, 30.0, 700
MAX_FIXED_SECONDS, MAX_OTHER_SHARE = 2.0, 0.2
FPS = 5.0
_SIZES = {"720p25": (1280, 720, 25.0), "1080p30": (1920, 1080, 30.0)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analysis", description=__doc__)
    parser.add_argument("--part", choices=("analyze", "fixed"), help=argparse.SUPPRESS)
    parser.add_argument("--video", type=Path, help="a video of your own (default: the sample scene in two sizes)")
    parser.add_argument("--still-minutes", type=float, default=60.0, help="length of the still footage; 0: none")
    chosen = parser.parse_args(arguments)
    if chosen.part:
        print(json.dumps(_run_analysis(chosen.video) if chosen.part == "analyze" else _run_fixed(chosen.video)))
        return 0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.video is not None:
            good &= _report(chosen.video.name, _measure_part("analyze", chosen.video), MIN_SPEED)
        else:
            for size in _SIZES:
                good &= _report(size, _measure_part("analyze", _render(size, folder)), MIN_SPEED)
        if chosen.still_minutes:
            still = write_still_footage(folder / "still.mp4", 60 * chosen.still_minutes)
            good &= _report("still 720p25", _measure_part("analyze", still), MIN_STILL_SPEED)
        fixed = _measure_part("fixed", write_still_footage(folder / "short.mp4", 0.12))["seconds"]
    print(f"fixed cost of a video: {fixed:.2f} s (at most {MAX_FIXED_SECONDS} s)")
    good &= fixed <= MAX_FIXED_SECONDS
    print("PASS" if good else "FAIL")
    return 0 if good else 1


def _render(size: str, folder: Path) -> Path:
    width, height, fps = _SIZES[size]
    return render(replace(SCENES["sample"], name=size, width=width, height=height, fps=fps), folder)[0]


def _report(name: str, part: Mapping[str, Any], min_speed: float) -> bool:
    """Print a part's figures; whether they are good enough."""
    seconds, stages = part["seconds"], part["stages"]
    models = sum(stages.get(stage, 0.0) for stage in (Stage.DETECT, Stage.POSE))
    other = (seconds - models - stages.get(Stage.DECODE, 0.0)) / (models + stages.get(Stage.DECODE, 0.0))
    times = part["footage"] / seconds
    print(
        f"{name}: {part['footage']:.0f} s of footage in {seconds:.1f} s, {times:.1f} x real time"
        f" (at least {min_speed}), peak {part['megabytes']:.0f} MB (at most {MAX_MEGABYTES})"
    )
    shown = ", ".join(f"{stage.lower()} {stages.get(stage, 0.0):.1f} s" for stage in Stage)
    print(f"  {shown}; looked at {part['looked']} of {part['frames']} frames")
    print(f"  beside decoding, detector and pose: {100 * other:.0f} % on top (at most {100 * MAX_OTHER_SHARE:.0f} %)")
    # Where nearly nothing is looked at, comparing frames is most of what little there is.
    is_lean = other <= MAX_OTHER_SHARE or min_speed == MIN_STILL_SPEED
    return bool(times >= min_speed and part["megabytes"] <= MAX_MEGABYTES and is_lean)


def _measure_part(part: str, video: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.analysis", "--part", part, "--video", str(video)]
    completed = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(completed.stdout)
    return measured


def _run_analysis(video: Path) -> dict[str, Any]:
    began = time.perf_counter()
    found = analyze(video, fps=FPS, loitering_seconds=60.0)
    seconds = time.perf_counter() - began
    # The unit is kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return {
        "seconds": seconds,
        "footage": found.duration_seconds,
        "megabytes": peak,
        "stages": found.work.seconds,
        "looked": found.work.looked,
        "frames": found.work.frames,
    }


def _run_fixed(video: Path) -> dict[str, float]:
    options = IsolationOptions(threading.Event(), sandbox=Sandbox(reads=(str(video),)))
    began = time.perf_counter()
    run_isolated(options, probe, video)
    run_isolated(options, analyze, video, fps=FPS, loitering_seconds=60.0)
    return {"seconds": time.perf_counter() - began}


if __name__ == "__main__":
    sys.exit(main())
