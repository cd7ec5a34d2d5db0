"""Detects people and objects in a frame, on onnxruntime.

With NanoDet (Apache-2.0, RangiLyu/nanodet), or with a model of the operator's own: see vision.detection.layouts.
"""

from pathlib import Path

import numpy as np

from vision.detection.boxes import Detection, Floats, LabelledDetection, RgbImage, iou
from vision.detection.choice import DetectorChoice
from vision.detection.labels import COCO
from vision.detection.layouts import UnreadableModel, recognize_layout
from vision.detection.onnx import onnxruntime

NANODET = Path(__file__).resolve().parents[1] / "weights" / "nanodet.onnx"

# Of a model whose input has no fixed size.
_USUAL_SIDE = 640
_PERSON = COCO.index("person")
_MAX_CANDIDATES = 200
# The lowest confidence of an object beside people.
_OBJECT_CONFIDENCE = 0.45


class Detector:
    """A loaded model, safe to share between threads. threshold: the lowest confidence that is reported.

    Raises UnreadableModel where the file is no detector that can be read.
    """

    def __init__(
        self,
        weights: Path = NANODET,
        *,
        threads: int = 2,
        threshold: float = 0.35,
        provider: str = DetectorChoice().provider,
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between two frames would take cores from the decoder.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        if provider not in onnxruntime.get_available_providers():
            known = ", ".join(onnxruntime.get_available_providers())
            raise UnreadableModel(f"onnxruntime has no provider {provider} here; it has {known}")
        if not weights.is_file():
            raise UnreadableModel("there is no such file, or it may not be read")
        try:
            self._session = onnxruntime.InferenceSession(str(weights), options, providers=[provider])
        except Exception as error:
            raise UnreadableModel(f"onnxruntime cannot load it: {str(error).splitlines()[0][:200]}") from None
        self._threshold = threshold
        self._input, self._height, self._width = self._read_input()
        self._layout = recognize_layout(self._run_on_grey(), self._height, self._width)

    @property
    def layout(self) -> str:
        """The name of the model's kind."""
        return self._layout.name

    def detect_people(self, image: RgbImage) -> list[Detection]:
        """People in an HxWx3 RGB image, most confident first."""
        scores, boxes = self._infer(image)
        people = scores[:, _PERSON]
        return [Detection(*_box_from_corners(boxes[i]), float(people[i])) for i in self._suppress(people, boxes)]

    def detect_candidates(self, image: RgbImage, threshold: float) -> list[Detection]:
        """People from this lower confidence on, and objects (LabelledDetection) that are no people.

        People below the detector's threshold are weak.
        """
        scores, boxes = self._infer(image)
        people = scores[:, _PERSON]
        found = [
            Detection(*_box_from_corners(boxes[i]), float(people[i]), is_weak=bool(people[i] < self._threshold))
            for i in suppress_overlaps(people, boxes, threshold)
        ]
        return [*found, *(thing for thing in _list_objects(scores, boxes, _OBJECT_CONFIDENCE) if not thing.is_person)]

    def detect_objects(self, image: RgbImage) -> list[LabelledDetection]:
        """Objects of all 80 classes, people included, most confident first; each box has its likeliest class only."""
        return _list_objects(*self._infer(image), self._threshold)

    def _read_input(self) -> tuple[str, int, int]:
        """The name of the input, and its height and width."""
        inputs = self._session.get_inputs()
        shape = inputs[0].shape if len(inputs) == 1 else []
        if len(shape) != 4 or inputs[0].type != "tensor(float)" or shape[1] != 3:
            shown = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
            raise UnreadableModel(f"a detector has one input of 1 x 3 x height x width numbers, and it has: {shown}")
        height, width = (side if isinstance(side, int) else _USUAL_SIDE for side in shape[2:])
        return inputs[0].name, height, width

    def _run_on_grey(self) -> list[Floats]:
        try:
            grey = np.full((1, 3, self._height, self._width), 0.5, np.float32)
            outputs: list[Floats] = self._session.run(None, {self._input: grey})
        except Exception as error:
            raise UnreadableModel(f"a first run fails: {str(error).splitlines()[0][:200]}") from None
        return outputs

    def _infer(self, image: RgbImage) -> tuple[Floats, Floats]:
        """Scores (boxes x 80) and boxes (x 4: left, top, right, bottom; pixels of the image)."""
        tensor, (across, down) = self._layout.prepare(image, self._height, self._width)
        scores, boxes = self._layout.read(self._session.run(None, {self._input: tensor}), self._height, self._width)
        height, width = image.shape[:2]
        of_image = boxes / np.array((across, down, across, down), np.float32)
        return scores, np.clip(of_image, 0, (width, height, width, height)).astype(np.float32)

    def _suppress(self, scores: Floats, boxes: Floats) -> list[int]:
        return suppress_overlaps(scores, boxes, self._threshold)


def load_detector(choice: DetectorChoice) -> Detector:
    """Raises UnreadableModel."""
    return Detector(Path(choice.model) if choice.model else NANODET, provider=choice.provider)


def find_detector_problem(choice: DetectorChoice) -> str:
    """What keeps the chosen detector from being used; empty if nothing does."""
    try:
        load_detector(choice)
    except UnreadableModel as problem:
        return str(problem)
    return ""


def suppress_overlaps(scores: Floats, boxes: Floats, threshold: float, overlap: float = 0.5) -> list[int]:
    """Non-maximum suppression: indices of the boxes to keep, best first. Boxes are left, top, right, bottom."""
    order = [int(i) for i in np.argsort(-scores, kind="stable")[:_MAX_CANDIDATES] if scores[i] >= threshold]
    kept: list[int] = []
    while order:
        best, *rest = order
        kept.append(best)
        order = [i for i in rest if iou(boxes[best], boxes[i]) <= overlap]
    return kept


def _list_objects(scores: Floats, boxes: Floats, threshold: float) -> list[LabelledDetection]:
    kinds = scores.argmax(axis=1)
    best = scores[np.arange(len(scores)), kinds]
    objects: list[LabelledDetection] = []
    for kind in np.unique(kinds[best >= threshold]):
        of_kind = np.where(kinds == kind, best, 0)
        objects += [
            LabelledDetection(*_box_from_corners(boxes[i]), float(best[i]), label=COCO[kind])
            for i in suppress_overlaps(of_kind, boxes, threshold)
        ]
    return sorted(objects, key=lambda detection: -detection.confidence)


def _box_from_corners(corners: Floats) -> tuple[float, float, float, float]:
    left, top, right, bottom = (float(value) for value in corners)
    return left, top, right - left, bottom - top
