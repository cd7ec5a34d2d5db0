"""A frame is still only if it shows what the frame did that was looked at last; what moves by itself is learnt."""

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.detection.stillness import StillnessGate

Cells = NDArray[np.float32]
_RANDOM = np.random.default_rng(3)
STORE: Cells = _RANDOM.uniform(40, 200, (90, 160)).astype(np.float32)


def add_person(cells: Cells, x: int, contrast: float = 30.0) -> Cells:
    """Somebody of 20 x 7 cells."""
    changed = cells.copy()
    changed[40:60, x : x + 7] += contrast
    return changed


def add_noise(cells: Cells, deviation: float) -> Cells:
    return (cells + _RANDOM.normal(0, deviation, cells.shape)).astype(np.float32)


def look_often(gate: StillnessGate, frames: list[Cells]) -> None:
    """Look at each frame, and find the same every time."""
    for cells in frames:
        gate.look(cells, same=True)


@pytest.fixture
def gate() -> StillnessGate:
    gate = StillnessGate()
    gate.look(STORE, same=False)
    return gate


def test_nothing_is_still_before_the_first_look() -> None:
    assert not StillnessGate().is_still(STORE)


def test_the_same_picture_is_still_and_a_person_in_it_is_not(gate: StillnessGate) -> None:
    assert gate.is_still(STORE)
    assert not gate.is_still(add_person(STORE, 50))
    assert not gate.is_still(add_person(STORE, 50, contrast=-5))


def test_who_is_there_already_is_still_and_a_step_is_not(gate: StillnessGate) -> None:
    gate.look(add_person(STORE, 50), same=False)
    assert gate.is_still(add_person(STORE, 50))
    assert not gate.is_still(add_person(STORE, 52))
    assert not gate.is_still(STORE), "the person left"


def test_light_that_changes_everywhere_alike_is_still(gate: StillnessGate) -> None:
    assert gate.is_still(STORE + 25)
    assert not gate.is_still(add_person(STORE + 25, 50))


def test_a_cell_alone_is_noise(gate: StillnessGate) -> None:
    cells = STORE.copy()
    cells[10, 10] += 40
    assert gate.is_still(cells)
    cells[10, 11] += 40
    assert not gate.is_still(cells)


def test_noise_is_learnt_and_a_person_in_it_is_seen(gate: StillnessGate) -> None:
    noisy = [add_noise(STORE, 2) for _ in range(60)]
    look_often(gate, noisy[:40])
    assert all(gate.is_still(cells) for cells in noisy[40:])
    assert not any(gate.is_still(add_person(cells, 90)) for cells in noisy[40:])


def test_what_moves_in_one_place_is_learnt_there_alone(gate: StillnessGate) -> None:
    """A screen, or leaves: 10 x 10 cells that flicker."""
    frames = []
    for _ in range(60):
        cells = STORE.copy()
        cells[:10, :10] += _RANDOM.uniform(-12, 12, (10, 10)).astype(np.float32)
        frames.append(cells)
    look_often(gate, frames[:50])
    assert sum(gate.is_still(cells) for cells in frames[50:]) >= 8
    assert not any(gate.is_still(add_person(cells, 90, contrast=5)) for cells in frames[50:])


def test_what_changed_with_a_person_is_not_taken_for_noise(gate: StillnessGate) -> None:
    for x in range(0, 140, 2):
        gate.look(add_person(STORE, x), same=False)
    gate.look(STORE, same=False)
    assert not gate.is_still(add_person(STORE, 70, contrast=5))


def test_a_picture_that_is_too_restless_is_never_still(gate: StillnessGate) -> None:
    """Then every frame is looked at: not being able to tell is not stillness."""
    look_often(gate, [add_noise(STORE, 20) for _ in range(20)])
    assert not gate.is_still(STORE)


def test_a_shake_of_the_camera_is_no_stillness_until_it_is_known(gate: StillnessGate) -> None:
    shaken = np.roll(STORE, 1, axis=1)
    assert not gate.is_still(shaken)


def test_frames_of_another_size_are_not_compared(gate: StillnessGate) -> None:
    assert not gate.is_still(STORE[:45, :80])


def test_after_a_jump_to_another_scene_somebody_in_dark_clothes_is_seen(gate: StillnessGate) -> None:
    """Two empty scenes look the same to the detector: the jump between them is no unrest of the cells."""
    other: Cells = np.random.default_rng(8).uniform(40, 200, STORE.shape).astype(np.float32)
    gate.look(other, same=True)
    gate.look(other, same=True)
    assert gate.is_still(other)
    assert not gate.is_still(add_person(other, 50, contrast=-5))
