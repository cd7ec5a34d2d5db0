"""Answers a question about frames with sentences that cite them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.standin.vision.chat import english, korean
from devstack.standin.vision.chat.intent import FrameQuestion, Topic, parse_frame_question
from devstack.standin.vision.chat.motion import follow_people
from devstack.standin.vision.chat.sentences import Sentences
from devstack.standin.vision.sightings import DetectedPerson, DetectedScene

_SIDE = {"LEFT": "left", "CENTER": "centre", "RIGHT": "right"}
_MAX_EVENTS = 4
# An event is mentioned up to this many seconds before or after it.
_NEAR_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ObservedFrame:
    """A frame with its number, its time as shown and in seconds, and what was detected in it."""

    number: int
    time: str
    seconds: float
    scene: DetectedScene


@dataclass(frozen=True, slots=True)
class FrameObservations:
    """The frames with their detections, the events around them, and the request."""

    frames: Sequence[ObservedFrame]
    events: Sequence[Mapping[str, Any]]
    korean: bool
    intent: str
    sides: Sequence[str]
    moment: float | None

    @classmethod
    def from_sections(cls, sections: Mapping[str, Any], scenes: Sequence[DetectedScene]) -> "FrameObservations":
        request = sections.get("request") or {}
        frames = [
            ObservedFrame(int(frame["n"]), str(frame["time"]), float(frame["seconds"]), scene)
            for frame, scene in zip(sections["frames"], scenes, strict=True)
        ]
        moment = request.get("momentSeconds")
        return cls(
            frames=frames,
            events=list(sections.get("events") or ()),
            korean=request.get("language") == "ko",
            intent=str(request.get("intent", "SCENE")),
            sides=[_SIDE[side] for side in request.get("sides") or ()],
            moment=None if moment is None else float(moment),
        )

    def find_nearest(self, seconds: float) -> ObservedFrame:
        return min(self.frames, key=lambda frame: abs(frame.seconds - seconds))


def answer_question(question: str, look: FrameObservations) -> list[str]:
    """One sentence per piece. An answer that starts with NOT_FOUND says what detection cannot show."""
    parsed = parse_frame_question(question)
    say = _choose_sentences(look)
    numbers = [frame.number for frame in look.frames]
    if parsed.unsupported:
        names = [name for _, name in parsed.unsupported] if look.korean else [name for name, _ in parsed.unsupported]
        return ["NOT_FOUND ", say.describe_limits(names, numbers)]
    topics = list(parsed.topics) or [_TOPIC_BY_INTENT.get(look.intent, Topic.SCENE)]
    if look.intent == "TIMELINE" and Topic.CHANGE not in topics:
        return [*say.describe_timeline(look.events, numbers), *say.count_by_frame(look.frames)]
    return _answer_topic(topics[0], parsed, look)


def _choose_sentences(look: FrameObservations) -> Sentences:
    return korean if look.korean else english


_TOPIC_BY_INTENT = {"LOCATION": Topic.WHERE, "BEHAVIOUR": Topic.DOING, "TIMELINE": Topic.DOING}


def _answer_topic(topic: Topic, parsed: FrameQuestion, look: FrameObservations) -> list[str]:
    say = _choose_sentences(look)
    numbers = [frame.number for frame in look.frames]
    match topic:
        case Topic.CHANGE:
            return say.describe_change(look.frames[0], look.frames[-1])
        case Topic.COLOUR:
            shown = _find_focus(parsed, look) or _find_fullest(look.frames)
            people = _filter_by_side(shown.scene.people, look.sides)
            return (
                say.describe_clothes(shown, people)
                if people
                else ["NOT_FOUND ", *say.describe_nobody(shown, look.sides)]
            )
        case Topic.ORDER:
            entries = [event for event in look.events if event["type"] == "PERSON_ENTER" and event.get("person")]
            if not entries:
                return ["NOT_FOUND ", say.report_no_order(numbers)]
            return say.describe_first_entry(min(entries, key=lambda event: float(event["startSeconds"])))
        case Topic.MOTION | Topic.DOING:
            events = say.describe_events(_select_events(look)) if topic is Topic.DOING else []
            return [*events, *_answer_motion(look)]
        case Topic.OBJECTS:
            frame = _find_focus(parsed, look)
            return say.describe_objects([frame] if frame else look.frames)
        case _:
            return _answer_people(topic, parsed, look)


def _answer_people(topic: Topic, parsed: FrameQuestion, look: FrameObservations) -> list[str]:
    """Who is visible: at the named moment, or frame by frame."""
    say = _choose_sentences(look)
    frame = _find_focus(parsed, look)
    if parsed.colour is not None:
        return _answer_colour(parsed.colour, [frame] if frame else look.frames, look)
    if topic is Topic.SCENE:
        shown = frame or _find_fullest(look.frames)
        return [
            *say.describe_people(shown, shown.scene.people),
            *say.describe_objects([shown]),
            *say.describe_events(_select_events(look)),
        ]
    if frame is not None:
        return say.describe_people(frame, _filter_by_side(frame.scene.people, look.sides), look.sides)
    filtered = [
        ObservedFrame(
            frame.number, frame.time, frame.seconds, DetectedScene(_filter_by_side(frame.scene.people, look.sides), {})
        )
        for frame in look.frames
    ]
    return say.summarize_frames(filtered, look.sides)


def _answer_colour(colour: str, frames: Sequence[ObservedFrame], look: FrameObservations) -> list[str]:
    """People who wear the colour, in the frame with most of them."""
    say = _choose_sentences(look)
    fitting = [
        (frame, [person for person in frame.scene.people if colour in (person.top, person.bottom)]) for frame in frames
    ]
    frame, people = max(fitting, key=lambda pair: len(pair[1]))
    if not people:
        return ["NOT_FOUND ", say.report_no_colour(colour, [frame.number for frame in frames])]
    return say.describe_wearers(colour, frame, people)


def _answer_motion(look: FrameObservations) -> list[str]:
    say = _choose_sentences(look)
    followed = [
        path
        for path in follow_people([frame.scene for frame in look.frames], [frame.seconds for frame in look.frames])
        if len(path.frame_indexes) > 1 and (not look.sides or path.people[0].side in look.sides)
    ]
    if not followed:
        return say.report_no_motion([frame.number for frame in look.frames])
    return [say.describe_trajectory([look.frames[place] for place in path.frame_indexes], path) for path in followed]


def _find_focus(parsed: FrameQuestion, look: FrameObservations) -> ObservedFrame | None:
    """The frame that the question names; None if it names none."""
    if look.moment is not None:
        return look.find_nearest(look.moment)
    return None if parsed.frame_index is None else look.frames[parsed.frame_index]


def _find_fullest(frames: Sequence[ObservedFrame]) -> ObservedFrame:
    return max(frames, key=lambda frame: len(frame.scene.people))


def _filter_by_side(people: Sequence[DetectedPerson], sides: Sequence[str]) -> list[DetectedPerson]:
    return [person for person in people if not sides or person.side in sides]


def _select_events(look: FrameObservations) -> list[Mapping[str, Any]]:
    """The events to mention: the longest ones, at the named instant if there is one, in order of time."""
    moment = look.moment
    events = [
        event
        for event in look.events
        if moment is None
        or float(event["startSeconds"]) - _NEAR_SECONDS <= moment <= float(event["endSeconds"]) + _NEAR_SECONDS
    ]
    longest = sorted(events, key=lambda event: float(event["startSeconds"]) - float(event["endSeconds"]))
    return sorted(longest[:_MAX_EVENTS], key=lambda event: float(event["startSeconds"]))
