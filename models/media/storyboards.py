"""Storyboards, as a video's row keeps them."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class StoredStoryboard(BaseModel):
    """A JPEG of columns x rows tiles in the thumbnails bucket. Tile n shows the second n * seconds_per_tile."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    columns: int
    rows: int
    tile_width: int
    tile_height: int
    seconds_per_tile: float
    tiles: int

    @classmethod
    def from_stored(cls, stored: dict[str, Any] | None) -> Self | None:
        return None if stored is None else cls.model_validate(stored)
