"""From a question and what the frames show to sentences that cite them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.standin.vision.chat import english, korean
from devstack.standin.vision.chat.intent import AskedFor, Topic, asked_for
from devstack.standin.vision.chat.motion import paths
from devstack.standin.vision.chat.sentences import Sentences
from devstack.standin.vision.sightings import Person, Seen

_SIDE = {"LEFT": "left", "CENTER": "centre", "RIGHT": "right"}
_EVENTS_TOLD = 4
# So many seconds before or after an event, it is still spoken of.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    number: int
    time: str
    seconds: float
    seen: Seen


@dataclass(frozen=True, slots=True)
class Watched:
    """The frames with what they show, the events around them, and what the request says."""

    frames: Sequence[Frame]
    events: Sequence[Mapping[str, Any]]
    korean: bool
    intent: str
    sides: Sequence[str]
    moment: float | None

    @classmethod
    def of(cls, given: Mapping[str, Any], seen: Sequence[Seen]) -> "Watched":
        request = given.get("request") or {}
        frames = [
            Frame(int(told["n"]), str(told["time"]), float(told["seconds"]), one)
            for told, one in zip(given["frames"], seen, strict=True)
        ]
        moment = request.get("momentSeconds")
        return cls(
            frames=frames,
            events=list(given.get("events") or ()),
            korean=request.get("language") == "ko",
            intent=str(request.get("intent", "SCENE")),
            sides=[_SIDE[side] for side in request.get("sides") or ()],
            moment=None if moment is None else float(moment),
        )

    def nearest(self, seconds: float) -> Frame:
        return min(self.frames, key=lambda frame: abs(frame.seconds - seconds))


def answer(question: str, look: Watched) -> list[str]:
    """One sentence a piece. An answer that begins with NOT_FOUND says what cannot be told."""
    asked = asked_for(question)
    say = _sentences(look)
    numbers = [frame.number for frame in look.frames]
    if asked.cannot:
        names = [name for _, name in asked.cannot] if look.korean else [name for name, _ in asked.cannot]
        return ["NOT_FOUND ", say.cannot(names, numbers)]
    topics = list(asked.topics) or [_BY_INTENT.get(look.intent, Topic.SCENE)]
    if look.intent == "TIMELINE" and Topic.CHANGE not in topics:
        return [*say.in_order(look.events, numbers), *say.counted(look.frames)]
    return _of_topic(topics[0], asked, look)


def _sentences(look: Watched) -> Sentences:
    return korean if look.korean else english


_BY_INTENT = {"LOCATION": Topic.WHERE, "BEHAVIOUR": Topic.DOING, "TIMELINE": Topic.DOING}


def _of_topic(topic: Topic, asked: AskedFor, look: Watched) -> list[str]:
    say = _sentences(look)
    numbers = [frame.number for frame in look.frames]
    match topic:
        case Topic.CHANGE:
            return say.changed(look.frames[0], look.frames[-1])
        case Topic.COLOUR:
            shown = _focus(asked, look) or _fullest(look.frames)
            people = _on(shown.seen.people, look.sides)
            return say.clothes(shown, people) if people else ["NOT_FOUND ", *say.nobody(shown, look.sides)]
        case Topic.ORDER:
            entries = [event for event in look.events if event["type"] == "PERSON_ENTER" and event.get("person")]
            if not entries:
                return ["NOT_FOUND ", say.no_order(numbers)]
            return say.first(min(entries, key=lambda event: float(event["startSeconds"])))
        case Topic.MOTION | Topic.DOING:
            told = say.events(_told(look)) if topic is Topic.DOING else []
            return [*told, *_motion(look)]
        case Topic.OBJECTS:
            frame = _focus(asked, look)
            return say.objects([frame] if frame else look.frames)
        case _:
            return _people(topic, asked, look)


def _people(topic: Topic, asked: AskedFor, look: Watched) -> list[str]:
    """Who is there: at the moment that is meant, or frame by frame."""
    say = _sentences(look)
    frame = _focus(asked, look)
    if asked.colour is not None:
        return _of_colour(asked.colour, [frame] if frame else look.frames, look)
    if topic is Topic.SCENE:
        shown = frame or _fullest(look.frames)
        return [*say.people(shown, shown.seen.people), *say.objects([shown]), *say.events(_told(look))]
    if frame is not None:
        return say.people(frame, _on(frame.seen.people, look.sides), look.sides)
    kept = [Frame(one.number, one.time, one.seconds, Seen(_on(one.seen.people, look.sides), {})) for one in look.frames]
    return say.over_frames(kept, look.sides)


def _of_colour(colour: str, frames: Sequence[Frame], look: Watched) -> list[str]:
    """People who wear something of the colour, in the frame that shows most of them."""
    say = _sentences(look)
    fitting = [(frame, [one for one in frame.seen.people if colour in (one.top, one.bottom)]) for frame in frames]
    frame, people = max(fitting, key=lambda pair: len(pair[1]))
    if not people:
        return ["NOT_FOUND ", say.no_colour(colour, [frame.number for frame in frames])]
    return say.in_colour(colour, frame, people)


def _motion(look: Watched) -> list[str]:
    say = _sentences(look)
    followed = [
        path
        for path in paths([frame.seen for frame in look.frames], [frame.seconds for frame in look.frames])
        if len(path.places) > 1 and (not look.sides or path.people[0].side in look.sides)
    ]
    if not followed:
        return say.no_motion([frame.number for frame in look.frames])
    return [say.path([look.frames[place] for place in path.places], path) for path in followed]


def _focus(asked: AskedFor, look: Watched) -> Frame | None:
    """The one frame that is meant, if one is."""
    if look.moment is not None:
        return look.nearest(look.moment)
    return None if asked.end is None else look.frames[asked.end]


def _fullest(frames: Sequence[Frame]) -> Frame:
    return max(frames, key=lambda frame: len(frame.seen.people))


def _on(people: Sequence[Person], sides: Sequence[str]) -> list[Person]:
    return [person for person in people if not sides or person.side in sides]


def _told(look: Watched) -> list[Mapping[str, Any]]:
    """The events that are worth a sentence: the longest of those in view, at the instant that is meant if one is."""
    meant = look.moment
    there = [
        one
        for one in look.events
        if meant is None or float(one["startSeconds"]) - _NEAR <= meant <= float(one["endSeconds"]) + _NEAR
    ]
    longest = sorted(there, key=lambda one: float(one["startSeconds"]) - float(one["endSeconds"]))
    return sorted(longest[:_EVENTS_TOLD], key=lambda one: float(one["startSeconds"]))
