"""Render a scene to H.264 in MP4, with its ground truth beside it. The same scene gives the same picture each time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from evals.scenes.figure import Patch, draw_figure, draw_shadow
from evals.scenes.motion import Stance, frame_times, plan_course
from evals.scenes.script import Appearance, Scene
from evals.scenes.store import draw_store
from evals.scenes.truth import build_truth

_TIME_BASE = Fraction(1, 90_000)
_NOISE_PICTURES = 6
# The light that is left, with the lamps off.
_DARK = 0.25
_TEXT = (242, 242, 236)


def render(scene: Scene, folder: Path, *, boxes: bool = False) -> tuple[Path, Path]:
    """Write `NAME.mp4` and `NAME.json` into the folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    video, facts = folder / f"{scene.name}.mp4", folder / f"{scene.name}.json"
    facts.write_text(json.dumps(build_truth(scene, boxes=boxes), indent=2) + "\n", encoding="utf-8")
    times = frame_times(scene)
    # Faststart puts the index in front, so that a browser can play before it has everything.
    with av.open(str(video), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        container.metadata["creation_time"] = scene.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        container.metadata["title"] = scene.name
        stream = container.add_stream(
            "libx264",
            rate=Fraction(scene.fps).limit_denominator(1001),
            # A fixed number of threads: x264's choices depend on it.
            options={"preset": "veryfast", "crf": "26", "bf": "0", "threads": "2", "g": str(round(scene.fps * 4))},
        )
        stream.width, stream.height, stream.pix_fmt = scene.width, scene.height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = _TIME_BASE
        ends = [*times[1:], scene.seconds]
        for picture, seconds, end in zip(render_frames(scene, times), times, ends, strict=True):
            drawn = VideoFrame.from_ndarray(picture, format="rgb24")
            frame = drawn.reformat(format="yuv420p", interpolation="FAST_BILINEAR")
            frame.time_base = _TIME_BASE
            frame.pts = round(seconds / _TIME_BASE)
            frame.duration = round(end / _TIME_BASE) - frame.pts
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return video, facts


def render_frames(scene: Scene, times: list[float]) -> Iterator[NDArray[np.uint8]]:
    """The scene's frames (HxWx3 RGB) at the given seconds."""
    shops = [Image.fromarray(noisy) for noisy in _add_noise(scene, draw_store(scene))]
    order = np.random.default_rng(scene.seed + 1).integers(_NOISE_PICTURES, size=len(times))
    courses = [plan_course(scene, visit) for visit in scene.visits]
    clock = _ClockOverlay(scene)
    for seconds, variant in zip(times, order, strict=True):
        picture = shops[int(variant)].copy()
        present = [(c.visit.appearance, stance) for c in courses if (stance := c.stance_at(seconds)) is not None]
        for look, stance in sorted(present, key=lambda pair: pair[1].y):
            for patch in _draw_person(look, stance):
                picture.paste(patch.image, (patch.left, patch.top), patch.image)
        if scene.dark is not None and scene.dark[0] <= seconds < scene.dark[1]:
            picture = Image.eval(picture, lambda level: round(level * _DARK))
        clock.stamp(picture, seconds)
        yield np.asarray(picture)


def _draw_person(look: Appearance, stance: Stance) -> tuple[Patch, Patch]:
    return draw_shadow(stance), draw_figure(look, stance)


def _add_noise(scene: Scene, shop: Image.Image) -> list[NDArray[np.uint8]]:
    """A few versions of the empty shop with a sensor's noise, mixed at random: cheaper than noise for every frame."""
    random = np.random.default_rng(scene.seed)
    clean = np.asarray(shop).astype(np.float32)
    return [
        np.clip(clean + random.normal(0, scene.noise, (*clean.shape[:2], 1)), 0, 255).astype(np.uint8)
        for _ in range(_NOISE_PICTURES)
    ]


class _ClockOverlay:
    """Writes camera name and time of day into the top left corner, as recorders do."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._zone = ZoneInfo(scene.timezone)
        size = max(10, min(scene.width, scene.height) // 32)
        self._font = ImageFont.load_default(size)
        self._position = (size, size // 2)
        self._label = Image.new("RGBA", (scene.width - size, size * 2), (0, 0, 0, 0))
        self._text = ""

    def stamp(self, picture: Image.Image, seconds: float) -> None:
        now: datetime = (self._scene.recorded_at + timedelta(seconds=seconds)).astimezone(self._zone)
        text = f"{self._scene.camera}   {now:%Y-%m-%d %H:%M:%S}"
        if text != self._text:
            self._label = Image.new("RGBA", self._label.size, (0, 0, 0, 0))
            pen = ImageDraw.Draw(self._label)
            pen.text((2, 0), text, fill=_TEXT, font=self._font, stroke_width=1, stroke_fill=(40, 40, 40))
            self._text = text
        picture.paste(self._label, self._position, self._label)
