"""Answers chats about frames: what detection shows, and what it cannot show."""

from collections.abc import Sequence

from devstack.standin.nlu.text.sections import parse_sections
from devstack.standin.vision.chat.answer import FrameObservations, answer_question
from devstack.standin.vision.chat.notes import write_notes
from devstack.standin.vision.sightings import DetectedScene


def answer_about_frames(message: str, scenes: Sequence[DetectedScene]) -> list[str] | None:
    """The answer to a message with <frames>, in the pieces of a stream; None for a message without.

    Raises ValueError for sections that are not JSON or do not fit the pictures.
    """
    sections = parse_sections(message)
    if "frames" not in sections:
        return None
    frames = sections["frames"]
    if len(frames) != len(scenes):
        raise ValueError(f"{len(frames)} frames are listed, {len(scenes)} pictures were sent.")
    observations = FrameObservations.from_sections(sections, scenes)
    if "question" not in sections:
        return write_notes(observations)
    return answer_question(str(sections["question"]), observations)
