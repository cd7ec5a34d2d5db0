"""What the frames of a part of a video show, for a summary: no question is asked."""

from typing import TYPE_CHECKING

from devstack.standin.vision.chat import english, korean

if TYPE_CHECKING:
    from devstack.standin.vision.chat.answer import FrameObservations


def write_notes(look: "FrameObservations") -> list[str]:
    """How many people at most and where, who moved, and the events; NOT_FOUND where there is nothing of it."""
    if not look.events and not any(frame.seen.people for frame in look.frames):
        return ["NOT_FOUND"]
    say = korean if look.korean else english
    fullest = max(look.frames, key=lambda frame: len(frame.seen.people))
    return [*say.describe_people(fullest, fullest.seen.people), *say.describe_timeline(look.events, [fullest.number])]
