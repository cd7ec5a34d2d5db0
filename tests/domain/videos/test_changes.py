"""What may be changed of a video."""

import math
from typing import Any

import pytest

from domain.videos.changes import validate_changes
from domain.videos.zones import MAX_POINTS, MAX_ZONES, FrameZone
from models.enums import ZonePurpose
from models.errors import InvalidInput

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]


def refusal(**given: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(InvalidInput) as refused:
        validate_changes(given)
    return refused.value.code, refused.value.field


def test_only_what_is_given_becomes_a_column() -> None:
    assert validate_changes({}) == {}
    assert validate_changes({"camera": None, "name": " a "}) == {"camera": None, "name": "a"}


def test_a_field_without_a_validator_of_its_own_is_a_line_that_may_be_empty() -> None:
    assert validate_changes({"side_door": " a ", "floor": " "}) == {"side_door": "a", "floor": None}
    assert refusal(side_door="a\nb") == ("CONTROL_CHARACTERS", ("input", "sideDoor"))


def test_zones_are_stored_as_names_points_and_purposes() -> None:
    zones = [FrameZone(" till ", SQUARE, ZonePurpose.TILL), FrameZone("문", SQUARE[:3])]
    assert validate_changes({"zones": zones}) == {
        "zones": [
            {"name": "till", "polygon": SQUARE, "purpose": "TILL"},
            {"name": "문", "polygon": SQUARE[:3], "purpose": "NONE"},
        ]
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
        [[number / 200, 0.0] for number in range(MAX_POINTS)] + [[1.0, 1.0]],
    ],
)
def test_a_polygon_has_three_to_a_hundred_points_inside_the_frame(polygon: list[list[float]]) -> None:
    refused = refusal(zones=[FrameZone("good", SQUARE), FrameZone("bad", polygon)])
    assert refused == ("BAD_POLYGON", ("input", "zones", "1", "polygon"))


def test_zones_have_names_of_their_own() -> None:
    twice = [FrameZone("till", SQUARE), FrameZone(" till", SQUARE)]
    assert refusal(zones=twice) == ("ZONE_NAME_TWICE", ("input", "zones", "1", "name"))
    assert refusal(zones=[FrameZone(" ", SQUARE)]) == ("VALUE_REQUIRED", ("input", "zones", "0", "name"))


def test_there_are_at_most_fifty_zones() -> None:
    zones = [FrameZone(str(number), SQUARE) for number in range(MAX_ZONES)]
    assert len(validate_changes({"zones": zones})["zones"]) == MAX_ZONES
    assert refusal(zones=[*zones, FrameZone("one more", SQUARE)]) == ("TOO_MANY", ("input", "zones"))
