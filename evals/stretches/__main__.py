"""Cuts rendered footage into files, and compares what they tell with what the uncut footage tells.

`python -m evals.stretches [--minutes N] [--files N]`. Exit code 1 where more than 1 % of event seconds differ, or where
the number of people, of visits or of LOITERING differs. Detection runs once a picture; an hour takes some 20 minutes of
computing.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evals.scenes.render import render
from evals.stretches.analysis import Setup, analyze_files
from evals.stretches.compare import Difference, Told, compare, tell
from evals.stretches.footage import CutFile, cut, make_long_scene
from evals.stretches.models import CachingModels
from models.enums import EventType

LOITERING_SECONDS = 60.0
_MOST_DIFFERING = 0.01
# Answers and figures that must be the same; the numbers of WALKING and STANDING may differ by a short one at a border.
_EXACT = (EventType.PERSON_ENTER, EventType.PERSON_EXIT, EventType.LOITERING)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.stretches", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4, help="length of the footage (default: 4)")
    parser.add_argument("--files", type=int, default=8, help="how many files it is cut into (default: 8)")
    parser.add_argument("--seed", type=int, default=1, help="of the scene (default: 1)")
    parser.add_argument("--keep", type=Path, help="folder that keeps what was detected, for further runs")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kept = chosen.keep or Path(folder)
        scene = make_long_scene(chosen.minutes * 60, chosen.seed)
        video, _ = render(scene, Path(folder))
        models = CachingModels(kept / f"{scene.name}-{scene.seconds:.0f}.json")
        setup = Setup(models, LOITERING_SECONDS, scene.recorded_at)
        files = cut(video, scene.seconds / chosen.files, Path(folder) / "cut")
        uncut = tell(analyze_files(setup, [CutFile(video, 0.0)]), scene.recorded_at)
        models.save()
        pieces = tell(analyze_files(setup, files), scene.recorded_at)
    found = compare(uncut, pieces)
    print(f"{chosen.minutes:g} minutes, {len(scene.visits)} visits scripted, cut into {len(files)} files")
    _print_table(uncut, pieces)
    passed = _print_difference(uncut, pieces, found)
    print(f"{time.monotonic() - began:.0f} s: {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


def _print_table(uncut: Told, pieces: Told) -> None:
    print(f"{'':28}{'uncut':>10}{'cut':>10}")
    print(f"{'visits (people)':28}{len(uncut.people):10}{len(pieces.people):10}")
    for kind in EventType:
        if uncut.counts.get(kind, 0) or pieces.counts.get(kind, 0):
            print(f"{kind.value:28}{uncut.counts.get(kind, 0):10}{pieces.counts.get(kind, 0):10}")
    print(f"{'event seconds':28}{uncut.seconds:10.1f}{pieces.seconds:10.1f}")
    for question, answer in uncut.answers.items():
        print(f"{question:28}{answer:10.1f}{pieces.answers[question]:10.1f}")


def _print_difference(uncut: Told, pieces: Told, found: Difference) -> bool:
    print(f"seconds that differ: {found.seconds:.1f}, {found.share:.2%} of the uncut ones")
    for line in found.wrong:
        print(f"differs: {line}")
    same = all(uncut.counts.get(kind, 0) == pieces.counts.get(kind, 0) for kind in _EXACT)
    return same and len(uncut.people) == len(pieces.people) and found.share <= _MOST_DIFFERING


if __name__ == "__main__":
    sys.exit(main())
