"""Which things are near a person: objects of COCO that the detector reports beside people.

A small detector sees things that are not there, so one look says nothing: a thing is told of an event if it was near
the person in enough of the looks during it, with enough confidence. Near means that its box touches the person's, or
nearly; whether somebody holds, takes or owns it, a box does not show.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from vision.detection.boxes import Detection, LabelledDetection
from vision.people.person import Sighting, Track

# Parts of the person's height by which a box is widened before it is compared.
_REACH = 0.12
# What is much larger than the person is the scene: a table, a bed.
_MAX_AREA = 4.0
_MIN_LOOKS, _MIN_SHARE, _MIN_CONFIDENCE = 3, 0.3, 0.5
# Whoever reads of the first acts on it; the others are rare where cameras hang, so that most of them are something
# else. Both take more.
_GRAVE = frozenset({"knife", "scissors", "baseball bat"})
_RARE = frozenset({
    "airplane", "train", "boat", "elephant", "bear", "zebra", "giraffe", "sheep", "cow", "frisbee", "skis", "snowboard",
    "sports ball", "kite", "baseball glove", "surfboard", "tennis racket", "teddy bear", "toothbrush", "hair drier",
})  # fmt: skip
_STRICT_SHARE, _STRICT_CONFIDENCE = 0.5, 0.65


@dataclass(frozen=True, slots=True)
class NearbyThing:
    """label: of COCO, in English. confidence: the mean of the looks that saw it: so many looks, of so many in all."""

    label: str
    confidence: float
    looks: int
    of: int


class ThingDiary:
    """Notes the things near each track, look by look."""

    def __init__(self) -> None:
        self._notes: WeakKeyDictionary[Track, list[tuple[float, dict[str, float]]]] = WeakKeyDictionary()

    def note(self, track: Track, things: Sequence[LabelledDetection], scale: float) -> None:
        """Add a look in which the track was seen. scale: source pixels per pixel of the things' boxes."""
        near: dict[str, float] = {}
        for thing in things:
            if _is_near(track.last, thing, scale):
                near[thing.label] = max(near.get(thing.label, 0.0), thing.confidence)
        self._notes.setdefault(track, []).append((track.last.seconds, near))

    def list_things(self, track: Track, start: float, end: float) -> list[NearbyThing]:
        """The things near the person from start to end, the surest first."""
        looks = [near for seconds, near in self._notes.get(track, ()) if start <= seconds <= end]
        seen: dict[str, list[float]] = defaultdict(list)
        for near in looks:
            for label, confidence in near.items():
                seen[label].append(confidence)
        things = [
            NearbyThing(label, round(sum(scores) / len(scores), 3), len(scores), len(looks))
            for label, scores in seen.items()
        ]
        return sorted((thing for thing in things if _is_credible(thing)), key=lambda thing: -thing.confidence)


def _is_near(person: Sighting, thing: Detection, scale: float) -> bool:
    left, top, right, bottom = (side * scale for side in thing.corners)
    if (right - left) * (bottom - top) > _MAX_AREA * person.width * person.height:
        return False
    reach = _REACH * person.height
    across = min(right, person.x + person.width + reach) - max(left, person.x - reach)
    down = min(bottom, person.y + person.height + reach) - max(top, person.y - reach)
    return across > 0 and down > 0


def _is_credible(thing: NearbyThing) -> bool:
    is_strict = thing.label in _GRAVE or thing.label in _RARE
    share, confidence = (_STRICT_SHARE, _STRICT_CONFIDENCE) if is_strict else (_MIN_SHARE, _MIN_CONFIDENCE)
    return thing.looks >= _MIN_LOOKS and thing.looks >= share * thing.of and thing.confidence >= confidence
