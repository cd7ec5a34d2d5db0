"""Track: where a person was."""

from typing import Self

import strawberry

from models.media.tracks import KeptTrack
from schema.types.event import BoundingBox


@strawberry.type(
    description="Where one person was, for drawing. From one of its moments to the next, the box moves evenly; where "
    "they are more than 3 seconds apart and isThinned is false, nobody saw the person in between."
)
class Track:
    track_id: str = strawberry.field(description="As events name the person, such as P1.")
    seconds: list[float] = strawberry.field(description="Moments, in seconds from the first frame, ascending.")
    boxes: list[BoundingBox] = strawberry.field(
        description="Where the person was at each of the moments, in pixels of the upright source frame."
    )
    is_thinned: bool = strawberry.field(
        description="True: moments were left out, because the answer would be too long. Ask for a shorter part."
    )

    @classmethod
    def from_kept(cls, kept: KeptTrack) -> Self:
        return cls(
            track_id=kept.track_id,
            seconds=[milliseconds / 1000 for milliseconds in kept.milliseconds],
            boxes=[BoundingBox(x=x, y=y, width=width, height=height) for x, y, width, height in kept.boxes],
            is_thinned=kept.is_thinned,
        )
