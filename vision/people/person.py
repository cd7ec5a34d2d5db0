"""A person in footage: sightings, the track that they form, and the colours of the clothes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import Detection, RgbImage
from vision.detection.posture import Posture
from vision.people.handover import CarriedVisit
from vision.stills.thumbnails import PortraitAlbum

# Below these, sightings do not confirm a person.
_MIN_SECONDS = 0.6
_MIN_BEST_CONFIDENCE, _MIN_MEAN_CONFIDENCE = 0.5, 0.42

# A body that falls within so long to this part of its height is going down.
_RECENT_SECONDS, _RECENT_SIGHTINGS, _FALLING = 2.0, 60, 0.6
_NARROWER = 0.8

ClothingColors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A person in one frame; the box is in source pixels. posture: where keypoints show it."""

    seconds: float
    number: int
    x: float
    y: float
    width: float
    height: float
    confidence: float
    posture: Posture | None = None

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(eq=False)
class Track:
    """All sightings of one person. number: assigned once the track is confirmed. clothing: colours.

    occluded_until: the last time at which somebody else stood before the place of the last sighting. earlier: what the
    file before told of the visit; earlier_sightings: how many of the sightings, from the first, are from there.
    """

    clothing: ClothingColors
    sightings: list[Sighting] = field(default_factory=list)
    number: int | None = None
    occluded_until: float = 0.0
    album: PortraitAlbum = field(default_factory=PortraitAlbum)
    earlier: CarriedVisit | None = None
    earlier_sightings: int = 0

    @property
    def last(self) -> Sighting:
        return self.sightings[-1]

    @property
    def missing_since(self) -> float:
        return max(self.last.seconds, self.occluded_until)

    @property
    def is_down(self) -> bool:
        """Whether the person lies or is falling: the latest reading says so, or the body got much lower."""
        recent = [s for s in self.sightings[-_RECENT_SIGHTINGS:] if self.last.seconds - s.seconds <= _RECENT_SECONDS]
        reading = next((s.posture for s in reversed(recent) if s.posture is not None), None)
        tallest = max(recent, key=lambda s: s.height)
        return reading is Posture.LYING or is_lowered(self.last, tallest.width, tallest.height, _FALLING)

    def merge(self, later: "Track") -> None:
        """Append a later track of the same person."""
        self.sightings += later.sightings
        # A track that was hidden in the file before has no sightings of this one yet.
        self.earlier_sightings += later.earlier_sightings
        self.album.add(later.album)

    def is_credible(self, min_sightings: int) -> bool:
        """Whether the sightings confirm a person: enough of them, over enough time, with enough confidence."""
        seen = self.sightings
        if len(seen) < min_sightings or self.last.seconds - seen[0].seconds < _MIN_SECONDS:
            return False
        scores = [sighting.confidence for sighting in seen[-50:]]
        return max(scores) >= _MIN_BEST_CONFIDENCE and sum(scores) / len(scores) >= _MIN_MEAN_CONFIDENCE


def is_lowered(sighting: Sighting, width: float, height: float, limit: float) -> bool:
    """Whether the body is lower than this part of its standing height. Who goes out over an edge gets narrower, too."""
    return sighting.height < limit * height and sighting.width > _NARROWER * width


def measure_clothing(image: RgbImage, person: Detection) -> ClothingColors:
    """Mean colours of chest and legs: six values, 0..1, to distinguish people in one frame."""
    columns = _pixel_slice(person.x, person.width, 0.3, 0.7, image.shape[1])
    parts = []
    for top, bottom in ((0.2, 0.45), (0.55, 0.85)):
        part = image[_pixel_slice(person.y, person.height, top, bottom, image.shape[0]), columns][::2, ::2]
        parts.append(part.reshape(-1, 3).mean(axis=0) / 255)
    return np.concatenate(parts).astype(np.float32)


def _pixel_slice(start: float, length: float, first: float, last: float, limit: int) -> slice:
    """The pixels from one fraction of a side to another; at least one, inside the image."""
    begin = min(max(0, int(start + first * length)), limit - 1)
    return slice(begin, max(begin + 1, min(limit, int(start + last * length))))


def containment_ratio(person: Detection | Sighting, other: Detection | Sighting) -> float:
    """The fraction of the person's box that lies inside the other's."""
    width = min(person.x + person.width, other.x + other.width) - max(person.x, other.x)
    height = min(person.y + person.height, other.y + other.height) - max(person.y, other.y)
    return max(0.0, width) * max(0.0, height) / max(1.0, person.width * person.height)
