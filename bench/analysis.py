"""Measures time and memory of an analysis of 720p25, compared with decoding alone: `python -m bench.analysis`.

Each part runs in its own process, so that its peak memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from vision.analyze import analyze
from vision.media.decode import sample_frames

MIN_SPEED, MAX_MEGABYTES = 2.0, 700
FPS = 5.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analysis", description=__doc__)
    parser.add_argument("--part", choices=("decode", "analyze"), help=argparse.SUPPRESS)
    parser.add_argument("--video", type=Path, help="a video of your own (default: the sample scene at 720p25)")
    chosen = parser.parse_args(arguments)
    if chosen.part:
        print(json.dumps(_run_part(chosen.part, chosen.video)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        video = chosen.video or render(replace(SCENES["sample"], fps=25.0), Path(folder))[0]
        decode, whole = _measure_part("decode", video), _measure_part("analyze", video)
    print(f"{whole['footage']:.0f} s of footage, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, part in (("decoding alone", decode), ("whole analysis", whole)):
        times = part["footage"] / part["seconds"]
        print(f"{name:15} {part['seconds']:6.1f} s  {times:5.1f} x real time  peak {part['megabytes']:.0f} MB")
    times = whole["footage"] / whole["seconds"]
    good = times >= MIN_SPEED and whole["megabytes"] <= MAX_MEGABYTES
    print(f"at least {MIN_SPEED} x real time in at most {MAX_MEGABYTES} MB: {'PASS' if good else 'FAIL'}")
    return 0 if good else 1


def _measure_part(part: str, video: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.analysis", "--part", part, "--video", str(video)]
    completed = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(completed.stdout)
    return measured


def _run_part(part: str, video: Path) -> dict[str, float]:
    began = time.perf_counter()
    if part == "decode":
        frames = sample_frames(video, FPS)
        for _frame in frames:
            pass
        footage = frames.seconds
    else:
        footage = analyze(video, fps=FPS, loitering_seconds=60.0).media.duration_seconds
    # The unit is kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return {"seconds": time.perf_counter() - began, "footage": footage, "megabytes": peak}


if __name__ == "__main__":
    sys.exit(main())
