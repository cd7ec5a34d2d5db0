"""Detectors of four kinds are recognized by their outputs and read alike; others are refused with the reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.vision.synthetic_people import draw_people
from vision.detection import layouts
from vision.detection.choice import DetectorChoice
from vision.detection.detect import NANODET, Detector, find_detector_problem, load_detector
from vision.detection.layouts import Layout, UnreadableModel, recognize_layout
from vision.detection.pose import MOVENET

SIDE, CLASSES, CAR = 64, 80, 2
CELLS = 8 * 8 + 4 * 4 + 2 * 2
# The box that every output below has, in pixels of the tensor: 16 x 24 around (20, 28).
BOX = (12.0, 16.0, 28.0, 40.0)


def yolox(decoded: bool) -> list[Any]:
    rows = np.zeros((1, CELLS, 5 + CLASSES), np.float32)
    # The cell of stride 8 in row 3 and column 2 begins at (16, 24).
    index = 3 * 8 + 2
    centre, size = (20.0, 28.0), (16.0, 24.0)
    offset = [(at - 8 * cell) / 8 for at, cell in zip(centre, (2, 3), strict=True)]
    rows[0, index, :4] = (*centre, *size) if decoded else (*offset, *np.log(np.array(size) / 8))
    rows[0, index, 4], rows[0, index, 5 + CAR] = 0.9, 0.8
    return [rows]


def rtmdet() -> list[Any]:
    return [np.array([[(*BOX, 0.72), (0, 0, 1, 1, 0.01)]], np.float32), np.array([[CAR, 0]])]


def rt_detr() -> list[Any]:
    logits = np.full((1, 300, CLASSES), -9.0, np.float32)
    boxes = np.zeros((1, 300, 4), np.float32)
    logits[0, 7, CAR] = np.log(0.72 / 0.28)
    boxes[0, 7] = np.array((20, 28, 16, 24)) / SIDE
    return [logits, boxes]


@pytest.mark.parametrize(
    ("outputs", "layout"),
    [
        (yolox(decoded=False), layouts.YOLOX_RAW),
        (yolox(decoded=True), layouts.YOLOX_DECODED),
        (rtmdet(), layouts.RTMDET),
        (rt_detr(), layouts.RT_DETR),
    ],
    ids=["YOLOX", "YOLOX decoded", "RTMDet", "RT-DETR"],
)
def test_each_kind_is_recognized_and_its_boxes_are_read(outputs: Sequence[Any], layout: Layout) -> None:
    assert recognize_layout(outputs, SIDE, SIDE) is layout
    scores, boxes = layout.read(outputs, SIDE, SIDE)
    best = int(scores.max(axis=1).argmax())
    assert scores[best].argmax() == CAR
    assert scores[best, CAR] == pytest.approx(0.72, abs=1e-4)
    assert boxes[best] == pytest.approx(BOX, abs=1e-3)


@pytest.mark.parametrize(
    "outputs",
    [
        [np.zeros((1, 6, 56))],
        [np.zeros((1, CELLS, 5 + 3))],
        [np.zeros((1, 300, 91)), np.zeros((1, 300, 4))],
        [np.zeros((1, 100, 5)), np.zeros((1, 99))],
        [],
    ],
    ids=["poses", "three classes", "91 classes", "labels of another number", "nothing"],
)
def test_other_outputs_are_refused_with_their_shapes(outputs: Sequence[Any]) -> None:
    with pytest.raises(UnreadableModel) as refused:
        recognize_layout(outputs, SIDE, SIDE)
    assert all(str(np.shape(output)) in str(refused.value) for output in outputs)
    assert "docs/detectors.md" in str(refused.value)


def test_rt_detr_gets_the_whole_picture_stretched_and_the_others_get_it_letterboxed() -> None:
    image = np.full((50, 100, 3), (200, 100, 0), np.uint8)
    stretched, scales = layouts.RT_DETR.prepare(image, SIDE, SIDE)
    assert scales == (0.64, 1.28)
    assert stretched[0, :, -1, -1] == pytest.approx((200 / 255, 100 / 255, 0), abs=0.01)
    boxed, scales = layouts.YOLOX_RAW.prepare(image, SIDE, SIDE)
    assert scales == (0.64, 0.64)
    assert boxed[0, :, 0, 0] == pytest.approx((0, 100, 200), abs=2), "blue, green, red"
    assert boxed[0, :, -1, -1] == pytest.approx((114, 114, 114))


def test_the_bundled_model_is_read_from_a_path_like_any_other() -> None:
    image, _ = draw_people([(300.0, (200, 30, 30))])
    own, bundled = load_detector(DetectorChoice(str(NANODET))), Detector()
    assert own.layout == "NanoDet"
    assert own.detect_candidates(image, 0.2) == bundled.detect_candidates(image, 0.2)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (DetectorChoice(str(MOVENET)), "one input of 1 x 3 x height x width"),
        (DetectorChoice("/nowhere.onnx"), "no such file"),
        (DetectorChoice(__file__), "onnxruntime cannot load it"),
        (DetectorChoice(provider="TpuExecutionProvider"), "has no provider TpuExecutionProvider"),
        (DetectorChoice(), ""),
    ],
    ids=["another model", "no file", "no model", "provider", "none"],
)
def test_a_model_that_cannot_be_used_is_named_with_the_reason(choice: DetectorChoice, reason: str) -> None:
    problem = find_detector_problem(choice)
    assert reason in problem if reason else not problem


def test_detections_of_one_model_are_told_from_those_of_another(tmp_path: Path) -> None:
    assert DetectorChoice().name == "nanodet"
    assert DetectorChoice(str(tmp_path / "yolox_s.onnx")).name == "yolox_s.onnx"
