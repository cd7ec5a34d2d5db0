"""Storyboards as they are stored."""

from typing import TYPE_CHECKING

from domain.events.describe import hash_picture
from models.media.storyboards import StoredStoryboard

if TYPE_CHECKING:
    from vision.stills.storyboard import StoryboardSheet


def name_storyboard(sheet: "StoryboardSheet", folder: str) -> StoredStoryboard:
    """What a video's row keeps of a sheet. The key follows from the content, so that a second attempt replaces it."""
    return StoredStoryboard(
        key=f"{folder}storyboard-{hash_picture(sheet.jpeg)}.jpg",
        columns=sheet.columns,
        rows=sheet.rows,
        tile_width=sheet.tile_width,
        tile_height=sheet.tile_height,
        seconds_per_tile=sheet.seconds_per_tile,
        tiles=sheet.tiles,
    )
