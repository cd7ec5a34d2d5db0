"""Thumbnails: of a person at an event, and of a whole video."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from vision.detection.boxes import Detection, RgbImage

_LONGEST_SIDE = 640
_CARRIED_SIDE = 240
_QUALITY = 82
# Margin around a person in a portrait, in body heights.
_MARGIN = 0.35
# The distance of portraits of one person, and their number above which every second one is dropped.
_SPACING_SECONDS = 0.5
_MAX_PORTRAITS, _NEWEST_KEPT = 64, 8
# Below and above this mean brightness (0..255) a frame counts as black or white.
_BLACK, _WHITE = 18, 242


@dataclass(frozen=True, slots=True)
class Portrait:
    """A JPEG of a person. quality: for comparison with other portraits of the person; higher is better."""

    seconds: float
    quality: float
    jpeg: bytes

    def shrink(self) -> bytes:
        """A small JPEG of it, to go along with a visit into the next file."""
        with Pillow.open(BytesIO(self.jpeg)) as picture:
            picture.thumbnail((_CARRIED_SIDE, _CARRIED_SIDE))
            return encode_jpeg(picture)


class PortraitAlbum:
    """The best portraits of one person, spread over the visit; about 2 MB at most."""

    def __init__(self) -> None:
        self._portraits: list[Portrait] = []

    def offer(self, seconds: float, image: RgbImage, person: Detection) -> None:
        """Keep a portrait of the person if it is better than the one of the same half second."""
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
        """Append a later album of the same person."""
        self._portraits += later._portraits
        if len(self._portraits) > _MAX_PORTRAITS:
            self._thin_out()

    def put(self, seconds: float, quality: float, jpeg: bytes) -> None:
        """Add a portrait of an earlier file."""
        self._portraits.append(Portrait(seconds, quality, jpeg))

    def best_jpeg(self, start: float, end: float) -> bytes:
        """The JPEG of `choose`."""
        return self.choose(start, end).jpeg

    def choose(self, start: float, end: float) -> Portrait:
        """The best portrait from start to end, else the nearest one. Raises ValueError for an empty album."""
        if not self._portraits:
            raise ValueError("an album without pictures")
        within = [portrait for portrait in self._portraits if start <= portrait.seconds <= end]
        if within:
            return max(within, key=lambda portrait: portrait.quality)
        middle = (start + end) / 2
        return min(self._portraits, key=lambda portrait: abs(portrait.seconds - middle))

    def _thin_out(self) -> None:
        """Keep the better of each two neighbours; the first and the newest ones stay."""
        old, new = self._portraits[:-_NEWEST_KEPT], self._portraits[-_NEWEST_KEPT:]
        pairs = [old[at : at + 2] for at in range(1, len(old), 2)]
        self._portraits = [old[0], *(max(pair, key=lambda portrait: portrait.quality) for pair in pairs), *new]


class CoverPicker:
    """Chooses the thumbnail of a video: the sharpest frame that is neither black nor white, preferably with people."""

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
        """The chosen frame as JPEG, at most 640 pixels per side. Raises ValueError where no frame was offered."""
        if self._best is None:
            raise ValueError("a cover without frames")
        return encode_jpeg(shrink(self._best, _LONGEST_SIDE))


def draw_thumbnail(image: RgbImage) -> bytes:
    """The whole picture as JPEG of at most 640 pixels per side."""
    return encode_jpeg(shrink(image, _LONGEST_SIDE))


def crop_portrait(image: RgbImage, person: Detection) -> bytes:
    """The person with a margin, as JPEG of at most 640 pixels per side."""
    margin = _MARGIN * person.height
    height, width = image.shape[:2]
    left, right = max(0, int(person.x - margin)), min(width, int(person.x + person.width + margin) + 1)
    top, bottom = max(0, int(person.y - margin)), min(height, int(person.y + person.height + margin) + 1)
    return encode_jpeg(shrink(image[top:bottom, left:right], _LONGEST_SIDE))


def shrink(image: RgbImage, longest: int) -> Pillow.Image:
    """The picture, shrunk to at most `longest` pixels per side."""
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
