"""A camera that shows nothing useful any more is noticed, and what happened to it; people and lights are no trouble."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from vision.detection.tampering import TamperWatch, Trouble

Cells = NDArray[np.float32]
_RANDOM = np.random.default_rng(7)


def draw_view(seed: int) -> Cells:
    """Shelves, doors and boxes: rectangles of different brightness."""
    random = np.random.default_rng(seed)
    view = np.full((90, 160), 110.0, np.float32)
    for _ in range(60):
        y, x, height, width = random.integers((0, 0, 6, 6), (80, 140, 40, 50))
        view[y : y + height, x : x + width] = random.uniform(30, 220)
    return view


STORE, YARD = draw_view(1), draw_view(2)
BLACK: Cells = np.full_like(STORE, 4.0)
CLOTH: Cells = (70 + 10 * np.linspace(0, 1, 160, dtype=np.float32)[None]).repeat(90, axis=0)


def blur(cells: Cells, radius: int) -> Cells:
    size = 2 * radius + 1
    padded = np.pad(cells, radius, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    blurred: Cells = windows.mean(axis=(2, 3)).astype(np.float32)
    return blurred


def watch(*parts: tuple[float, Cells | Sequence[Cells]]) -> list[tuple[Trouble, float, float]]:
    """What is noticed in footage of these lengths in seconds and pictures, with noise, at five frames a second."""
    tamper, number, spans = TamperWatch(), 0, []
    for seconds, shown in parts:
        for step in range(round(seconds * 5)):
            cells = shown if isinstance(shown, np.ndarray) else shown[step % len(shown)]
            noisy = (cells + _RANDOM.normal(0, 0.7, cells.shape)).astype(np.float32)
            spans.append(tamper.take(number / 5, number, noisy))
            number += 1
    spans.append(tamper.finish())
    return [(span.trouble, span.start_seconds, span.end_seconds) for span in spans if span is not None]


@pytest.mark.parametrize(
    ("picture", "trouble"),
    [
        (BLACK, Trouble.DARK),
        (CLOTH, Trouble.COVERED),
        (YARD, Trouble.MOVED),
        (np.roll(STORE, 40, axis=1), Trouble.MOVED),
        (blur(STORE, 6), Trouble.DEFOCUSED),
    ],
    ids=["dark", "covered", "turned elsewhere", "turned aside", "out of focus"],
)
def test_each_trouble_is_told_from_when_to_when(picture: Cells, trouble: Trouble) -> None:
    [(told, start, end)] = watch((20, STORE), (10, picture), (10, STORE))
    assert told is trouble
    # A view is a new one once two frames show it.
    assert start == pytest.approx(20, abs=0.21)
    assert end == 29.8


def test_a_trouble_that_lasts_until_the_end_is_told_at_the_end() -> None:
    assert watch((20, STORE), (10, CLOTH)) == [(Trouble.COVERED, 20.0, 29.8)]


@pytest.mark.parametrize("factor", [0.5, 0.25, 1.15])
def test_dimmed_or_brighter_light_is_no_trouble(factor: float) -> None:
    assert watch((20, STORE), (20, np.clip(factor * STORE, 0, 255).astype(np.float32))) == []


def test_people_are_no_trouble() -> None:
    walk = []
    for step in range(50):
        cells = STORE.copy()
        cells[10:90, 3 * step : 3 * step + 40] = 60
        walk.append(cells)
    assert watch((20, STORE), (20, walk)) == []


def test_somebody_close_before_the_lens_for_two_seconds_is_no_trouble() -> None:
    assert watch((20, STORE), (2, CLOTH), (20, STORE)) == []


def test_a_camera_that_shakes_or_swings_is_not_moved_until_it_stays() -> None:
    swing = [np.roll(STORE, 17 * step, axis=1) for step in range(9)]
    assert watch((20, STORE), (20, swing), (10, STORE)) == []


def test_what_the_usual_picture_is_has_to_be_known_first() -> None:
    assert watch((2, STORE), (60, YARD)) == []
    assert watch((30, BLACK)) == []
    assert watch((30, np.full_like(STORE, 120))) == []


def test_day_that_turns_to_dusk_is_followed() -> None:
    dusk = [((1 - 0.6 * step / 600) * STORE).astype(np.float32) for step in range(600)]
    assert watch((20, STORE), (120, dusk)) == []


def test_frames_of_another_size_begin_anew() -> None:
    assert watch((20, STORE), (20, STORE[:45, :80].copy())) == []
