"""python -m evals.vision FOLDER [--sheets FOLDER]: events of labelled real clips compared with their labels.

The folder has clips of one person who stays in view, and `labels.csv` (evals.vision.labels). It prints a table per clip
and the figures over all. `--sheets` writes a contact sheet (PNG) per clip. Exit code 1 where a fall is missed in more
than a third of the clips that have one, or where anything is told that did not happen.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.vision.labels import read_labels
from evals.vision.score import ClipScore, score_clip
from evals.vision.sheet import draw_sheet
from vision.analyze import PeopleModels, analyze

FPS, LOITERING_SECONDS = 5.0, 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.vision", description=__doc__)
    parser.add_argument("folder", type=Path, help="clips with labels.csv")
    parser.add_argument("--sheets", type=Path, help="where to write contact sheets")
    chosen = parser.parse_args(arguments)
    models = PeopleModels()
    scores: list[ClipScore] = []
    print(f"{'clip':18} {'down':>6} {'false':>6} {'stands':>7} {'exits':>6}  events")
    for clip in read_labels(chosen.folder):
        events = analyze(clip.path, fps=FPS, loitering_seconds=LOITERING_SECONDS, models=models).events
        score = score_clip(clip, events)
        scores.append(score)
        found = {None: "-", True: "found", False: "MISSED"}[score.falls_found]
        told = ", ".join(f"{e.type.value} {e.start_seconds:.1f}-{e.end_seconds:.1f}" for e in events) or "nothing"
        figures = f"{found:>6} {score.false_downs:>6} {score.wrong_standing:>6.1f}s {score.false_exits:>6}"
        print(f"{clip.path.name:18} {figures}  {told}")
        if chosen.sheets is not None:
            chosen.sheets.mkdir(parents=True, exist_ok=True)
            draw_sheet(clip.path, events, chosen.sheets / f"{clip.path.stem}.png")
    return _print_totals(scores)


def _print_totals(scores: Sequence[ClipScore]) -> int:
    falls = [score.falls_found for score in scores if score.falls_found is not None]
    right, told, labelled = (sum(score.sitting[part] for score in scores) for part in range(3))
    f1 = 2 * right / (told + labelled) if told + labelled else 1.0
    false_downs = sum(score.false_downs for score in scores)
    wrong_standing = sum(score.wrong_standing for score in scores)
    false_exits = sum(score.false_exits for score in scores)
    print(f"falls found as COLLAPSE or LYING: {sum(falls)} of {len(falls)}; false ones: {false_downs}")
    print(f"SITTING F1: {f1:.2f}; STANDING of who sits or lies: {wrong_standing:.1f} s")
    print(f"exits of who stays: {false_exits}")
    failed = sum(falls) < len(falls) * 2 / 3 or false_downs or wrong_standing or false_exits
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
