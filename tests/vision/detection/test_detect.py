"""NanoDet finds people, where they are."""

import numpy as np
import pytest
from PIL import Image as Pillow

from evals.scenes.catalogue import SCENES
from evals.scenes.figure import draw_figure, draw_shadow
from evals.scenes.motion import Stance
from evals.scenes.script import Appearance
from evals.scenes.store import draw_store
from vision.analyze import PeopleModels
from vision.detection.boxes import RgbImage, iou
from vision.detection.detect import Detector, suppress_overlaps
from vision.detection.labels import COCO
from vision.detection.layouts import prepare_normalized


def _draw_shop(*middles: float) -> RgbImage:
    picture = draw_store(SCENES["sample"])
    for middle in middles:
        stance = Stance(middle, 640.0, 235.0, 0, 0.0, 1.0, "CAMERA")
        for patch in (draw_shadow(stance), draw_figure(Appearance("red", "navy"), stance)):
            picture.paste(patch.image, (patch.left, patch.top), patch.image)
    return np.asarray(picture)


def test_everybody_is_found_where_they_stand(models: PeopleModels) -> None:
    found = sorted(models.detector.detect_people(_draw_shop(200, 640, 1100)), key=lambda person: person.x)
    assert len(found) == 3
    for person, middle in zip(found, (200, 640, 1100), strict=True):
        box = (person.x, person.y, person.x + person.width, person.y + person.height)
        assert iou(box, (middle - 36, 402, middle + 36, 642)) > 0.7
        assert person.confidence > 0.6


def test_an_empty_shop_has_nobody(models: PeopleModels) -> None:
    assert models.detector.detect_people(_draw_shop()) == []


def test_boxes_stay_inside_the_picture(models: PeopleModels) -> None:
    for person in models.detector.detect_people(_draw_shop(15, 1270)):
        assert person.x >= 0
        assert person.x + person.width <= 1280


@pytest.mark.parametrize("crop", [(440, 300, 740, 720), (0, 300, 1280, 720)])
def test_the_shape_of_the_picture_does_not_matter(models: PeopleModels, crop: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = crop
    (person,) = models.detector.detect_people(_draw_shop(640)[top:bottom, left:right])
    assert person.x + person.width / 2 + left == pytest.approx(640, abs=12)
    assert person.y + person.height + top == pytest.approx(642, abs=15)


def test_objects_have_the_names_of_their_classes(models: PeopleModels) -> None:
    things = models.detector.detect_objects(_draw_shop(640))
    assert "person" in {thing.label for thing in things}
    assert all(thing.label in COCO for thing in things)
    assert [thing.confidence for thing in things] == sorted((t.confidence for t in things), reverse=True)


def test_a_threshold_is_the_least_confidence_reported() -> None:
    assert Detector(threshold=0.99).detect_people(_draw_shop(640)) == []


def test_a_tiny_picture_is_looked_at_all_the_same(models: PeopleModels) -> None:
    assert models.detector.detect_people(np.zeros((1, 1, 3), np.uint8)) == []
    assert models.detector.detect_people(np.zeros((2, 500, 3), np.uint8)) == []


def test_the_letterbox_pads_right_and_below_with_grey() -> None:
    tensor, (scale, _) = prepare_normalized(np.asarray(Pillow.new("RGB", (200, 100), (114, 0, 0))), 416, 416)
    assert tensor.shape == (1, 3, 416, 416)
    assert scale == 2.08
    blue, _, red = tensor[0]
    assert red[100, 200] == pytest.approx(red[400, 200], abs=0.02)
    assert blue[100, 200] < blue[400, 200]


def test_overlapping_boxes_leave_the_surest() -> None:
    boxes = np.array([(0, 0, 10, 10), (1, 0, 11, 10), (20, 0, 30, 10), (0, 0, 10, 10)], np.float32)
    scores = np.array([0.6, 0.9, 0.5, 0.1], np.float32)
    assert suppress_overlaps(scores, boxes, 0.35) == [1, 2]


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert iou((0, 0, 10, 10), (10, 0, 20, 10)) == 0
    assert iou((0, 0, 10, 10), (0, 0, 10, 10)) == 1
