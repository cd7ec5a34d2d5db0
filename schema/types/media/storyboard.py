"""Storyboard: small pictures of a whole video in one image."""

from datetime import datetime
from typing import Self

import strawberry

from models.media.signed_urls import SignedUrl
from models.media.storyboards import StoredStoryboard
from resolvers.core.access import PICTURE_ACCESS
from schema.graphql.scalars import URL
from schema.graphql.selection import access_metadata


@strawberry.type(
    description="Small pictures of a whole video for scrubbing: one JPEG of columns x rows tiles, row by row. Tile n, "
    "from 0, shows what is on screen at n x secondsPerTile."
)
class Storyboard:
    url: URL = strawberry.field(
        description="The image, by a URL that stays the same for minutes.", metadata=access_metadata(PICTURE_ACCESS)
    )
    expires_at: datetime = strawberry.field(description="When url stops working.")
    columns: int = strawberry.field(description="Tiles in a row.")
    rows: int = strawberry.field(description="Rows of tiles.")
    tile_width: int = strawberry.field(description="Width of a tile in pixels.")
    tile_height: int = strawberry.field(description="Height of a tile in pixels.")
    seconds_per_tile: float = strawberry.field(description="Seconds from one tile to the next.")
    tiles: int = strawberry.field(description="How many tiles are used, from the first on; at most 400.")

    @classmethod
    def from_stored(cls, stored: StoredStoryboard, signed: SignedUrl) -> Self:
        return cls(
            url=URL(signed.url),
            expires_at=signed.expires_at,
            columns=stored.columns,
            rows=stored.rows,
            tile_width=stored.tile_width,
            tile_height=stored.tile_height,
            seconds_per_tile=stored.seconds_per_tile,
            tiles=stored.tiles,
        )
