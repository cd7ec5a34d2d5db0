"""Detects people and objects in a frame with NanoDet (Apache-2.0, RangiLyu/nanodet) on onnxruntime."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.detection.labels import COCO
from vision.detection.onnx import onnxruntime
from vision.detection.posture import Posture

NANODET = Path(__file__).resolve().parents[1] / "weights" / "nanodet.onnx"

_INPUT_SIDE = 416
_STRIDES = (8, 16, 32)
_PAD = 114
_MEAN = np.array((103.53, 116.28, 123.675), np.float32)
_DEVIATION = np.array((57.375, 57.12, 58.395), np.float32)
_PERSON = COCO.index("person")
_MAX_CANDIDATES = 200

RgbImage = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detection:
    """A person: bounding box in pixels (top-left origin, inside the frame); confidence 0..1.

    posture: where keypoints show it. is_weak: it can continue a person's track, but not begin one.
    """

    x: float
    y: float
    width: float
    height: float
    confidence: float
    posture: Posture | None = None
    is_weak: bool = False

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class LabelledDetection(Detection):
    """An object of one of the 80 COCO classes. label: in English."""

    label: str = ""


class Detector:
    """A loaded model, safe to share between threads. threshold: the lowest confidence that is reported."""

    def __init__(self, weights: Path = NANODET, *, threads: int = 2, threshold: float = 0.35) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between two frames would take cores from the decoder.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._threshold = threshold

    def detect_people(self, image: RgbImage) -> list[Detection]:
        """People in an HxWx3 RGB image, most confident first."""
        scores, boxes = self._infer(image)
        people = scores[:, _PERSON]
        return [Detection(*_box_from_corners(boxes[i]), float(people[i])) for i in self._suppress(people, boxes)]

    def detect_candidates(self, image: RgbImage, threshold: float) -> list[Detection]:
        """The same with people from this lower confidence on. Below the detector's threshold they are weak."""
        scores, boxes = self._infer(image)
        people = scores[:, _PERSON]
        return [
            Detection(*_box_from_corners(boxes[i]), float(people[i]), is_weak=bool(people[i] < self._threshold))
            for i in suppress_overlaps(people, boxes, threshold)
        ]

    def detect_objects(self, image: RgbImage) -> list[LabelledDetection]:
        """Objects of all 80 classes, people included, most confident first; each box has its likeliest class only."""
        scores, boxes = self._infer(image)
        kinds = scores.argmax(axis=1)
        best = scores[np.arange(len(scores)), kinds]
        objects: list[LabelledDetection] = []
        for kind in np.unique(kinds[best >= self._threshold]):
            of_kind = np.where(kinds == kind, best, 0)
            objects += [
                LabelledDetection(*_box_from_corners(boxes[i]), float(best[i]), label=COCO[kind])
                for i in self._suppress(of_kind, boxes)
            ]
        return sorted(objects, key=lambda detection: -detection.confidence)

    def _infer(self, image: RgbImage) -> tuple[Floats, Floats]:
        """Scores (cells x 80) and boxes (cells x 4: left, top, right, bottom; pixels of the image)."""
        tensor, scale = letterbox(image, _INPUT_SIDE)
        outputs = self._session.run(None, {"input": tensor})
        scores = np.concatenate([output[0] for output in outputs[:3]])
        sides = np.concatenate(
            [_decode_distances(output[0]) * stride for output, stride in zip(outputs[3:], _STRIDES, strict=True)]
        )
        centres = _grid_centres()
        boxes = np.concatenate((centres - sides[:, :2], centres + sides[:, 2:]), axis=1) / scale
        height, width = image.shape[:2]
        return scores, np.clip(boxes, 0, (width, height, width, height)).astype(np.float32)

    def _suppress(self, scores: Floats, boxes: Floats) -> list[int]:
        return suppress_overlaps(scores, boxes, self._threshold)


def letterbox(image: RgbImage, side: int) -> tuple[Floats, float]:
    """The input of NanoDet (1x3xSxS, BGR, normalised): the image, scaled to fit and padded right and below.

    Returns it with the scale: pixels of the input per pixel of the image.
    """
    height, width = image.shape[:2]
    scale = side / max(height, width)
    small = VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24").reformat(
        width=max(1, round(width * scale)), height=max(1, round(height * scale)), format="bgr24", interpolation="AREA"
    )
    square = np.full((side, side, 3), _PAD, np.uint8)
    square[: small.height, : small.width] = small.to_ndarray()
    planes = np.ascontiguousarray(square.transpose(2, 0, 1)).astype(np.float32)
    planes -= _MEAN[:, None, None]
    planes /= _DEVIATION[:, None, None]
    return planes[None], scale


def suppress_overlaps(scores: Floats, boxes: Floats, threshold: float, overlap: float = 0.5) -> list[int]:
    """Non-maximum suppression: indices of the boxes to keep, best first. Boxes are left, top, right, bottom."""
    order = [int(i) for i in np.argsort(-scores, kind="stable")[:_MAX_CANDIDATES] if scores[i] >= threshold]
    kept: list[int] = []
    while order:
        best, *rest = order
        kept.append(best)
        order = [i for i in rest if iou(boxes[best], boxes[i]) <= overlap]
    return kept


def iou(one: Sequence[float] | Floats, other: Sequence[float] | Floats) -> float:
    """Intersection over union of two boxes given as left, top, right, bottom."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = float(width * height)
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return shared / (float(areas) - shared)


def _decode_distances(bins: Floats) -> Floats:
    """cells x 44 logits → cells x 4 expected distances in strides (the distribution focal loss's integral)."""
    logits = bins.reshape(-1, 4, 11)
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    return cast(Floats, (weights / weights.sum(axis=2, keepdims=True)) @ np.arange(11, dtype=np.float32))


@cache
def _grid_centres() -> Floats:
    grids: list[Any] = []
    for stride in _STRIDES:
        y, x = np.mgrid[0 : _INPUT_SIDE // stride, 0 : _INPUT_SIDE // stride]
        grids.append(np.stack(((x.ravel() + 0.5) * stride, (y.ravel() + 0.5) * stride), axis=1))
    return np.concatenate(grids).astype(np.float32)


def _box_from_corners(corners: Floats) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(value) for value in corners)
    return left, top, right - left, bottom - top
