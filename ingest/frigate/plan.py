"""Which footage of Frigate becomes which file."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.frigate.client import ReviewItem, Segment

# Segments of one recording adjoin up to the precision of their times.
_GAP_SECONDS = 1.0
# A recording that nothing followed for so long has ended.
_IDLE_SECONDS = 120.0
# After so long Frigate has noted every segment.
_COMPLETE_SECONDS = 600.0
# What is sent around a review item.
_PADDING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Window:
    """Footage that becomes one file. Times are seconds since the epoch.

    asked_from: where the request begins, so that it does not take in the end of the segment before.
    """

    camera: str
    started_at: float
    ended_at: float
    asked_from: float


@dataclass(frozen=True, slots=True)
class Plan:
    """cursor: up to where footage is planned or not wanted; planning goes on there."""

    windows: Sequence[Window]
    cursor: float


def select_reviewed(segments: Sequence[Segment], items: Sequence[ReviewItem]) -> list[Segment]:
    """The segments in which a review item lies, or that are near to one."""
    return [
        segment
        for segment in segments
        if any(
            item.started_at - _PADDING_SECONDS < segment.ended_at
            and (item.ended_at is None or item.ended_at + _PADDING_SECONDS > segment.started_at)
            for item in items
        )
    ]


def plan_windows(
    camera: str, segments: Sequence[Segment], cursor: float, until: float, seconds: float, now: float
) -> Plan:
    """Join segments from the cursor on into windows of about `seconds`. One that may still grow is left for later.

    until: up to where Frigate was asked for segments.
    """
    windows: list[Window] = []
    group: list[Segment] = []

    def close() -> None:
        nonlocal cursor
        asked_from = cursor + 0.001 if group[0].started_at <= cursor else group[0].started_at
        windows.append(Window(camera, group[0].started_at, group[-1].ended_at, asked_from))
        cursor = group[-1].ended_at
        group.clear()

    following = until
    for segment in segments:
        if segment.ended_at > until:
            following = min(following, segment.started_at)
            continue
        if segment.started_at + segment.ended_at <= 2 * cursor:
            continue
        if group and segment.started_at - group[-1].ended_at > _GAP_SECONDS:
            close()
        group.append(segment)
        if segment.ended_at - group[0].started_at >= seconds:
            close()
    if group and now - group[-1].ended_at > _IDLE_SECONDS and until - group[-1].ended_at > _GAP_SECONDS:
        close()
    if group:
        cursor = max(cursor, group[0].started_at)
    elif until < now - _COMPLETE_SECONDS:
        # Nothing is left before this time, and nothing will come.
        cursor = max(cursor, following)
    return Plan(windows, cursor)
