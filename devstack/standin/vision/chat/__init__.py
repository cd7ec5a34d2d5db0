"""local.detector-v1 as a chat about frames: it answers what detection can tell, and says plainly what it cannot."""

from collections.abc import Sequence

from devstack.standin.nlu.text.sections import parse_sections
from devstack.standin.vision.chat.answer import FrameObservations, answer_question
from devstack.standin.vision.chat.notes import write_notes
from devstack.standin.vision.sightings import DetectedScene


def answer_about_frames(message: str, seen: Sequence[DetectedScene]) -> list[str] | None:
    """The answer to a message of <frames>, in the pieces of a stream; None for one that holds none.

    Raises ValueError for sections that are not JSON or do not fit the pictures.
    """
    given = parse_sections(message)
    if "frames" not in given:
        return None
    frames = given["frames"]
    if len(frames) != len(seen):
        raise ValueError(f"{len(frames)} frames are listed, {len(seen)} pictures were sent.")
    look = FrameObservations.from_sections(given, seen)
    return write_notes(look) if "question" not in given else answer_question(str(given["question"]), look)
