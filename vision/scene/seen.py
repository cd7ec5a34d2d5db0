"""When somebody was really seen: a track goes on while its person is hidden, but nobody saw what happened then."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vision.people.motion import MotionSpan
from vision.people.person import Sighting

# Between two sightings that are further apart, the person was not seen. At low rates, these many usual steps.
_LONGEST_GAP_SECONDS, _LONGEST_GAP_STEPS = 1.0, 1.5

# From one sighting to the next, in seconds.
Gap = tuple[float, float]


def find_gaps(sightings: Sequence[Sighting]) -> list[Gap]:
    """When the person of a track was not seen, in order."""
    steps = sorted(after.seconds - before.seconds for before, after in pairwise(sightings))
    longest = max(_LONGEST_GAP_SECONDS, _LONGEST_GAP_STEPS * steps[len(steps) // 2]) if steps else 0.0
    return [
        (before.seconds, after.seconds)
        for before, after in pairwise(sightings)
        if after.seconds - before.seconds > longest + 1e-6
    ]


def measure_seen(start: float, end: float, gaps: Sequence[Gap]) -> float:
    """How many of the seconds from start to end are outside of the gaps."""
    return end - start - sum(max(0.0, min(end, gap_end) - max(start, gap_start)) for gap_start, gap_end in gaps)


def break_at_gaps(spans: Sequence[MotionSpan], sightings: Sequence[Sighting], gaps: Sequence[Gap]) -> list[MotionSpan]:
    """The spans without the gaps: a span around one becomes two."""
    broken: list[MotionSpan] = []
    for span in spans:
        rest = span
        for gap_start, gap_end in gaps:
            if gap_end <= rest.start_seconds or gap_start >= rest.end_seconds:
                continue
            if gap_start > rest.start_seconds:
                broken.append(_cut(rest, sightings, rest.start_seconds, gap_start))
            rest = _cut(rest, sightings, min(gap_end, rest.end_seconds), rest.end_seconds)
        if rest is span or rest.end_seconds > rest.start_seconds:
            broken.append(rest)
    return broken


def _cut(span: MotionSpan, sightings: Sequence[Sighting], start: float, end: float) -> MotionSpan:
    inside = [at for at in range(span.first, span.last + 1) if start <= sightings[at].seconds <= end]
    first, last = (inside[0], inside[-1]) if inside else (span.last, span.last)
    return replace(span, first=first, last=last, start_seconds=start, end_seconds=end)
