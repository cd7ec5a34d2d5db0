"""A storyboard: small pictures of a whole video in one image, by which players show where the pointer is.

The analysis sees every part of a video once, in order, and does not know for certain how long it is. So tiles begin a
second apart; whenever there are too many, every second one is dropped, and they are twice as far apart from there on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from vision.detection.boxes import RgbImage

MAX_TILES = 400
_COLUMNS = 20
_LONGEST_SIDE = 160
_FIRST_STEP_SECONDS = 1.0
_QUALITY = 70


@dataclass(frozen=True, slots=True)
class StoryboardSheet:
    """A JPEG of columns x rows tiles, row by row, of which the first `tiles` are used.

    Tile n shows what is on screen at n * seconds_per_tile.
    """

    jpeg: bytes
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    seconds_per_tile: float
    tiles: int


class StoryboardMaker:
    """Takes the frames of a video in order, and keeps the few that become tiles, at most MAX_TILES."""

    def __init__(self) -> None:
        self._step_seconds = _FIRST_STEP_SECONDS
        self._size: tuple[int, int] | None = None
        self._tiles: dict[int, RgbImage] = {}

    def offer(self, seconds: float, image: RgbImage) -> None:
        while self._find_tile(seconds) >= MAX_TILES:
            self._halve()
        tile = self._find_tile(seconds)
        if tile not in self._tiles:
            self._tiles[tile] = self._shrink(image)

    def make(self, duration_seconds: float) -> StoryboardSheet | None:
        """The sheet of a video of this length; None without a frame."""
        if self._size is None:
            return None
        # The end belongs to the tile before it.
        while (count := max(1, int(np.ceil(duration_seconds / self._step_seconds)))) > MAX_TILES:
            self._halve()
        columns = min(_COLUMNS, count)
        rows = -(-count // columns)
        width, height = self._size
        return StoryboardSheet(
            _draw_sheet(self._tiles, count, columns, self._size),
            columns,
            rows,
            width,
            height,
            self._step_seconds,
            count,
        )

    def _find_tile(self, seconds: float) -> int:
        return int(max(0.0, seconds) / self._step_seconds)

    def _halve(self) -> None:
        self._step_seconds *= 2
        self._tiles = {number // 2: tile for number, tile in self._tiles.items() if number % 2 == 0}

    def _shrink(self, image: RgbImage) -> RgbImage:
        if self._size is None:
            height, width = image.shape[:2]
            scale = min(1.0, _LONGEST_SIDE / max(height, width))
            self._size = (max(1, round(width * scale)), max(1, round(height * scale)))
        return np.asarray(Pillow.fromarray(image).resize(self._size, Pillow.Resampling.BOX))


def _draw_sheet(tiles: Mapping[int, RgbImage], count: int, columns: int, size: tuple[int, int]) -> bytes:
    """A tile without a frame shows the one before it, as players do through a pause."""
    width, height = size
    sheet = Pillow.new("RGB", (columns * width, -(-count // columns) * height))
    shown: Pillow.Image | None = None
    for number in range(count):
        if number in tiles:
            shown = Pillow.fromarray(tiles[number])
        if shown is not None:
            sheet.paste(shown, (number % columns * width, number // columns * height))
    buffer = BytesIO()
    sheet.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
