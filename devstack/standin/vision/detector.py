"""local.detector-v1: finds people and objects in pictures with NanoDet and MoveNet, and describes them by rules."""

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
from devstack.bedrock.errors import validation_error
from devstack.bedrock.models import ModelAnswer
from devstack.standin.vision.chat import answer_about_frames
from devstack.standin.vision.chat.colours import Pixels, find_clothes_colours
from devstack.standin.vision.look_report import TOOL_NAME, report_look
from devstack.standin.vision.pose import DetectedBody, PoseDetector
from devstack.standin.vision.sentences import describe_pictures
from devstack.standin.vision.sightings import DetectedPerson, DetectedScene
from models.asking.conversation import Image
from vision.detection.boxes import Detection, iou
from vision.detection.detect import Detector

Posture = Literal["upright", "lying"] | None

_MAX_SIDE = 8000  # pixels; the Converse API's limit
_MIN_OBJECT_CONFIDENCE = 0.4  # below it, indoor footage had skateboards where there were none
_SAME_PERSON_IOU = 0.3  # intersection over union of a NanoDet box and a MoveNet box


class DetectorModel:
    """The model. It loads both networks at the first picture."""

    def __init__(self) -> None:
        self._loading = Lock()
        self._networks: tuple[Detector, PoseDetector] | None = None
        self._semaphore = asyncio.Semaphore(1)  # both networks use every core already

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        """Describe the pictures of the last user message, in the language of its text, or fill in report_look."""
        if request.tool is not None and request.tool.name != TOOL_NAME:
            raise validation_error(f"This model doesn't support tool use, except of {TOOL_NAME}.")
        # An answer to a call has no pictures: those of the request before count.
        message = next((each for each in reversed(request.messages) if each.images), request.messages[-1])
        async with self._semaphore:
            scenes = await asyncio.to_thread(self._detect, message.images)
        try:
            if request.tool is not None:
                return ModelAnswer(tool_input=report_look(message.text, scenes, request.tool))
            return ModelAnswer(answer_about_frames(message.text, scenes) or describe_pictures(message.text, scenes))
        except ValueError as error:
            raise validation_error(str(error)) from error

    def _detect(self, images: Sequence[Image]) -> list[DetectedScene]:
        pictures = [_decode_image(number, image) for number, image in enumerate(images, 1)]
        if not pictures:
            return []
        with self._loading:
            if self._networks is None:
                self._networks = Detector(), PoseDetector()
        return [detect_scene(picture, *self._networks) for picture in pictures]


def detect_scene(picture: Pictures.Image, detector: Detector, poses: PoseDetector) -> DetectedScene:
    """People that either network finds (NanoDet misses those who lie down), and NanoDet's other objects."""
    pixels = np.asarray(picture)
    bodies = poses.detect_bodies(picture)
    boxes = [_to_corners(person) for person in detector.detect_people(pixels)]
    people = [
        (box, next((body.posture for body in bodies if iou(box, body.box) >= _SAME_PERSON_IOU), None)) for box in boxes
    ]
    people += [(body.box, body.posture) for body in bodies if _is_missed_lying(body, boxes)]
    things = [thing for thing in detector.detect_objects(pixels) if thing.confidence >= _MIN_OBJECT_CONFIDENCE]
    objects = Counter(thing.label for thing in things if thing.label != "person")
    return DetectedScene(
        people=[
            _describe_person(pixels, box, posture) for box, posture in sorted(people, key=lambda person: person[0])
        ],
        objects=dict(objects.most_common()),
    )


def _describe_person(pixels: Pixels, box: tuple[float, float, float, float], posture: Posture) -> DetectedPerson:
    height, width = pixels.shape[:2]
    top, bottom = find_clothes_colours(pixels, box) if posture != "lying" else (None, None)
    middle = (box[0] + box[2]) / 2 / width
    return DetectedPerson(
        _find_side(box, width), posture, round(middle, 3), round((box[3] - box[1]) / height, 3), top, bottom
    )


def _is_missed_lying(body: DetectedBody, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    return body.posture == "lying" and all(iou(box, body.box) < _SAME_PERSON_IOU for box in boxes)


def _to_corners(person: Detection) -> tuple[float, float, float, float]:
    return person.x, person.y, person.x + person.width, person.y + person.height


def _find_side(box: tuple[float, float, float, float], width: int) -> Literal["left", "centre", "right"]:
    middle = (box[0] + box[2]) / 2 / width
    return "left" if middle < 1 / 3 else "right" if middle > 2 / 3 else "centre"


def _decode_image(number: int, image: Image) -> Pictures.Image:
    try:
        with Pictures.open(io.BytesIO(image.data), formats=[image.format]) as opened:
            if max(opened.size) > _MAX_SIDE:
                raise validation_error(f"Image {number} is larger than {_MAX_SIDE} pixels on a side.")
            return ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Pictures.DecompressionBombError) as error:
        raise validation_error(
            f"Could not process image {number}: it is not a readable {image.format.upper()}."
        ) from error
