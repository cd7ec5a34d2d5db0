"""Postures of bodies whose keypoints were read from real footage."""

import numpy as np
import pytest

from vision.detection.posture import Keypoints, Posture, classify_posture

# y and x of shoulders, hips, knees and ankles (left and right) in pixels.
Joints = tuple[tuple[float, float], ...]
_ORDER = (5, 6, 11, 12, 13, 14, 15, 16)
STANDING: Joints = ((137, 767), (133, 760), (311, 766), (311, 752), (438, 782), (443, 769), (564, 752), (576, 745))
SITTING_FRONT: Joints = ((168, 346), (163, 274), (248, 328), (246, 289), (283, 329), (279, 242), (376, 320), (372, 253))
SITTING_SIDE: Joints = ((315, 348), (313, 315), (458, 383), (468, 363), (478, 530), (482, 533), (646, 506), (661, 502))
LEANING: Joints = ((434, 567), (420, 553), (441, 447), (416, 431), (501, 538), (484, 478), (642, 512), (667, 496))
BENDING: Joints = ((195, 342), (197, 348), (182, 223), (182, 226), (290, 280), (290, 283), (391, 269), (393, 268))
LYING: Joints = ((591, 758), (621, 640), (542, 583), (562, 531), (549, 493), (553, 460), (517, 354), (524, 339))


def make_keypoints(joints: Joints, confidence: float = 0.6) -> Keypoints:
    keypoints = np.zeros((17, 3))
    for index, (y, x) in zip(_ORDER, joints, strict=True):
        keypoints[index] = (y, x, confidence)
    return keypoints


@pytest.mark.parametrize(
    ("joints", "posture"),
    [
        (STANDING, Posture.STANDING),
        (SITTING_FRONT, Posture.SITTING),
        (SITTING_SIDE, Posture.SITTING),
        (LEANING, Posture.SITTING),
        (BENDING, Posture.BENDING),
        (LYING, Posture.LYING),
    ],
)
@pytest.mark.parametrize("scale", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_posture_is_the_same_near_and_far_and_from_both_sides(
    joints: Joints, posture: Posture, scale: float, mirrored: bool
) -> None:
    turned = tuple((y * scale, (1280 - x if mirrored else x) * scale) for y, x in joints)
    assert classify_posture(make_keypoints(turned)) is posture


def test_somebody_upside_down_lies() -> None:
    assert classify_posture(make_keypoints(tuple((-y, x) for y, x in STANDING))) is Posture.LYING


def test_unsure_keypoints_show_no_posture() -> None:
    assert classify_posture(make_keypoints(STANDING, confidence=0.1)) is None


def test_a_body_without_legs_in_view_shows_no_posture_while_it_is_upright() -> None:
    """Behind a counter nobody can tell standing from sitting."""
    keypoints = make_keypoints(STANDING)
    keypoints[13:, 2] = 0
    assert classify_posture(keypoints) is None


def test_a_squat_is_neither_standing_nor_sitting() -> None:
    squat = tuple((y if row < 4 else 311 + (y - 311) * 0.3, x) for row, (y, x) in enumerate(STANDING))
    assert classify_posture(make_keypoints(squat)) is None
