"""Forty scenes of crowds, crossings, runs, zones, darkness, noise and frame rates, at half the usual size."""

from dataclasses import replace

from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.script import Appearance, Scene, Side, Stop, Visit

_BASE = replace(SCENES["empty"], width=640, height=360, seconds=16.0, fps=12.5)
_LOOKS = tuple(
    Appearance(shirt, trousers, height=0.94 + 0.02 * number)
    for number, (shirt, trousers) in enumerate(
        zip(
            ("red", "blue", "green", "yellow", "purple", "white", "orange", "pink"),
            ("navy", "beige", "black", "grey", "brown", "blue", "black", "navy"),
            strict=True,
        )
    )
)
_STRIP = ("strip", ((0.45, 0.6), (0.6, 0.6), (0.6, 1.0), (0.45, 1.0)))
_LINE = ("line", ((0.5, 0.6), (0.51, 0.6), (0.51, 1.0), (0.5, 1.0)))
_FAR = ("far", ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5)))


def list_behaviours() -> list[Scene]:
    """The scenes, by what they try."""
    return [
        *(_name(f"rate-{fps:g}", _pass_by(2), fps=fps) for fps in (1.0, 2.0, 5.0, 10.0, 30.0)),
        *(_name(f"crossing-{number}", _cross(number)) for number in range(2, 8)),
        *(_name(f"run-{number}", _run(number)) for number in range(1, 6)),
        *(_name(f"crowd-{people}", _gather(people), seconds=18.0) for people in range(2, 9)),
        _name("zone", _pass_by(1), forbidden=(_STRIP,)),
        _name("zone-line", _pass_by(2), forbidden=(_LINE,)),
        _name("zone-stay", _stand(1, 0.52, 8.0), forbidden=(_STRIP,)),
        _name("zone-beside", _pass_by(2), forbidden=(_FAR,)),
        _name("loiter", _stand(1, 0.4, 24.0), seconds=34.0),
        _name("loiter-2", _stand(2, 0.4, 24.0), seconds=36.0),
        _name("lights-off", _pass_by(2), dark=(5.0, 9.0)),
        _name("lights-off-standing", _stand(1, 0.5, 8.0), dark=(6.0, 8.0)),
        *(_name(f"noise-{noise:g}", _pass_by(2), noise=noise) for noise in (6.0, 12.0)),
        _name("empty-day", ()),
        _name("empty-dark", (), dark=(4.0, 9.0)),
        _name("empty-noise", (), noise=12.0),
        *(_shrink(make_random_scene(seed, 3, at_once=2)) for seed in (21, 22, 23, 24)),
    ]


def _name(name: str, visits: tuple[Visit, ...], **changes: object) -> Scene:
    return replace(_BASE, name=name, about=name, visits=visits, seed=len(name), **changes)  # type: ignore[arg-type]


def _shrink(scene: Scene) -> Scene:
    return replace(scene, width=_BASE.width, height=_BASE.height)


def _side(number: int) -> tuple[Side, Side]:
    return ("LEFT", "RIGHT") if number % 2 == 0 else ("RIGHT", "LEFT")


def _pass_by(people: int) -> tuple[Visit, ...]:
    """One after the other."""
    return tuple(
        Visit(_LOOKS[n], 1.0 + 3.5 * n, _side(n)[0], (), _side(n)[1], lane=0.2 + 0.5 * n) for n in range(people)
    )


def _cross(number: int) -> tuple[Visit, ...]:
    """Two from one side and two from the other; lanes far apart or near, with or without a pause."""
    people = 2 + number % 3
    pause = (Stop(0.5, 3.0),) if number % 2 else ()
    return tuple(
        Visit(
            _LOOKS[n],
            1.0 + 0.6 * n,
            _side(n)[0],
            pause if n == 0 else (),
            _side(n)[1],
            lane=n / people,
            speed=0.7 + 0.05 * n,
        )
        for n in range(people)
    )


def _run(number: int) -> tuple[Visit, ...]:
    """Somebody runs through, and others walk from the fourth scene on."""
    runner = Visit(_LOOKS[number], 2.0, _side(number)[0], (), _side(number)[1], lane=0.6, speed=1.7 + 0.15 * number)
    return (runner, *(_pass_by(1) if number > 3 else ()))


def _stand(people: int, x: float, seconds: float) -> tuple[Visit, ...]:
    return tuple(
        Visit(_LOOKS[n], 1.0 + n, _side(n)[0], (Stop(x + 0.3 * n, seconds),), _side(n)[0], lane=0.3 + 0.4 * n)
        for n in range(people)
    )


def _gather(people: int) -> tuple[Visit, ...]:
    """They come one after the other, stand side by side, and leave."""
    return tuple(
        Visit(
            _LOOKS[n],
            0.5 + 0.5 * n,
            _side(n)[0],
            (Stop((n + 0.7) / (people + 0.4), 8.0, "CAMERA"),),
            _side(n)[0],
            lane=(0.1, 0.9, 0.5)[n % 3],
        )
        for n in range(people)
    )
