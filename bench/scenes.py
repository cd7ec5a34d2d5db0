"""Compares the analysis of every scripted scene with its ground truth: moments, sides, spans, false events.

`python -m bench.scenes [--random N]` renders into a temporary folder, analyzes, and prints a table. Exit code 1 if a
scene fails.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.render import render
from evals.scenes.score import LEAST_OVERLAP, MOMENT_SECONDS, SceneScore, score_scene
from vision.analyze import PeopleModels, analyze

FPS, LOITERING_SECONDS = 5.0, 60.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scenes", description=__doc__)
    parser.add_argument("--random", type=int, default=2, help="how many random scenes of 12 visits (default: 2)")
    parser.add_argument("--first-seed", type=int, default=1, help="seed of the first random scene")
    chosen = parser.parse_args(arguments)
    scenes = [*SCENES.values(), *(make_random_scene(chosen.first_seed + n, 12) for n in range(chosen.random))]
    models = PeopleModels()
    passed, visits, visits_passed = 0, 0, 0
    print(f"{'scene':15} {'visit':>5} {'track':>6} {'enter':>7} {'exit':>7} {'sides':>6} {'overlap':>8}  false events")
    with tempfile.TemporaryDirectory() as folder:
        for scene in scenes:
            video, facts = render(scene, Path(folder))
            analysis = analyze(video, fps=FPS, loitering_seconds=LOITERING_SECONDS, models=models)
            result = score_scene(json.loads(facts.read_text()), analysis.events)
            video.unlink()
            _print_score(scene.name, result)
            passed += result.passed
            visits += len(result.visits)
            visits_passed += sum(visit.passed for visit in result.visits)
    print(
        f"{visits_passed} of {visits} visits and {passed} of {len(scenes)} scenes as scripted "
        f"(moments within {MOMENT_SECONDS} s, right sides, spans overlap at least {LEAST_OVERLAP}, no false events): "
        f"{'PASS' if passed == len(scenes) else 'FAIL'}"
    )
    return 0 if passed == len(scenes) else 1


def _print_score(name: str, result: SceneScore) -> None:
    wrong = ", ".join(f"{e.track_id} {e.type} {e.start_seconds:.1f}" for e in result.false_events) or "-"
    if not result.visits:
        print(f"{name:15} {'-':>5} {'-':>6} {'-':>7} {'-':>7} {'-':>6} {'-':>8}  {wrong}")
    for visit in result.visits:
        print(
            f"{name:15} {visit.person:5} {visit.track_id or 'none':>6} {_format_seconds(visit.enter_error):>7} "
            f"{_format_seconds(visit.exit_error):>7} {'right' if visit.sides_right else 'WRONG':>6} "
            f"{visit.least_overlap:8.2f}  {wrong}{'' if visit.passed else '  <- missed'}"
        )


def _format_seconds(error: float | None) -> str:
    return "-" if error is None else f"{error:.2f} s"


if __name__ == "__main__":
    sys.exit(main())
