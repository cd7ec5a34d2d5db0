"""Joins what two models see: NanoDet's people get postures from MoveNet's bodies, and bodies that it misses are added.

NanoDet loses people who fall: of a lying body it reports a part or nothing, while MoveNet reports it whole, with a low
confidence. MoveNet alone sees bodies in things, so what only it sees with a low confidence can continue a track, but
not begin one. That detections of low confidence continue tracks is the idea of ByteTrack (Zhang and others, 2022).
"""

from collections.abc import Sequence
from dataclasses import replace

from vision.detection.boxes import Detection, iou
from vision.detection.pose import Body
from vision.detection.posture import Posture, classify_posture
from vision.people.person import containment_ratio

# How far boxes overlap: of one person, of the same body found twice, and of a person and the scene around.
_SAME_BODY, _DUPLICATE, _OVERLAPPING = 0.35, 0.45, 0.25
# A smaller box that is nearly all inside a body is a part of it, if the body is credible.
_PART_OF_BODY, _CREDIBLE_BODY = 0.7, 0.25
# The parts of the frame's width where a box is cut.
_EDGE = 0.015
# From this confidence on, a detection may begin a track.
_CREDIBLE = 0.5


def join_bodies(people: Sequence[Detection], bodies: Sequence[Body], width: float) -> list[Detection]:
    """People with their postures, and bodies that match none of them. bodies: best first. width: of the frame."""
    rest = list(people)
    joined: list[Detection] = []
    for body in bodies:
        found = _to_detection(body, width)
        if any(iou(other.corners, found.corners) >= _DUPLICATE for other in joined):
            continue
        same = max(rest, key=lambda person: iou(person.corners, found.corners), default=None)
        if same is not None and iou(same.corners, found.corners) >= _SAME_BODY:
            rest.remove(same)
            joined.append(_join(same, found))
            continue
        parts = [person for person in rest if containment_ratio(person, found) >= _PART_OF_BODY]
        if parts and body.confidence >= _CREDIBLE_BODY:
            rest = [person for person in rest if person not in parts]
            found = _join(max(parts, key=lambda part: part.confidence), found, whole=found)
        joined.append(found)
    return [*joined, *(_doubt(person, joined) for person in rest)]


def _join(person: Detection, body: Detection, whole: Detection | None = None) -> Detection:
    """What both models report. whole: whose box it gets; by default the person's, but of a lying body the body's."""
    confidence = 1 - (1 - person.confidence) * (1 - body.confidence)
    box = whole or (body if body.posture is Posture.LYING else person)
    weak = person.is_weak and confidence < _CREDIBLE
    return Detection(box.x, box.y, box.width, box.height, confidence, body.posture, weak)


def _doubt(person: Detection, joined: Sequence[Detection]) -> Detection:
    """A box without a body of its own that overlaps somebody's is probably a part of the scene around them."""
    overlaps = any(iou(person.corners, other.corners) >= _OVERLAPPING for other in joined)
    return replace(person, is_weak=True) if overlaps else person


def _to_detection(body: Body, width: float) -> Detection:
    left, top, right, bottom = body.box
    # The keypoints of a body that an edge cuts in two are guesses, but for one that lies along it.
    is_cut = (left <= _EDGE * width or right >= (1 - _EDGE) * width) and right - left < bottom - top
    posture = None if is_cut else classify_posture(body.keypoints)
    is_weak = body.confidence < _CREDIBLE or posture is None
    return Detection(left, top, right - left, bottom - top, body.confidence, posture, is_weak)
