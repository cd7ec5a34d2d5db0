"""Draw the empty shop: wall, lamps, shelves full of goods, a tiled floor."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from evals.scenes.colours import RGB, shade
from evals.scenes.script import Scene

_GOODS: tuple[RGB, ...] = (
    (172, 74, 66), (206, 160, 84), (92, 132, 96), (88, 112, 150), (196, 190, 176),
    (140, 96, 120), (214, 206, 190), (120, 130, 110), (182, 120, 80), (104, 100, 108),
)  # fmt: skip
# Where shelves stand: left and right end as parts of the frame's width.
_SHELVES = ((0.04, 0.34), (0.385, 0.66), (0.705, 0.97))
_FLOOR = 0.70


def draw_store(scene: Scene) -> Image.Image:
    """The shop as the camera sees it with nobody in it; the same for the same seed."""
    random = np.random.default_rng(scene.seed)
    width, height = scene.width, scene.height
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    _draw_wall_and_floor(draw, width, height)
    for left, right in _SHELVES:
        _draw_shelf(draw, random, (left * width, 0.2 * height, right * width, 0.745 * height))
    return image.filter(ImageFilter.GaussianBlur(min(width, height) / 900))


def _draw_wall_and_floor(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    horizon = round(_FLOOR * height)
    for y in range(horizon):
        draw.line((0, y, width, y), fill=shade((206, 204, 196), 0.82 + 0.2 * y / horizon))
    draw.rectangle((0, 0, width, height * 0.075), fill=(150, 150, 148))
    for lamp in (0.18, 0.5, 0.82):
        x = lamp * width
        half = 0.1 * width
        draw.polygon(
            [(x - half, height * 0.03), (x + half, height * 0.03), (x + half * 0.8, height * 0.055),
             (x - half * 0.8, height * 0.055)],
            fill=(250, 250, 240),
        )  # fmt: skip
    for y in range(horizon, height):
        draw.line((0, y, width, y), fill=shade((168, 162, 152), 0.86 + 0.24 * (y - horizon) / (height - horizon)))
    joint = (146, 140, 131)
    for row in range(1, 8):
        y = horizon + (height - horizon) * (row / 7) ** 1.7
        draw.line((0, y, width, y), fill=joint, width=max(1, height // 480))
    for column in range(-14, 15):
        top, bottom = width / 2 + column * width * 0.07, width / 2 + column * width * 0.13
        draw.line((top, horizon, bottom, height), fill=joint, width=max(1, height // 480))


def _draw_shelf(
    draw: ImageDraw.ImageDraw, random: np.random.Generator, box: tuple[float, float, float, float], boards: int = 4
) -> None:
    left, top, right, bottom = box
    draw.rectangle(box, fill=(96, 88, 80))
    draw.rectangle((left, top - 0.012 * (bottom - top), right, top + 0.03 * (bottom - top)), fill=(72, 92, 112))
    inner = (bottom - top) * 0.96
    step = inner / boards
    for board in range(boards):
        floor = top + (board + 1) * step
        _draw_goods(draw, random, left + 4, right - 4, floor - step * 0.08, step * 0.74)
        draw.rectangle((left, floor - step * 0.08, right, floor), fill=(184, 178, 168))
        draw.line((left, floor, right, floor), fill=(70, 64, 58), width=2)
    for x in (left, right):
        draw.rectangle((x - 4, top, x + 4, bottom), fill=(122, 116, 108))


def _draw_goods(
    draw: ImageDraw.ImageDraw, random: np.random.Generator, left: float, right: float, floor: float, height: float
) -> None:
    x = left
    while x < right - height * 0.25:
        colour = _GOODS[int(random.integers(len(_GOODS)))]
        wide = height * random.uniform(0.28, 0.5)
        tall = height * random.uniform(0.55, 0.98)
        for _ in range(int(random.integers(2, 5))):
            end = min(x + wide, right)
            if end - x < 3:
                return
            tone = random.uniform(0.85, 1.0)
            draw.rectangle((x, floor - tall, end - 2, floor), fill=shade(colour, tone))
            draw.rectangle((x, floor - tall * 0.62, end - 2, floor - tall * 0.36), fill=shade(colour, tone * 1.25))
            x = end
        x += height * random.uniform(0.02, 0.16)
