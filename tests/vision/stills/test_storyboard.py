"""A storyboard shows what is on screen at steady distances, however long the video is."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from vision.stills.storyboard import MAX_TILES, StoryboardMaker, StoryboardSheet

DAY = 24 * 3600


def grey(seconds: float, span: float, width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """A picture whose brightness tells its second, from 0 to `span`."""
    return np.full((height, width, 3), round(255 * seconds / span), np.uint8)


def read_tiles(sheet: StoryboardSheet) -> list[float]:
    """The brightness in the middle of each tile."""
    image = np.asarray(Pillow.open(BytesIO(sheet.jpeg)).convert("L"))
    assert image.shape == (sheet.rows * sheet.tile_height, sheet.columns * sheet.tile_width)
    return [
        float(
            image[
                number // sheet.columns * sheet.tile_height + sheet.tile_height // 2,
                number % sheet.columns * sheet.tile_width + sheet.tile_width // 2,
            ]
        )
        for number in range(sheet.tiles)
    ]


def draw(times: "list[float]", duration: float, **size: int) -> StoryboardSheet:
    maker = StoryboardMaker()
    for seconds in times:
        maker.offer(seconds, grey(seconds, duration, **size))
    sheet = maker.make(duration)
    assert sheet is not None
    return sheet


@pytest.mark.parametrize(
    ("duration", "step", "tiles"), [(0.4, 1, 1), (20, 1, 20), (20.1, 1, 21), (400, 1, 400), (401, 2, 201)]
)
def test_tiles_are_a_second_apart_while_they_fit(duration: float, step: float, tiles: int) -> None:
    sheet = draw([number / 4 for number in range(int(duration * 4))], duration)
    assert (sheet.seconds_per_tile, sheet.tiles) == (step, tiles)
    assert (sheet.tile_width, sheet.tile_height) == (160, 90)
    assert sheet.columns * (sheet.rows - 1) < tiles <= sheet.columns * sheet.rows


def test_each_tile_shows_its_second_also_of_a_whole_day() -> None:
    sheet = draw([float(second) for second in range(0, DAY, 5)], DAY)
    assert MAX_TILES / 2 <= sheet.tiles <= MAX_TILES
    assert sheet.tiles * sheet.seconds_per_tile >= DAY
    assert len(sheet.jpeg) < 2 << 20
    for number, brightness in enumerate(read_tiles(sheet)):
        assert brightness == pytest.approx(255 * number * sheet.seconds_per_tile / DAY, abs=3)


def test_a_pause_shows_the_picture_before_it_as_players_do() -> None:
    tiles = read_tiles(draw([0.0, 1.0, 2.0, 7.0, 8.0, 9.0], 10))
    assert tiles[2:8] == pytest.approx([tiles[2]] * 5 + [255 * 0.7], abs=3)


def test_an_upright_video_has_upright_tiles_and_a_small_one_is_not_blown_up() -> None:
    upright, small = draw([0.0], 1, width=180, height=320), draw([0.0], 1, width=64, height=48)
    assert (upright.tile_width, upright.tile_height) == (90, 160)
    assert (small.tile_width, small.tile_height) == (64, 48)


def test_without_a_frame_there_is_none() -> None:
    assert StoryboardMaker().make(10) is None
