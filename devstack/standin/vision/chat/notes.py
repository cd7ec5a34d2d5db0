"""Describes the frames of a segment for a summary, without a question."""

from typing import TYPE_CHECKING

from devstack.standin.vision.chat import english, korean

if TYPE_CHECKING:
    from devstack.standin.vision.chat.answer import FrameObservations


def write_notes(look: "FrameObservations") -> list[str]:
    """The frame with most people, and the events; NOT_FOUND if there are neither people nor events."""
    if not look.events and not any(frame.scene.people for frame in look.frames):
        return ["NOT_FOUND"]
    say = korean if look.korean else english
    fullest = max(look.frames, key=lambda frame: len(frame.scene.people))
    return [*say.describe_people(fullest, fullest.scene.people), *say.describe_timeline(look.events, [fullest.number])]
