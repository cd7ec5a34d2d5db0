"""Sentences of chats about frames, in English."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devstack.standin.vision.object_names import pluralize
from devstack.standin.vision.sightings import DetectedPerson

if TYPE_CHECKING:
    from devstack.standin.vision.chat.answer import ObservedFrame
    from devstack.standin.vision.chat.motion import PersonTrajectory

_SIDES = {"left": "on the left", "centre": "in the centre", "right": "on the right"}
_POSTURES = {"upright": " (upright)", "lying": " (lying down)", None: ""}


def format_citations(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def describe_limits(names: Sequence[str], numbers: Sequence[int]) -> str:
    return (
        f"I cannot tell {join_words(names, 'or')} from these frames: I detect people, where they are, how they move, "
        f"the colours of their clothes, and objects {format_citations(numbers)}."
    )


def describe_people(frame: "ObservedFrame", there: Sequence[DetectedPerson], sides: Sequence[str] = ()) -> list[str]:
    if not there:
        return describe_nobody(frame, sides)
    counts = Counter((person.side, person.posture) for person in there)
    places = [f"{count} {_SIDES[side]}{_POSTURES[posture]}" for (side, posture), count in counts.items()]
    be, noun = ("is", "person") if len(there) == 1 else ("are", "people")
    where = places[0].partition(" ")[2] if len(counts) == 1 else join_words(places)
    return [f"At {frame.time}, {len(there)} {noun} {be} visible: {where} [{frame.number}]. "]


def describe_nobody(frame: "ObservedFrame", sides: Sequence[str] = ()) -> list[str]:
    where = f" {' or '.join(_SIDES[side] for side in sides)}" if sides else ""
    return [f"At {frame.time}, nobody is visible{where} [{frame.number}]. "]


def summarize_frames(frames: Sequence["ObservedFrame"], sides: Sequence[str]) -> list[str]:
    where = f" {' or '.join(_SIDES[side] for side in sides)}" if sides else ""
    most = max(len(frame.scene.people) for frame in frames)
    if most == 0:
        return [f"Nobody is visible{where} in the frames {format_citations([frame.number for frame in frames])}. "]
    peak = next(frame for frame in frames if len(frame.scene.people) == most)
    noun = "person is" if most == 1 else "people are"
    first = f"Up to {most} {noun} visible{where} at once, at {peak.time} [{peak.number}]. "
    return [first, *describe_people(peak, peak.scene.people), *count_by_frame(frames)]


def count_by_frame(frames: Sequence["ObservedFrame"]) -> list[str]:
    counts = ", ".join(f"{len(frame.scene.people)} at {frame.time} [{frame.number}]" for frame in frames)
    return [f"People, frame by frame: {counts}. "] if len(frames) > 1 else []


def describe_clothes(frame: "ObservedFrame", there: Sequence[DetectedPerson]) -> list[str]:
    sentences = []
    for person in there:
        worn = [f"{name} {part}" for name, part in ((person.top, "above"), (person.bottom, "below")) if name]
        colours = " and ".join(worn) if worn else "colours that cannot be told"
        sentences.append(f"At {frame.time}, the person {_SIDES[person.side]} wears {colours} [{frame.number}]. ")
    return sentences


def describe_wearers(colour: str, frame: "ObservedFrame", there: Sequence[DetectedPerson]) -> list[str]:
    places = join_words([_SIDES[person.side] for person in there])
    noun = "1 person wears" if len(there) == 1 else f"{len(there)} people wear"
    return [f"At {frame.time}, {noun} {colour}: {places} [{frame.number}]. "]


def report_no_colour(colour: str, numbers: Sequence[int]) -> str:
    return f"Nobody in these frames is seen to wear {colour} {format_citations(numbers)}."


def describe_objects(frames: Sequence["ObservedFrame"]) -> list[str]:
    numbers = [frame.number for frame in frames]
    objects: Counter[str] = Counter()
    for frame in frames:
        for name, count in frame.scene.objects.items():
            objects[name] = max(objects[name], count)
    if not objects:
        return [f"No objects other than people are recognized {format_citations(numbers)}. "]
    things = join_words([pluralize(name, count) for name, count in objects.items()])
    return [f"Objects that are recognized: {things} {format_citations(numbers)}. "]


def describe_change(before: "ObservedFrame", after: "ObservedFrame") -> list[str]:
    first, last = len(before.scene.people), len(after.scene.people)
    marks = f"[{before.number}][{after.number}]"
    if first == last:
        sentences = [f"Between {before.time} and {after.time}, the number of people stays {first} {marks}. "]
    else:
        sentences = [
            f"Between {before.time} and {after.time}, the number of people goes from {first} to {last} {marks}. "
        ]
    for side, words in _SIDES.items():
        was = sum(person.side == side for person in before.scene.people)
        now = sum(person.side == side for person in after.scene.people)
        if was != now:
            sentences.append(f"{words[0].upper()}{words[1:]}, it goes from {was} to {now} {marks}. ")
    if len(sentences) == 1 and first == last:
        sentences.append(
            f"They are on the same sides as before {marks}. " if first else f"Nobody came into view {marks}. "
        )
    return sentences


def describe_trajectory(frames: Sequence["ObservedFrame"], followed: "PersonTrajectory") -> str:
    marks = f"[{frames[0].number}][{frames[-1].number}]"
    start, end = _SIDES[followed.people[0].side], _SIDES[followed.people[-1].side]
    span = f"between {frames[0].time} and {frames[-1].time}"
    if not followed.has_moved:
        return f"The person {start} does not move {span} {marks}. "
    if start != end:
        return f"The person {start} moves {span} and is then {end} {marks}. "
    way = "right" if followed.people[-1].middle > followed.people[0].middle else "left"
    return f"The person {start} moves a little to the {way} {span} {marks}. "


def report_no_motion(numbers: Sequence[int]) -> list[str]:
    return [
        "Nobody can be followed from one of these frames to another, so no movement is seen "
        f"{format_citations(numbers)}. "
    ]


def describe_first_entry(event: Mapping[str, Any]) -> list[str]:
    return [f"{event['person']} came first, at {str(event['time']).partition('–')[0]} [{event['n']}]. "]


def report_no_order(numbers: Sequence[int]) -> str:
    return f"Who came first cannot be told: no entry was recorded around these frames {format_citations(numbers)}."


def describe_events(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_describe_event(row) for row in rows]


def describe_timeline(rows: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> list[str]:
    if not rows:
        return [f"No event was recorded around these frames {format_citations(numbers)}. "]
    return describe_events(sorted(rows, key=lambda row: float(row["startSeconds"])))


def _describe_event(row: Mapping[str, Any]) -> str:
    who = f" ({row['person']})" if row.get("person") else ""
    description = str(row.get("description") or str(row["type"]).replace("_", " ").lower()).strip().rstrip(".")
    return f"{row['time']}: {_strip_marks(description)}{who} [{row['n']}]. "


def _strip_marks(text: str) -> str:
    """A description is data: marks in it must not read as citations."""
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")


def join_words(names: Sequence[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
