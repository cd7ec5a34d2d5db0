"""Where people were: what is kept of it, and how much of that one answer holds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.media.tracks import KeptTrack

if TYPE_CHECKING:
    from vision.paths import TrackPath

# A box is left out where the others lead to it within so many pixels; but while somebody is seen, one is kept at least
# this often, so that a longer pause means that nobody saw them.
_TOLERANCE_PIXELS = 3.0
LONGEST_STEP_MILLISECONDS = 2000


def keep_tracks(paths: "Sequence[TrackPath]") -> list[KeptTrack]:
    """What is stored of where people were."""
    joined: dict[str, KeptTrack] = {}
    for path in paths:
        found = KeptTrack(path.track_id, [round(second * 1000) for second in path.seconds], path.boxes)
        before = joined.get(path.track_id)
        joined[path.track_id] = found if before is None else _join(before, found)
    return [drop_predictable(track, _TOLERANCE_PIXELS, LONGEST_STEP_MILLISECONDS) for track in joined.values()]


def _join(one: KeptTrack, other: KeptTrack) -> KeptTrack:
    boxes = dict(zip((*one.milliseconds, *other.milliseconds), (*one.boxes, *other.boxes), strict=True))
    times = sorted(boxes)
    return KeptTrack(one.track_id, times, [boxes[time] for time in times])


def limit_boxes(tracks: Sequence[KeptTrack], most: int) -> list[KeptTrack]:
    """The tracks with about so many boxes together: where there are more, each is thinned out alike."""
    total = sum(len(track.milliseconds) for track in tracks)
    every = -(-total // max(1, most))
    return list(tracks) if every <= 1 else [track.thin_out(every) for track in tracks]


def drop_predictable(track: KeptTrack, tolerance: float, longest_step: int) -> KeptTrack:
    """The track without boxes that lie, within this many pixels, where those around them lead.

    Between two kept boxes every side moves evenly. longest_step: they are at most so many milliseconds apart, where
    the track's own are not further. Somebody who stands still then costs one box in that time.
    """
    if len(track.milliseconds) < 3:
        return track
    kept = [0]
    for at in range(2, len(track.milliseconds)):
        is_far = track.milliseconds[at] - track.milliseconds[kept[-1]] > longest_step
        if is_far or not _leads_over(track, kept[-1], at, tolerance):
            kept.append(at - 1)
    kept.append(len(track.milliseconds) - 1)
    return KeptTrack(track.track_id, [track.milliseconds[at] for at in kept], [track.boxes[at] for at in kept])


def _leads_over(track: KeptTrack, first: int, last: int, tolerance: float) -> bool:
    """Whether every box between two is where an even movement from one to the other would put it."""
    times, boxes = track.milliseconds, track.boxes
    span = times[last] - times[first]
    for at in range(first + 1, last):
        part = (times[at] - times[first]) / span
        expected = [a + (b - a) * part for a, b in zip(boxes[first], boxes[last], strict=True)]
        if any(abs(side - other) > tolerance for side, other in zip(boxes[at], expected, strict=True)):
            return False
    return True
