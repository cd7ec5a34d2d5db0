"""Where a person was: a track's boxes, thinned out, for what looks at the footage after the detector."""

from dataclasses import dataclass

from vision.people.person import Track

# Boxes of one person are at least so far apart.
_STEP_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class TrackPath:
    """seconds: positions in this file, ascending. boxes: x, y, width, height in source pixels, one for each second."""

    track_id: str
    seconds: tuple[float, ...]
    boxes: tuple[tuple[int, int, int, int], ...]


def build_path(track: Track) -> TrackPath:
    """The path of a confirmed track in this file: sightings of the file before it are left out."""
    seconds: list[float] = []
    boxes: list[tuple[int, int, int, int]] = []
    for sighting in track.sightings[track.earlier_sightings :]:
        if sighting.seconds < 0 or (seconds and sighting.seconds - seconds[-1] < _STEP_SECONDS):
            continue
        seconds.append(round(sighting.seconds, 3))
        boxes.append((round(sighting.x), round(sighting.y), round(sighting.width), round(sighting.height)))
    return TrackPath(f"P{track.number}", tuple(seconds), tuple(boxes))
