"""People without a picture of them: boxes and colours on plain grey, to feed what comes after detection."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import Detection
from vision.detection.posture import Posture
from vision.people.person import Sighting, Track
from vision.people.track import PeopleTracker
from vision.stills.thumbnails import PortraitAlbum

WIDTH, HEIGHT, BODY = 640, 360, 120.0
STANDING = Posture.STANDING
RED, BLUE, GREEN = (200, 30, 30), (30, 40, 200), (30, 160, 60)
Colour = tuple[int, int, int]
Place = Callable[[float], float | None]


def draw_people(
    people: Iterable[tuple[float | None, Colour]], confidence: float = 0.8
) -> tuple[NDArray[np.uint8], list[Detection]]:
    """A picture, and the boxes of people at these middles, cut at the edges; later ones stand before earlier ones."""
    image = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    found: list[Detection] = []
    for middle, colour in people:
        if middle is None:
            continue
        left, right = max(0.0, middle - 20), min(float(WIDTH), middle + 20)
        if right - left < 6:
            continue
        image[200:320, int(left) : int(right)] = colour
        found.append(Detection(left, 200.0, right - left, BODY, confidence, STANDING))
    return image, found


def track_people(
    times: Iterable[float], *walks: tuple[Place, Colour], fps: float = 5.0, confidence: float = 0.8
) -> list[Track]:
    """The tracks of people who walk like this, in the order in which they were confirmed."""
    tracker = PeopleTracker(fps)
    ended: list[Track] = []
    for number, seconds in enumerate(times):
        image, found = draw_people([(place(seconds), colour) for place, colour in walks], confidence)
        present, over = tracker.update(seconds, number, image, found)
        for track in present:
            track.album.offer(seconds, image, found[0])
        ended += over
    return sorted([*ended, *tracker.finish()], key=lambda track: track.number or 0)


def sample_times(seconds: float, fps: float = 5.0) -> list[float]:
    return [n / fps for n in range(round(seconds * fps))]


def make_walk(start: float, from_x: float, to_x: float, speed: float = 90.0) -> Place:
    """Somebody who walks from one column to another from this second on, and is nowhere before and after."""

    def place(seconds: float) -> float | None:
        gone = (seconds - start) * speed
        if gone < 0 or gone > abs(to_x - from_x):
            return None
        return from_x + (gone if to_x > from_x else -gone)

    return place


def make_track(
    way: Callable[[float], float], start: float, end: float, *, fps: float = 5.0, number: int | None = 1
) -> Track:
    """A confirmed track whose middle goes this way, with a picture."""
    image = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    track = Track(np.zeros(6, np.float32), number=number, album=PortraitAlbum())
    for n in range(round(start * fps), round(end * fps) + 1):
        seconds = n / fps
        left, right = max(0.0, way(seconds) - 20), min(float(WIDTH), way(seconds) + 20)
        track.sightings.append(Sighting(seconds, n, left, 200.0, right - left, BODY, 0.8, STANDING))
        track.album.offer(seconds, image, Detection(left, 200.0, right - left, BODY, 0.8))
    return track
