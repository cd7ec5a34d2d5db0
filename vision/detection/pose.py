"""Finds bodies with MoveNet MultiPose Lightning (Google, Apache-2.0) on onnxruntime: up to 6 people of 17 keypoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.detection.onnx import onnxruntime
from vision.detection.posture import Keypoints

MOVENET = Path(__file__).resolve().parents[1] / "weights" / "movenet-multipose-256.onnx"
_INPUT_SIDE = 256
_PAD = 114
_KEYPOINTS = 17

RgbImage = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body in a frame. box: left, top, right, bottom in pixels. confidence: 0..1.

    keypoints: 17 rows of y, x (pixels) and confidence, in the order of COCO: nose, eyes, ears, shoulders, elbows,
    wrists, hips, knees, ankles; each pair left first.
    """

    box: tuple[float, float, float, float]
    confidence: float
    keypoints: Keypoints


class PoseDetector:
    """A loaded model, safe to share between threads. threshold: the lowest confidence that is reported."""

    def __init__(self, weights: Path = MOVENET, *, threads: int = 2, threshold: float = 0.15) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin between two frames would take cores from the decoder.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._threshold = threshold

    def detect_bodies(self, image: RgbImage) -> Sequence[Body]:
        """The bodies in an HxWx3 RGB image, most confident first."""
        height, width = image.shape[:2]
        scale = _INPUT_SIDE / max(height, width)
        small = VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24").reformat(
            width=max(1, round(width * scale)), height=max(1, round(height * scale)), interpolation="AREA"
        )
        square = np.full((1, _INPUT_SIDE, _INPUT_SIDE, 3), _PAD, np.int32)
        square[0, : small.height, : small.width] = small.to_ndarray(format="rgb24")
        rows = self._session.run(None, {"input": square})[0][0]
        found = sorted((row for row in rows if row[55] >= self._threshold), key=lambda row: -float(row[55]))
        return [_read_body(row, _INPUT_SIDE / scale, width, height) for row in found]


def _read_body(row: NDArray[np.float32], side: float, width: int, height: int) -> Body:
    top, left, bottom, right = (float(value) * side for value in row[51:55])
    box = (max(0.0, left), max(0.0, top), min(float(width), right), min(float(height), bottom))
    keypoints = row[: 3 * _KEYPOINTS].reshape(_KEYPOINTS, 3).astype(np.float64) * (side, side, 1.0)
    return Body(box, float(row[55]), keypoints)
