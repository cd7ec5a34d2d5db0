"""local.detector-v1 as a chat about frames: it answers what detection can tell, and says plainly what it cannot."""

from collections.abc import Sequence

from devstack.standin.nlu.text.sections import sections
from devstack.standin.vision.chat.answer import Watched, answer
from devstack.standin.vision.chat.notes import notes
from devstack.standin.vision.sightings import Seen


def watched(message: str, seen: Sequence[Seen]) -> list[str] | None:
    """The answer to a message of <frames>, in the pieces of a stream; None for one that holds none.

    Raises ValueError for sections that are not JSON or do not fit the pictures.
    """
    given = sections(message)
    if "frames" not in given:
        return None
    frames = given["frames"]
    if len(frames) != len(seen):
        raise ValueError(f"{len(frames)} frames are listed, {len(seen)} pictures were sent.")
    look = Watched.of(given, seen)
    return notes(look) if "question" not in given else answer(str(given["question"]), look)
