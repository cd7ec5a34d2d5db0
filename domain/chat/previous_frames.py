"""Frames that earlier answers of a session looked at: a follow-up keeps them in view."""

from dataclasses import replace

from domain.ask.question.question import Question

_FRAME_KEYS = ("frames", "moment")


def frames_from_history(question: Question) -> list[tuple[float, str]]:
    """Second and key of the frames that the latest answer which looked at any has looked at."""
    for turn in reversed(question.earlier):
        frames = (turn.plan or {}).get("frames") or []
        if frames:
            return [(float(frame["seconds"]), str(frame["key"])) for frame in frames]
    return []


def moment_from_history(question: Question) -> float | None:
    """The one instant that those frames were taken for, if one was meant."""
    for turn in reversed(question.earlier):
        if (turn.plan or {}).get("frames"):
            moment = (turn.plan or {}).get("moment")
            return None if moment is None else float(moment)
    return None


def strip_frames(question: Question) -> Question:
    """The question as planners see it: where pictures are kept is not theirs to know."""
    earlier = [
        replace(turn, plan={name: held for name, held in (turn.plan or {}).items() if name not in _FRAME_KEYS})
        for turn in question.earlier
    ]
    return replace(question, earlier=earlier)
