"""Contact sheets: frames of a clip, each with the events at its second."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from vision.detected_event import DetectedEvent
from vision.media.decode import sample_frames

_COLUMNS, _TILES, _SIDE = 4, 12, 480


def draw_sheet(clip: Path, events: Sequence[DetectedEvent], target: Path) -> None:
    """Write a PNG with twelve frames, evenly spread."""
    frames = list(sample_frames(clip, 5.0, longest_side=_SIDE))
    chosen = [frames[round(index * (len(frames) - 1) / (_TILES - 1))] for index in range(_TILES)]
    tiles = []
    for frame in chosen:
        tile = Image.fromarray(frame.image)
        now = [e for e in events if e.start_seconds - 0.1 <= frame.seconds <= e.end_seconds + 0.1]
        lines = [f"{frame.seconds:.1f} s", *(f"{e.track_id} {e.type.value} {e.confidence:.2f}" for e in now)]
        ImageDraw.Draw(tile).multiline_text(
            (6, 6), "\n".join(lines), fill=(255, 230, 0), stroke_fill=0, stroke_width=2, font_size=20
        )
        tiles.append(tile)
    width, height = tiles[0].size
    sheet = Image.new("RGB", (width * _COLUMNS, height * -(-_TILES // _COLUMNS)))
    for index, tile in enumerate(tiles):
        sheet.paste(tile, (index % _COLUMNS * width, index // _COLUMNS * height))
    sheet.save(target)
