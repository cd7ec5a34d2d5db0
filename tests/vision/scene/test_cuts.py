"""Jumps of the scene, and what is none."""

import numpy as np
from numpy.typing import NDArray

from vision.scene.cuts import CutFinder

Image = NDArray[np.uint8]


def _draw(seed: int) -> Image:
    """A scene of large areas, with a sensor's noise."""
    random = np.random.default_rng(seed)
    areas = np.kron(random.integers(20, 220, (4, 6)), np.ones((60, 60)))
    noisy = areas + np.random.default_rng(99).normal(0, 3, areas.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _find(*images: Image) -> list[bool]:
    finder = CutFinder()
    return [finder.is_cut(image) for image in images]


def test_another_scene_is_a_cut() -> None:
    assert _find(_draw(1), _draw(1), _draw(2), _draw(2)) == [False, False, True, False]


def test_lamps_that_go_off_and_on_are_no_cut() -> None:
    dark = (_draw(1) * 0.2).astype(np.uint8)
    assert _find(_draw(1), dark, _draw(1)) == [False, False, False]


def test_somebody_close_to_the_camera_is_no_cut() -> None:
    near = _draw(1)
    near[:, 100:220] = 60
    assert _find(_draw(1), near, _draw(1)) == [False, False, False]


def test_somebody_in_a_plain_room_is_no_cut() -> None:
    room = np.full((240, 360, 3), 120, np.uint8)
    here, there = room.copy(), room.copy()
    here[60:200, 40:90] = (200, 30, 30)
    there[60:200, 200:250] = (200, 30, 30)
    assert _find(here, there, here) == [False, False, False]


def test_a_black_picture_between_two_scenes_says_nothing_itself() -> None:
    black = np.zeros_like(_draw(1))
    assert _find(_draw(1), black, _draw(1), black, _draw(2)) == [False, False, False, False, True]


def test_pictures_smaller_than_the_grid_are_compared_too() -> None:
    assert _find(_draw(1)[::30, ::40], _draw(1)[::30, ::40]) == [False, False]
