"""local.detector-v1: looks at pictures with NanoDet and MoveNet and says what they show, and what it cannot tell."""

import asyncio
import io
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from typing import Literal

import numpy as np
from PIL import Image as Pictures
from PIL import ImageOps

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import invalid
from devstack.bedrock.reply import Answer
from devstack.standin.vision.chat import watched
from devstack.standin.vision.chat.colours import Pixels, clothes
from devstack.standin.vision.pose import Body, Poses
from devstack.standin.vision.sentences import tell
from devstack.standin.vision.sightings import Person, Seen
from models.asking.conversation import Image
from vision.people.detect import Detection, Detector, iou

Posture = Literal["upright", "lying"] | None

_LONGEST_SIDE = 8000  # pixels; the Converse API's limit
_LEAST_OBJECT = 0.4  # below it, indoor footage had skateboards where there were none
_SAME_PERSON = 0.3  # intersection over union of a NanoDet box and a MoveNet box


class Detecting:
    """The model; both networks are loaded when the first picture comes."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._networks: tuple[Detector, Poses] | None = None
        self._turn = asyncio.Semaphore(1)  # both networks use every core already

    async def respond(self, request: ConverseRequest) -> Answer:
        """Tells about the pictures of the last user message, in the language of its text."""
        if request.tool is not None:
            raise invalid("This model doesn't support tool use.")
        asked = request.messages[-1]
        async with self._turn:
            seen = await asyncio.to_thread(self._look_at, asked.images)
        try:
            return Answer(watched(asked.text, seen) or tell(asked.text, seen))
        except ValueError as error:
            raise invalid(str(error)) from error

    def _look_at(self, images: Sequence[Image]) -> list[Seen]:
        pictures = [_decoded(number, image) for number, image in enumerate(images, 1)]
        if not pictures:
            return []
        with self._loading:
            if self._networks is None:
                self._networks = Detector(), Poses()
        return [look(picture, *self._networks) for picture in pictures]


def look(picture: Pictures.Image, detector: Detector, poses: Poses) -> Seen:
    """People that either network finds (NanoDet misses those who lie down), and NanoDet's other objects."""
    pixels = np.asarray(picture)
    bodies = poses.bodies(picture)
    boxes = [_corners(person) for person in detector.people(pixels)]
    found = [
        (box, next((body.posture for body in bodies if iou(box, body.box) >= _SAME_PERSON), None)) for box in boxes
    ]
    found += [(body.box, body.posture) for body in bodies if _lies_unseen(body, boxes)]
    things = [thing for thing in detector.objects(pixels) if thing.confidence >= _LEAST_OBJECT]
    objects = Counter(thing.label for thing in things if thing.label != "person")
    return Seen(
        people=[_person(pixels, box, posture) for box, posture in sorted(found, key=lambda one: one[0])],
        objects=dict(objects.most_common()),
    )


def _person(pixels: Pixels, box: tuple[float, float, float, float], posture: Posture) -> Person:
    height, width = pixels.shape[:2]
    top, bottom = clothes(pixels, box) if posture != "lying" else (None, None)
    middle = (box[0] + box[2]) / 2 / width
    return Person(_side(box, width), posture, round(middle, 3), round((box[3] - box[1]) / height, 3), top, bottom)


def _lies_unseen(body: Body, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    return body.posture == "lying" and all(iou(box, body.box) < _SAME_PERSON for box in boxes)


def _corners(found: Detection) -> tuple[float, float, float, float]:
    return found.x, found.y, found.x + found.width, found.y + found.height


def _side(box: tuple[float, float, float, float], width: int) -> Literal["left", "centre", "right"]:
    middle = (box[0] + box[2]) / 2 / width
    return "left" if middle < 1 / 3 else "right" if middle > 2 / 3 else "centre"


def _decoded(number: int, image: Image) -> Pictures.Image:
    try:
        with Pictures.open(io.BytesIO(image.data), formats=[image.format]) as opened:
            if max(opened.size) > _LONGEST_SIDE:
                raise invalid(f"Image {number} is larger than {_LONGEST_SIDE} pixels on a side.")
            return ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Pictures.DecompressionBombError) as error:
        raise invalid(f"Could not process image {number}: it is not a readable {image.format.upper()}.") from error
