"""Draw a person: head, hair, clothes, limbs in mid-step, three times too large and then shrunk, for soft edges."""

from dataclasses import dataclass
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFilter

from evals.scenes.colours import CLOTHES, HAIR, RGB, SKIN, shade
from evals.scenes.motion import Stance
from evals.scenes.script import Appearance

_OVERSAMPLE = 3
# The patch reaches this far to each side of the feet, above and below them, in body heights.
_SIDE, _ABOVE, _BELOW = 0.36, 1.06, 0.06

# An ankle above the floor, in body heights.
_SOLE = 0.04

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Patch:
    """An RGBA picture and where its top-left corner belongs in the frame, in pixels."""

    image: Image.Image
    left: int
    top: int


def draw_figure(look: Appearance, stance: Stance) -> Patch:
    """The figure at this moment. A walker is seen from the side, a stander from behind or from the front."""
    left = int(stance.x - _SIDE * stance.height)
    top = int(stance.y - _ABOVE * stance.height)
    width = int(2 * _SIDE * stance.height) + 2
    height = int((_ABOVE + _BELOW) * stance.height) + 2
    pen = _Pen(width, height, stance, left, top)
    if stance.direction:
        _draw_walker(pen, look, stance)
    else:
        _draw_stander(pen, look, stance)
    return Patch(pen.downsample(), left, top)


def draw_shadow(stance: Stance) -> Patch:
    """A soft ellipse on the floor, leaning away from the lamps above."""
    width, height = int(0.62 * stance.height), int(0.15 * stance.height)
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).ellipse((width * 0.2, height * 0.25, width * 0.8, height * 0.75), fill=120)
    mask = mask.filter(ImageFilter.GaussianBlur(height * 0.14))
    image = Image.new("RGBA", (width, height), (20, 18, 16, 0))
    image.putalpha(mask)
    return Patch(image, int(stance.x - width / 2), int(stance.y - height / 2))


class _Pen:
    """Draws in body units: (0, 0) between the feet, y upwards, 1 is the body's height."""

    def __init__(self, width: int, height: int, stance: Stance, left: int, top: int) -> None:
        self._image = Image.new("RGBA", (width * _OVERSAMPLE, height * _OVERSAMPLE), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self._image)
        self._unit = stance.height * _OVERSAMPLE
        self._origin = ((stance.x - left) * _OVERSAMPLE, (stance.y - top) * _OVERSAMPLE)
        self._size = (width, height)

    def _to_pixels(self, point: Point) -> Point:
        return self._origin[0] + point[0] * self._unit, self._origin[1] - point[1] * self._unit

    def draw_limb(self, points: list[Point], width: float, colour: RGB) -> None:
        """A bent limb with round joints and a lighter inner side."""
        for inset, tone, shift in ((1.0, 0.8, 0.0), (0.6, 1.0, -0.12)):
            size = width * inset * self._unit
            moved = [self._to_pixels((x + shift * width, y)) for x, y in points]
            self._draw.line(moved, fill=(*shade(colour, tone), 255), width=round(size), joint="curve")
            for x, y in moved:
                self._draw.ellipse((x - size / 2, y - size / 2, x + size / 2, y + size / 2), shade(colour, tone))

    def draw_polygon(self, points: list[Point], colour: RGB) -> None:
        self._draw.polygon([self._to_pixels(point) for point in points], fill=(*colour, 255))

    def draw_oval(self, middle: Point, width: float, height: float, colour: RGB) -> None:
        x, y = self._to_pixels(middle)
        w, h = width * self._unit / 2, height * self._unit / 2
        self._draw.ellipse((x - w, y - h, x + w, y + h), fill=(*colour, 255))

    def downsample(self) -> Image.Image:
        return self._image.resize(self._size, Image.Resampling.BOX)


def _draw_walker(pen: _Pen, look: Appearance, stance: Stance) -> None:
    ahead = stance.direction
    shirt, trousers = CLOTHES[look.shirt], CLOTHES[look.trousers]
    skin, shoe = SKIN[look.skin], (44, 38, 36)
    far, near = _leg_joints(stance.phase, ahead), _leg_joints(stance.phase + pi, ahead)
    # Legs apart reach less far down: the body sinks until the lower foot stands on the floor.
    hip = (0.0, _SOLE - min(far[1][1], near[1][1]))
    neck = (0.015 * ahead, hip[1] + 0.33)
    _draw_walking_arm(pen, neck, stance.phase + pi, ahead, shade(shirt, 0.72), shade(skin, 0.8))
    _draw_leg(pen, hip, far, ahead, shade(trousers, 0.72), shade(shoe, 0.8))
    _draw_leg(pen, hip, near, ahead, trousers, shoe)
    _draw_torso(pen, shirt, 0.088, 0.078, hip, neck)
    if look.bag:
        pen.draw_limb(
            [(0.03 * ahead, neck[1] - 0.03), (-0.07 * ahead, hip[1] + 0.05)], 0.014, shade(CLOTHES[look.bag], 0.7)
        )
        corners = ((-0.13, 0.07), (0.0, 0.07), (0.0, -0.04), (-0.13, -0.04))
        pen.draw_polygon([(x * ahead, hip[1] + y) for x, y in corners], CLOTHES[look.bag])
    _draw_walking_arm(pen, neck, stance.phase, ahead, shirt, skin)
    _draw_head(pen, look, (0.025 * ahead, neck[1] + 0.1), ahead)


def _leg_joints(phase: float, ahead: int) -> tuple[Point, Point]:
    """Knee and ankle, relative to the hip."""
    swing = 0.46 * sin(phase)
    bend = 0.75 * max(0.0, cos(phase)) ** 1.5 + 0.08
    knee = (ahead * 0.235 * sin(swing), -0.235 * cos(swing))
    return knee, (knee[0] + ahead * 0.225 * sin(swing - bend), knee[1] - 0.225 * cos(swing - bend))


def _draw_leg(pen: _Pen, hip: Point, leg: tuple[Point, Point], ahead: int, colour: RGB, shoe: RGB) -> None:
    knee, ankle = ((hip[0] + x, hip[1] + y) for x, y in leg)
    pen.draw_limb([hip, knee], 0.1, colour)
    pen.draw_limb([knee, ankle], 0.072, colour)
    pen.draw_limb(
        [(ankle[0] - 0.012 * ahead, ankle[1] - 0.012), (ankle[0] + 0.062 * ahead, ankle[1] - 0.018)], 0.036, shoe
    )


def _draw_walking_arm(pen: _Pen, neck: Point, phase: float, ahead: int, sleeve: RGB, skin: RGB) -> None:
    swing = 0.42 * sin(phase)
    shoulder = (neck[0] - 0.01 * ahead, neck[1] - 0.04)
    elbow = (shoulder[0] + ahead * 0.16 * sin(swing), shoulder[1] - 0.16 * cos(swing))
    reach = swing + 0.35
    wrist = (elbow[0] + ahead * 0.14 * sin(reach), elbow[1] - 0.14 * cos(reach))
    pen.draw_limb([shoulder, elbow, wrist], 0.05, sleeve)
    pen.draw_oval((wrist[0], wrist[1] - 0.012), 0.04, 0.045, skin)


def _draw_stander(pen: _Pen, look: Appearance, stance: Stance) -> None:
    shirt, trousers = CLOTHES[look.shirt], CLOTHES[look.trousers]
    skin, shoe = SKIN[look.skin], (44, 38, 36)
    sway = 0.006 * sin(stance.standing_seconds * 0.9)
    hip, neck = (sway / 2, 0.5), (sway, 0.83)
    for side in (-1, 1):
        foot = (0.058 * side, 0.03)
        pen.draw_limb([(hip[0] + 0.045 * side, hip[1]), (0.055 * side, 0.27), foot], 0.085, trousers)
        pen.draw_limb([(foot[0], 0.018), (foot[0] + 0.022 * side, 0.014)], 0.042, shoe)
    _draw_torso(pen, shirt, 0.125, 0.085, hip, neck)
    # Every eight seconds an arm goes out to the shelf and comes back.
    reaching = max(0.0, sin(stance.standing_seconds * 2 * pi / 8)) ** 2
    for side in (-1, 1):
        lift = reaching if side == 1 else 0.0
        shoulder = (neck[0] + 0.115 * side, neck[1] - 0.045)
        elbow = (shoulder[0] + (0.02 + 0.05 * lift) * side, shoulder[1] - 0.16 + 0.09 * lift)
        wrist = (elbow[0] + (0.005 + 0.03 * lift) * side, elbow[1] - 0.15 + 0.25 * lift)
        pen.draw_limb([shoulder, elbow, wrist], 0.05, shirt)
        pen.draw_oval((wrist[0], wrist[1] - 0.012), 0.04, 0.045, skin)
    if look.bag:
        pen.draw_limb([(neck[0] - 0.09, 0.8), (neck[0] + 0.1, 0.56)], 0.014, shade(CLOTHES[look.bag], 0.7))
        pen.draw_polygon([(0.06, 0.58), (0.16, 0.58), (0.16, 0.46), (0.06, 0.46)], CLOTHES[look.bag])
    _draw_head(pen, look, (sway, 0.93), 0, from_behind=stance.facing == "SHELF")


def _draw_torso(pen: _Pen, shirt: RGB, shoulders: float, waist: float, hip: Point, neck: Point) -> None:
    (hx, hy), (nx, ny) = hip, neck
    outline = [
        (nx - 0.035, ny + 0.012),
        (nx - shoulders * 0.8, ny - 0.012),
        (nx - shoulders, ny - 0.05),
        (hx - waist, hy + 0.1),
        (hx - waist * 1.08, hy - 0.04),
        (hx + waist * 1.08, hy - 0.04),
        (hx + waist, hy + 0.1),
        (nx + shoulders, ny - 0.05),
        (nx + shoulders * 0.8, ny - 0.012),
        (nx + 0.035, ny + 0.012),
    ]
    pen.draw_polygon(outline, shade(shirt, 0.86))
    middle = (hx + nx) / 2
    pen.draw_polygon([(middle + (x - middle) * 0.68 - 0.012, y - 0.004) for x, y in outline], shirt)
    pen.draw_polygon(
        [(hx - waist * 1.06, hy - 0.03), (hx + waist * 1.06, hy - 0.03), (hx, hy - 0.045)], shade(shirt, 0.7)
    )


def _draw_head(pen: _Pen, look: Appearance, middle: Point, ahead: int, *, from_behind: bool = False) -> None:
    skin, hair = SKIN[look.skin], HAIR[look.hair]
    x, y = middle
    pen.draw_limb([(x - 0.01 * ahead, y - 0.05), (x - 0.015 * ahead, y - 0.105)], 0.055, shade(skin, 0.85))
    pen.draw_oval((x, y), 0.098, 0.13, skin)
    if from_behind:
        pen.draw_oval((x, y + 0.012), 0.108, 0.125, hair)
    elif ahead:
        pen.draw_oval((x - 0.022 * ahead, y + 0.022), 0.088, 0.108, hair)
        pen.draw_oval((x + 0.048 * ahead, y - 0.008), 0.018, 0.022, skin)
        pen.draw_oval((x - 0.002 * ahead, y - 0.01), 0.02, 0.03, shade(skin, 0.85))
    else:
        pen.draw_oval((x, y + 0.036), 0.108, 0.072, hair)
        pen.draw_oval((x, y - 0.008), 0.078, 0.082, skin)
        for eye in (-0.018, 0.018):
            pen.draw_oval((x + eye, y + 0.004), 0.011, 0.009, (52, 40, 36))
        pen.draw_oval((x, y - 0.034), 0.022, 0.006, shade(skin, 0.7))
