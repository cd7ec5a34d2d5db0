"""`python -m evals.scenes`: `list` scenes, `render NAME --out DIR`, `measure` the analysis against their scripts."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evals.scenes.behaviours import list_behaviours
from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.measure import Tally, measure, tally
from evals.scenes.render import render
from evals.scenes.script import Scene
from models.enums import EventType
from vision.analyze import PeopleModels


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.scenes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="name the scenes")
    command = commands.add_parser("render", help="write NAME.mp4 and NAME.json")
    command.add_argument("name", help="a scene of the list, or random-SEED-VISITS")
    command.add_argument("--out", type=Path, default=Path(), help="folder to write to (default: here)")
    command.add_argument("--boxes", action="store_true", help="write the box of each person in each frame, too")
    command = commands.add_parser("measure", help="compare the analysis of forty scenes with their scripts")
    command.add_argument("names", nargs="*", help="these scenes only")
    chosen = parser.parse_args(arguments)
    if chosen.command == "measure":
        return _measure(chosen.names)
    if chosen.command == "list":
        for scene in SCENES.values():
            print(f"{scene.name:14} {scene.seconds:4.0f} s  {len(scene.visits)} visits  {scene.about}")
        return 0
    try:
        scene = _find_scene(chosen.name)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    began = time.perf_counter()
    video, facts = render(scene, chosen.out, boxes=chosen.boxes)
    size = video.stat().st_size / 1e6
    print(f"{video} ({scene.seconds:.0f} s, {size:.1f} MB, drawn in {time.perf_counter() - began:.1f} s)  {facts}")
    return 0


def _measure(names: list[str]) -> int:
    scenes = [scene for scene in list_behaviours() if not names or scene.name in names]
    models, total = PeopleModels(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for scene in scenes:
            tally(scene, measure(scene, Path(folder), models), total)
    for miss in total.misses:
        print(miss)
    print(f"{len(scenes)} scenes")
    for kind in EventType:
        if total.true[kind] or total.told[kind]:
            numbers = f"{total.right[kind]:3} right, {total.told[kind]:3} told, {total.true[kind]:3} true"
            print(f"{kind.value:15} F1 {total.f1(kind):.2f}  {numbers}")
    print(f"identities kept: {total.kept} of {total.people}, where there are several people")
    return 0


def _find_scene(name: str) -> Scene:
    if name in SCENES:
        return SCENES[name]
    kind, _, rest = name.partition("-")
    seed, _, visits = rest.partition("-")
    if kind == "random" and seed.isdigit() and visits.isdigit():
        return make_random_scene(int(seed), int(visits))
    raise ValueError(f"There is no scene {name!r}. Choose one of: {', '.join(SCENES)}, random-SEED-VISITS.")


if __name__ == "__main__":
    sys.exit(main())
