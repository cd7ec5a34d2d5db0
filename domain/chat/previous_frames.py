"""Frames that earlier answers of a session looked at, for follow-up questions."""

from dataclasses import replace

from domain.ask.question.question import Question

_FRAME_KEYS = ("frames", "moment")


def frames_from_history(question: Question) -> list[tuple[float, str]]:
    """Second and key of the frames of the latest answer that looked at any."""
    for turn in reversed(question.earlier):
        frames = (turn.plan or {}).get("frames") or []
        if frames:
            return [(float(frame["seconds"]), str(frame["key"])) for frame in frames]
    return []


def moment_from_history(question: Question) -> float | None:
    """The instant for which those frames were extracted, if one was meant."""
    for turn in reversed(question.earlier):
        if (turn.plan or {}).get("frames"):
            moment = (turn.plan or {}).get("moment")
            return None if moment is None else float(moment)
    return None


def strip_frames(question: Question) -> Question:
    """The question for planners, without the keys of pictures."""
    earlier = [
        replace(turn, plan={name: value for name, value in (turn.plan or {}).items() if name not in _FRAME_KEYS})
        for turn in question.earlier
    ]
    return replace(question, earlier=earlier)
