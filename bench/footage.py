"""Compares the tracks of a real clip with what a person sees in it: `python -m bench.footage PATH`.

The numbers below are of `one-by-one-person-detection.mp4` of github.com/intel-iot-devkit/sample-videos (CC BY 4.0,
768x432, 10 fps, 139 s), which is not part of this project. A person read them off every second frame: an indoor camera
sees six people walk up to a table, one after the other, and leave to the right. Enter is the first frame that shows any
part of the person, exit the last one. For any other clip, the tracks are printed without a verdict.
"""

import argparse
import sys
from pathlib import Path

from models.enums import EventType
from vision.analyze import analyze

CLIP = "one-by-one-person-detection.mp4"
VISITS = ((6.0, 19.6), (22.8, 44.8), (50.2, 70.0), (74.6, 86.8), (92.2, 120.0), (123.4, 135.8))
MAX_ERROR_SECONDS = 2.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.footage", description=__doc__)
    parser.add_argument("path", type=Path)
    path: Path = parser.parse_args(arguments).path
    analysis = analyze(path, fps=5.0, loitering_seconds=60.0)
    tracks: dict[str, dict[EventType, float]] = {}
    for event in analysis.events:
        tracks.setdefault(event.track_id or "the scene", {}).setdefault(event.type, event.start_seconds)
    visits = [
        (
            name,
            moments.get(EventType.PERSON_ENTER, 0.0),
            moments.get(EventType.PERSON_EXIT, analysis.media.duration_seconds),
        )
        for name, moments in tracks.items()
    ]
    if path.name != CLIP:
        for name, enter, leave in visits:
            print(f"{name:>4}  enter {enter:8.2f} s  exit {leave:8.2f} s")
        print(f"{len(visits)} tracks, {len(analysis.events)} events; no truth is known for this clip")
        return 0
    return _judge(visits)


def _judge(visits: list[tuple[str, float, float]]) -> int:
    worst = 0.0
    print("track   enter    seen   error      exit    seen   error")
    for (name, enter, leave), (true_enter, true_leave) in zip(visits, VISITS, strict=False):
        errors = abs(enter - true_enter), abs(leave - true_leave)
        worst = max(worst, *errors)
        print(f"{name:>5} {_format_row(true_enter, enter)}   {_format_row(true_leave, leave)}")
    good = len(visits) == len(VISITS) and worst <= MAX_ERROR_SECONDS
    print(
        f"{len(visits)} tracks for {len(VISITS)} visits, worst moment {worst:.2f} s off "
        f"(at most {MAX_ERROR_SECONDS} s): {'PASS' if good else 'FAIL'}"
    )
    return 0 if good else 1


def _format_row(true: float, measured: float) -> str:
    return f"{true:7.1f} {measured:7.2f} {abs(measured - true):7.2f}"


if __name__ == "__main__":
    sys.exit(main())
