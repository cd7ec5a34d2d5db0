"""Zones of a frame, by what they are for."""

from models.enums import ZonePurpose
from models.footage.zones import list_polygons

TRIANGLE = [[0.1, 0.1], [0.5, 0.1], [0.3, 0.9]]


def test_only_zones_of_the_purpose_count_and_old_ones_have_none() -> None:
    zones = [
        {"name": "door", "purpose": "DOOR", "polygon": TRIANGLE},
        {"name": "till", "purpose": "TILL", "polygon": TRIANGLE},
        {"name": "old", "polygon": TRIANGLE},
    ]
    assert list_polygons(zones, ZonePurpose.DOOR) == [[(0.1, 0.1), (0.5, 0.1), (0.3, 0.9)]]
    assert list_polygons([], ZonePurpose.DOOR) == []
