"""Zone: a named part of a camera's frame."""

from typing import Any

import strawberry

from models.enums import ZonePurpose


@strawberry.type(description="A named part of the frame: a polygon in fractions of its width and height, 0 to 1.")
class Zone:
    name: str = strawberry.field(description='Name of the part, such as "till".')
    purpose: ZonePurpose = strawberry.field(description="What it is for; NONE where nobody said.")
    polygon: list[list[float]] = strawberry.field(description="At least three points [x, y].")


def to_zones(stored: list[dict[str, Any]]) -> list[Zone]:
    """Zones of a row. Those from before zones had a purpose have none."""
    return [
        Zone(
            name=zone["name"],
            purpose=ZonePurpose(zone.get("purpose", ZonePurpose.NONE)),
            polygon=zone["polygon"],
        )
        for zone in stored
    ]
