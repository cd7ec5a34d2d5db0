"""Scores the events of one clip with one person who stays in view."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.vision.labels import Clip
from models.enums import EventType
from vision.detected_event import DetectedEvent

_DOWN = (EventType.COLLAPSE, EventType.LYING)
# A label is rounded, and a change takes a moment.
_SLACK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ClipScore:
    """falls_found: None where the clip has no fall. false_downs: COLLAPSE or LYING of who never lies.

    wrong_standing: seconds of STANDING while the label says sitting or lying. sitting: seconds of SITTING that the
    label confirms, all seconds of SITTING, and all that the label names. false_exits: PERSON_EXIT of who stays.
    """

    falls_found: bool | None
    false_downs: int
    wrong_standing: float
    sitting: tuple[float, float, float]
    false_exits: int


def score_clip(clip: Clip, events: Sequence[DetectedEvent]) -> ClipScore:
    downs = sum(event.type in _DOWN for event in events)
    return ClipScore(
        falls_found=downs > 0 if clip.lies else None,
        false_downs=0 if clip.lies else downs,
        wrong_standing=_measure_wrong_standing(clip, events),
        sitting=_measure_sitting(clip, events),
        false_exits=sum(event.type is EventType.PERSON_EXIT for event in events),
    )


def _measure_wrong_standing(clip: Clip, events: Sequence[DetectedEvent]) -> float:
    standing = [event for event in events if event.type is EventType.STANDING]
    overlaps = [_overlap(event, span) for event in standing for span in _list_spans(clip, "sitting", "lying")]
    return sum(max(0.0, overlap - _SLACK_SECONDS) for overlap in overlaps)


def _measure_sitting(clip: Clip, events: Sequence[DetectedEvent]) -> tuple[float, float, float]:
    sat, seated = [event for event in events if event.type is EventType.SITTING], _list_spans(clip, "sitting")
    right = sum(_overlap(event, span) for event in sat for span in seated)
    told = sum(event.end_seconds - event.start_seconds for event in sat)
    return right, told, sum(end - start for start, end in seated)


def _list_spans(clip: Clip, *names: str) -> list[tuple[float, float]]:
    return [(state.start, state.end) for state in clip.states if state.names & set(names)]


def _overlap(event: DetectedEvent, span: tuple[float, float]) -> float:
    return max(0.0, min(event.end_seconds, span[1]) - max(event.start_seconds, span[0]))
