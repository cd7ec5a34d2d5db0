"""Zones: named parts of a frame, as rows of videos and cameras hold them."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.enums import ZonePurpose

Polygon = Sequence[tuple[float, float]]


def list_polygons(zones: Sequence[Mapping[str, Any]], purpose: ZonePurpose) -> list[Polygon]:
    """The polygons of the zones with this purpose, in fractions of the frame's width and height."""
    return [[(x, y) for x, y in zone["polygon"]] for zone in zones if zone.get("purpose") == purpose.value]
