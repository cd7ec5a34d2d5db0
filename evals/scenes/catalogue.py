"""The scenes that exist by name, and scenes made up from a seed."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np

from evals.scenes.motion import plan_course
from evals.scenes.script import Appearance, Scene, Side, Stop, Visit

SEOUL = timezone(timedelta(hours=9))
_EVENING = datetime(2026, 11, 20, 21, 0, 0, tzinfo=SEOUL)

_RED = Appearance("red", "navy", bag="brown")
_BLUE = Appearance("blue", "beige", hair="brown", height=0.96)
_GREEN = Appearance("green", "black", skin="medium", height=1.04)
_WHITE = Appearance("white", "grey", hair="grey")
_YELLOW = Appearance("yellow", "blue", hair="fair", bag="black")

SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene(
            "sample",
            "Three visits; the first person stands long at the left shelf, the second briefly in the middle, "
            "the third at the right shelf.",
            50.0,
            (
                Visit(_RED, 2.0, "LEFT", (Stop(0.2, 21.0),), "LEFT", lane=0.35),
                Visit(_BLUE, 9.0, "RIGHT", (Stop(0.52, 5.0, "CAMERA"),), "RIGHT", lane=0.75),
                Visit(_GREEN, 29.0, "LEFT", (Stop(0.8, 8.0),), "RIGHT", lane=0.5),
            ),
            _EVENING,
        ),
        Scene("empty", "Nobody comes.", 10.0, (), _EVENING, seed=2),
        Scene(
            "single",
            "One person comes from the right, stands in the middle and leaves to the left.",
            18.0,
            (Visit(_WHITE, 1.0, "RIGHT", (Stop(0.5, 6.0),), "LEFT", lane=0.5),),
            _EVENING,
            seed=3,
        ),
        Scene(
            "crossing",
            "Two people walk towards each other, pass in the middle and leave on the other side.",
            12.0,
            (
                Visit(_RED, 1.0, "LEFT", (), "RIGHT", lane=0.2),
                Visit(_YELLOW, 1.3, "RIGHT", (), "LEFT", lane=0.8),
            ),
            _EVENING,
            fps=25.0,
            seed=4,
        ),
        Scene(
            "overlapping",
            "Four visits, up to three people at once, each at another place.",
            48.0,
            (
                Visit(_BLUE, 1.0, "LEFT", (Stop(0.17, 16.0),), "LEFT", lane=0.2),
                Visit(_RED, 5.0, "RIGHT", (Stop(0.82, 12.0), Stop(0.55, 7.0, "CAMERA")), "RIGHT", lane=0.6),
                Visit(_YELLOW, 14.0, "LEFT", (Stop(0.4, 5.0),), "RIGHT", lane=0.9),
                Visit(_GREEN, 33.0, "RIGHT", (Stop(0.75, 6.0),), "RIGHT", lane=0.4),
            ),
            _EVENING,
            seed=5,
        ),
        Scene(
            "loitering",
            "One person stays in the middle for more than a minute, with two steps to the side; one passes by.",
            92.0,
            (
                Visit(_GREEN, 2.0, "LEFT", (Stop(0.5, 40.0), Stop(0.56, 34.0, "CAMERA")), "RIGHT", lane=0.3),
                Visit(_WHITE, 20.0, "RIGHT", (), "LEFT", lane=0.95),
            ),
            _EVENING,
            seed=6,
        ),
        Scene(
            "portrait",
            "A phone's upright picture: one person enters from the left, stands, and goes back.",
            18.0,
            (Visit(_BLUE, 1.0, "LEFT", (Stop(0.6, 7.0),), "LEFT", lane=0.5),),
            _EVENING,
            width=720,
            height=1280,
            fps=15.0,
            seed=7,
        ),
        Scene(
            "variable-rate",
            "The camera changes its frame rate every two seconds; one person comes, stands at the right and leaves.",
            24.0,
            (Visit(_RED, 2.0, "RIGHT", (Stop(0.72, 9.0),), "LEFT", lane=0.5),),
            _EVENING,
            fps=25.0,
            seed=8,
            variable_rate=True,
        ),
        Scene(
            "staying",
            "One person is there from the first frame and leaves; another comes and is still there at the end.",
            20.0,
            (
                Visit(_WHITE, -8.0, "LEFT", (Stop(0.3, 12.0),), "LEFT", lane=0.4),
                Visit(_YELLOW, 6.0, "RIGHT", (Stop(0.7, 60.0),), "RIGHT", lane=0.6),
            ),
            _EVENING,
            seed=9,
        ),
    )
}

_SHIRTS = ("red", "blue", "green", "yellow", "purple", "orange", "white", "grey", "black", "pink", "brown", "navy")
_TROUSERS = ("navy", "black", "beige", "grey", "blue", "brown")
_HAIR = ("black", "brown", "grey", "fair")
_SKIN = ("light", "medium", "dark")


def make_random_scene(seed: int, visits: int, *, at_once: int = 2) -> Scene:
    """A scene with this many visits (1 to 12), the same for the same seed.

    At most `at_once` people are in the frame together, never two on the same lane or standing at the same place, so
    that nobody is hidden for long; nobody wears the same shirt twice. Raises ValueError for a number of visits that is
    not allowed.
    """
    if not 1 <= visits <= len(_SHIRTS):
        raise ValueError(f"visits is {visits}: 1 to {len(_SHIRTS)} are allowed")
    random = np.random.default_rng(seed)
    shirts = random.permutation(_SHIRTS)
    frame = Scene(f"random-{seed}-{visits}", f"{visits} visits made up from seed {seed}.", 0.0, (), _EVENING, seed=seed)
    ends = [0.0] * at_once
    made: list[Visit] = []
    for number in range(visits):
        turn = int(np.argmin(ends))
        starts = max([ends[turn], *(v.enter_seconds for v in made[-1:])]) + float(random.uniform(2.0, 6.0))
        visit = _make_random_visit(random, str(shirts[number]), starts, (turn + 0.5) / at_once)
        while any(_stand_together(frame, visit, other) for other in made):
            visit = _make_random_visit(random, str(shirts[number]), starts, (turn + 0.5) / at_once)
        made.append(visit)
        ends[turn] = plan_course(frame, visit).exit_seconds
    return replace(frame, seconds=float(np.ceil(max(ends) + 2.0)), visits=tuple(made))


def _make_random_visit(random: np.random.Generator, shirt: str, starts: float, lane: float) -> Visit:
    sides: tuple[Side, Side] = ("LEFT", "RIGHT")
    look = Appearance(
        shirt,
        str(random.choice([colour for colour in _TROUSERS if colour != shirt])),
        str(random.choice(_HAIR)),
        str(random.choice(_SKIN)),
        str(random.choice(("black", "brown", "red"))) if random.random() < 0.3 else None,
        float(random.uniform(0.92, 1.06)),
    )
    places = random.permutation([0.2, 0.52, 0.82])[: int(random.integers(0, 3))]
    stops = tuple(
        Stop(float(place), round(float(random.uniform(4, 20)), 1), "SHELF" if random.random() < 0.6 else "CAMERA")
        for place in places
    )
    enter, leave = sides[int(random.integers(2))], sides[int(random.integers(2))]
    if not stops:
        leave = "RIGHT" if enter == "LEFT" else "LEFT"
    return Visit(look, round(starts, 1), enter, stops, leave, lane, float(random.uniform(0.65, 0.9)))


def _stand_together(scene: Scene, first: Visit, second: Visit) -> bool:
    """Whether two stand at the same place at the same time, or within two seconds."""
    return any(
        abs(a.start_x - b.start_x) < 0.1 * scene.width
        and a.start_seconds < b.end_seconds + 2
        and b.start_seconds < a.end_seconds + 2
        for a in plan_course(scene, first).spans
        for b in plan_course(scene, second).spans
        if a.type == b.type == "STANDING"
    )
