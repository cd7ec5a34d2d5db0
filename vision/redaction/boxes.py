"""Where people are in each frame, from what a detector found in some frames and a tracker joined.

Boxes are grown, held before the first and after the last sighting, and joined over gaps of detection: a person whom the
detector misses for a moment is still there.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vision.detection.boxes import iou

# Left, top, right, bottom, in pixels of the upright frame.
Box = tuple[float, float, float, float]
# A track that is not seen for so long, between two sightings, is still somewhere between them.
_JOINED_SECONDS = 3.0
# A person is there so long before the first sighting, and after the last.
_HELD_SECONDS = 0.8
# A look at one frame says where people are in frames so near to it.
LOOK_REACH_SECONDS = 0.6
_GROWN, _GROWN_UNSEEN = 0.2, 0.35
# What the detector found of a person whom the tracker knows is the tracker's box.
_SAME, _SAME_WEAK, _SAME_NAMED = 0.5, 0.3, 0.45
# So much of somebody within a named person's box is that person.
_OF_NAMED = 0.6
# Times of a named person's events and of sightings differ by less than this.
_NEAR_SECONDS = 0.35


@dataclass(frozen=True, slots=True)
class Seen:
    """A person in one frame. is_weak: it may be a thing, or another box of somebody who is seen better."""

    seconds: float
    box: Box
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class PersonPath:
    """The sightings of one person, in order of time."""

    seen: Sequence[Seen]

    def find_box(self, seconds: float) -> Box | None:
        """Where the person is, with a margin; None where they are not."""
        place = bisect_right(self.seen, seconds, key=lambda one: one.seconds)
        before = self.seen[place - 1] if place else None
        after = self.seen[place] if place < len(self.seen) else None
        if before is not None and after is not None and after.seconds - before.seconds <= _JOINED_SECONDS:
            is_near = after.seconds - before.seconds <= LOOK_REACH_SECONDS
            # Between two looks somebody is in neither box, but always in what holds both.
            return grow(join(before.box, after.box), _GROWN if is_near else _GROWN_UNSEEN)
        for near in (before, after):
            if near is not None and abs(near.seconds - seconds) <= _HELD_SECONDS:
                return grow(near.box, _GROWN_UNSEEN)
        return None


@dataclass(frozen=True, slots=True)
class RedactionPlan:
    """What is blurred. named: the paths of people who are not. others: of everybody else. loose: detections that no
    path has. looked_at: the times of the frames that the detector has seen. extra: what it found in blurred frames.
    """

    named: Sequence[PersonPath]
    others: Sequence[PersonPath]
    loose: Sequence[Seen]
    looked_at: Sequence[float]
    extra: Sequence[Seen] = ()
    whole: Sequence[float] = ()

    def is_certain(self, seconds: float) -> bool:
        """Whether a look is near enough to say where people are; else the whole frame is blurred."""
        if any(abs(one - seconds) <= LOOK_REACH_SECONDS for one in self.whole):
            return False
        place = bisect_right(self.looked_at, seconds)
        return any(abs(one - seconds) <= LOOK_REACH_SECONDS for one in self.looked_at[max(0, place - 1) : place + 1])

    def list_boxes(self, seconds: float) -> list[Box]:
        """What is blurred in the frame at a position."""
        boxes = [box for path in self.others if (box := path.find_box(seconds)) is not None]
        boxes += [grow(one.box, _GROWN) for one in _near(self.loose, seconds, LOOK_REACH_SECONDS / 2)]
        return [*boxes, *(grow(one.box, _GROWN_UNSEEN) for one in _near(self.extra, seconds, LOOK_REACH_SECONDS))]

    def find_named(self, seconds: float) -> list[Box]:
        """Where the people are who are not blurred."""
        return [box for path in self.named if (box := path.find_box(seconds)) is not None]


def plan_redaction(
    paths: Sequence[PersonPath], detections: Sequence[Seen], named: Sequence[Seen], looked_at: Sequence[float]
) -> RedactionPlan:
    """The plan. paths: of everybody whom the tracker followed. named: moments of those who are not to be blurred, as
    their events have them. Somebody who cannot be recognised again by such a moment is blurred like everybody.
    """
    recognised = {best for moment in named if (best := _recognise(paths, moment)) is not None}
    known = [path for place, path in enumerate(paths) if place in recognised]
    others = [path for place, path in enumerate(paths) if place not in recognised]
    own = [seen for path in known for seen in path.seen]
    loose = [one for one in detections if not any(_is_same(one, seen) for seen in _near(own, one.seconds, 1e-3))]
    return RedactionPlan(known, others, loose, looked_at)


def grow(box: Box, part: float) -> Box:
    """The box with so much of its sides more on each side."""
    across, down = (box[2] - box[0]) * part, (box[3] - box[1]) * part
    return box[0] - across, box[1] - down, box[2] + across, box[3] + down


def join(one: Box, other: Box) -> Box:
    """The smallest box that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def is_of(box: Box, named: Box) -> bool:
    """Whether a box is, for the greater part, within a named person's."""
    width = min(box[2], named[2]) - max(box[0], named[0])
    height = min(box[3], named[3]) - max(box[1], named[1])
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    return max(0.0, width) * max(0.0, height) / area >= _OF_NAMED


def _recognise(paths: Sequence[PersonPath], moment: Seen) -> int | None:
    """The path that is at a moment's box then; None where none is, or two may be."""
    found = sorted(
        (
            (max(iou(seen.box, moment.box) for seen in near), place)
            for place, path in enumerate(paths)
            if (near := list(_near(path.seen, moment.seconds, _NEAR_SECONDS)))
        ),
        reverse=True,
    )
    if not found or found[0][0] < _SAME_NAMED or (len(found) > 1 and found[1][0] >= found[0][0] - 0.1):
        return None
    return found[0][1]


def _is_same(one: Seen, other: Seen) -> bool:
    """Whether a detection is of a named person's sighting in the same frame: a weak one may be off by more."""
    shared = iou(one.box, other.box)
    return shared >= _SAME or (one.is_weak and (shared >= _SAME_WEAK or is_of(one.box, grow(other.box, _GROWN))))


def _near(seen: Sequence[Seen], seconds: float, reach: float) -> Iterator[Seen]:
    """Those of a sequence in order of time that are within reach of a position."""
    place = bisect_right(seen, seconds - reach - 1e-9, key=lambda one: one.seconds)
    while place < len(seen) and seen[place].seconds <= seconds + reach + 1e-9:
        yield seen[place]
        place += 1
