"""A long scene of a shop, and the same footage cut into files."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import av
from av.container import OutputContainer

from evals.scenes.catalogue import SCENES, make_random_scene
from evals.scenes.script import Appearance, Scene, Stop, Visit

# The analysis looks at so many frames per second; others would only be decoded.
FPS = 5.0
WIDTH, HEIGHT = 640, 360
_VISITS_PER_SCENE, _PAUSE_SECONDS = 12, 6.0
# Once in so many seconds somebody stays for long, so that LOITERING goes over borders.
_LONG_STAY_EVERY, _LONG_STAY_SECONDS = 600.0, 170.0
_LONG_STAYER = Appearance("white", "beige", hair="grey")


def make_long_scene(seconds: float, seed: int) -> Scene:
    """Random visits one after another for so long, and now and then a long stay."""
    base = replace(SCENES["sample"], name=f"stretch-{seed}", seconds=seconds, width=WIDTH, height=HEIGHT, fps=FPS)
    visits: list[Visit] = []
    begin, next_stay = 0.0, 20.0
    while begin < seconds:
        if begin >= next_stay:
            stop = Stop(0.52, _LONG_STAY_SECONDS, "CAMERA")
            visits.append(Visit(_LONG_STAYER, begin + 2, "LEFT", (stop,), "RIGHT", lane=0.6))
            begin, next_stay = begin + _LONG_STAY_SECONDS + 15, begin + _LONG_STAY_EVERY
            continue
        scene = make_random_scene(seed * 1000 + len(visits), _VISITS_PER_SCENE)
        visits += [replace(visit, enter_seconds=visit.enter_seconds + begin) for visit in scene.visits]
        begin += scene.seconds + _PAUSE_SECONDS
    return replace(base, visits=tuple(visit for visit in visits if visit.enter_seconds < seconds), seed=seed)


@dataclass(frozen=True, slots=True)
class CutFile:
    """A file of cut footage. begin: its position in the uncut footage, in seconds."""

    path: Path
    begin: float


def cut(video: Path, seconds: float, folder: Path) -> list[CutFile]:
    """Cut at the first key frame after each multiple of `seconds`, without encoding, as recorders do."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[CutFile] = []
    with av.open(str(video)) as source, ExitStack() as last:
        stream = source.streams.video[0]
        target: OutputContainer | None = None
        for packet in source.demux(stream):
            if packet.pts is None or packet.dts is None or stream.time_base is None:
                continue
            position = float(packet.pts * stream.time_base)
            if packet.is_keyframe and position >= len(files) * seconds - 1e-6:
                last.close()
                files.append(CutFile(folder / f"{len(files):04d}.mp4", position))
                target, first = av.open(str(files[-1].path), "w", format="mp4"), packet.pts
                last.callback(target.close)
                copy = target.add_stream_from_template(stream)
            assert target is not None
            packet.pts, packet.dts, packet.stream = packet.pts - first, packet.dts - first, copy
            target.mux(packet)
    return files
