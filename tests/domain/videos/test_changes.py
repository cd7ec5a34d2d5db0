"""What may be changed of a video."""

import math
from typing import Any

import pytest

from domain.videos.changes import MOST_POINTS, MOST_ZONES, GivenZone, changed
from models.errors import InvalidInput

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]


def refusal(**given: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(InvalidInput) as refused:
        changed(given)
    return refused.value.code, refused.value.field


def test_only_what_is_given_becomes_a_column() -> None:
    assert changed({}) == {}
    assert changed({"camera": None, "name": " a "}) == {"camera": None, "name": "a"}


def test_zones_are_stored_as_names_and_points() -> None:
    zones = [GivenZone(" till ", SQUARE), GivenZone("문", SQUARE[:3])]
    assert changed({"zones": zones}) == {
        "zones": [{"name": "till", "polygon": SQUARE}, {"name": "문", "polygon": SQUARE[:3]}]
    }


@pytest.mark.parametrize(
    "polygon",
    [
        [],
        SQUARE[:2],
        [[0.0, 0.0]] * 5,
        [*SQUARE, [0.5]],
        [*SQUARE, [0.5, 0.5, 0.5]],
        [*SQUARE, [1.01, 0.5]],
        [*SQUARE, [-0.01, 0.5]],
        [*SQUARE, [math.nan, 0.5]],
        [*SQUARE, [0.5, math.inf]],
        [[number / 200, 0.0] for number in range(MOST_POINTS)] + [[1.0, 1.0]],
    ],
)
def test_a_polygon_has_three_to_a_hundred_points_inside_the_frame(polygon: list[list[float]]) -> None:
    refused = refusal(zones=[GivenZone("good", SQUARE), GivenZone("bad", polygon)])
    assert refused == ("BAD_POLYGON", ("input", "zones", "1", "polygon"))


def test_zones_have_names_of_their_own() -> None:
    twice = [GivenZone("till", SQUARE), GivenZone(" till", SQUARE)]
    assert refusal(zones=twice) == ("ZONE_NAME_TWICE", ("input", "zones", "1", "name"))
    assert refusal(zones=[GivenZone(" ", SQUARE)]) == ("VALUE_REQUIRED", ("input", "zones", "0", "name"))


def test_there_are_at_most_fifty_zones() -> None:
    zones = [GivenZone(str(number), SQUARE) for number in range(MOST_ZONES)]
    assert len(changed({"zones": zones})["zones"]) == MOST_ZONES
    assert refusal(zones=[*zones, GivenZone("one more", SQUARE)]) == ("TOO_MANY", ("input", "zones"))
