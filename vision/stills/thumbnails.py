"""Pictures that people look at: of a person at an event, and of a whole video."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from vision.people.detect import Detection, RgbImage

_LONGEST_SIDE = 640
_QUALITY = 82
# How much of the surroundings a person's picture shows, in parts of the body's height.
_MARGIN = 0.35
# Pictures of one person are kept this far apart, and thinned out when there are more than so many.
_SPACING_SECONDS = 0.5
_MAX_PORTRAITS, _NEWEST_KEPT = 64, 8
# Below and above this mean brightness (0..255) a frame shows nothing.
_BLACK, _WHITE = 18, 242


@dataclass(frozen=True, slots=True)
class Portrait:
    """A JPEG of a person; quality compares pictures of the same person, higher is better."""

    seconds: float
    quality: float
    jpeg: bytes


class PortraitAlbum:
    """The best pictures of one person, spread over the time seen. Holds at most some 2 MB, however long that is."""

    def __init__(self) -> None:
        self._portraits: list[Portrait] = []

    def offer(self, seconds: float, image: RgbImage, person: Detection) -> None:
        """Keep a picture of the person if it is better than what there is of this half second."""
        quality = person.confidence * (0.6 if _touches_edge(image, person) else 1.0)
        newest = self._portraits[-1] if self._portraits else None
        if newest is not None and seconds - newest.seconds < _SPACING_SECONDS:
            if quality <= newest.quality + 0.03:
                return
            self._portraits[-1] = Portrait(newest.seconds, quality, crop_portrait(image, person))
            return
        self._portraits.append(Portrait(seconds, quality, crop_portrait(image, person)))
        if len(self._portraits) > _MAX_PORTRAITS:
            self._thin_out()

    def add(self, later: "PortraitAlbum") -> None:
        """Append the pictures of an album that begins after this one ends."""
        self._portraits += later._portraits
        if len(self._portraits) > _MAX_PORTRAITS:
            self._thin_out()

    def best_jpeg(self, start: float, end: float) -> bytes:
        """The best picture between two moments, or the nearest one. Raises ValueError when the album is empty."""
        if not self._portraits:
            raise ValueError("an album without pictures")
        within = [one for one in self._portraits if start <= one.seconds <= end]
        if within:
            return max(within, key=lambda one: one.quality).jpeg
        middle = (start + end) / 2
        return min(self._portraits, key=lambda one: abs(one.seconds - middle)).jpeg

    def _thin_out(self) -> None:
        """Keep the better of every two neighbours, but the first and the newest as they are."""
        old, new = self._portraits[:-_NEWEST_KEPT], self._portraits[-_NEWEST_KEPT:]
        pairs = [old[at : at + 2] for at in range(1, len(old), 2)]
        self._portraits = [old[0], *(max(pair, key=lambda one: one.quality) for pair in pairs), *new]


class CoverPicker:
    """Chooses the picture of a video: not black, not white, the sharpest one, with somebody in it if there ever is."""

    def __init__(self) -> None:
        self._best: RgbImage | None = None
        self._score = -1.0

    def offer(self, image: RgbImage, people: int) -> None:
        small = shrink(image, 320)
        grey = np.asarray(small.convert("L"), np.float32)
        score = measure_sharpness(grey) * (3.0 if people else 1.0)
        if not _BLACK <= float(grey.mean()) <= _WHITE:
            score *= 0.01
        if score > self._score:
            self._score, self._best = score, image

    def make_jpeg(self) -> bytes:
        """The chosen frame, at most 640 pixels wide or tall. Raises ValueError when no frame was offered."""
        if self._best is None:
            raise ValueError("a cover without frames")
        return encode_jpeg(shrink(self._best, _LONGEST_SIDE))


def crop_portrait(image: RgbImage, person: Detection) -> bytes:
    """The person with some surroundings, as JPEG of at most 640 pixels on a side."""
    margin = _MARGIN * person.height
    height, width = image.shape[:2]
    left, right = max(0, int(person.x - margin)), min(width, int(person.x + person.width + margin) + 1)
    top, bottom = max(0, int(person.y - margin)), min(height, int(person.y + person.height + margin) + 1)
    return encode_jpeg(shrink(image[top:bottom, left:right], _LONGEST_SIDE))


def shrink(image: RgbImage, longest: int) -> Pillow.Image:
    """The picture with no side longer than this; never enlarged."""
    height, width = image.shape[:2]
    picture = Pillow.fromarray(image)
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return picture.resize(size, Pillow.Resampling.BOX if scale < 0.5 else Pillow.Resampling.BILINEAR)


def encode_jpeg(picture: Pillow.Image) -> bytes:
    """JPEG without metadata."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def measure_sharpness(grey: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al., 2000): low for a blurred or empty picture."""
    if min(grey.shape) < 3:
        return 0.0
    centre = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * centre
    return float(laplacian.var())


def _touches_edge(image: RgbImage, person: Detection) -> bool:
    return person.x <= 1 or person.x + person.width >= image.shape[1] - 1
