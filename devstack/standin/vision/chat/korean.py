"""Sentences of chats about frames, in Korean."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from devstack.standin.vision.object_names import KOREAN_NAMES
from devstack.standin.vision.sightings import DetectedPerson

if TYPE_CHECKING:
    from devstack.standin.vision.chat.answer import ObservedFrame
    from devstack.standin.vision.chat.motion import PersonTrajectory

_SIDES = {"left": "왼쪽", "centre": "가운데", "right": "오른쪽"}
_POSTURES = {"upright": "(서 있음)", "lying": "(누워 있음)", None: ""}
COLOURS = {
    "red": "빨간색",
    "orange": "주황색",
    "yellow": "노란색",
    "green": "초록색",
    "blue": "파란색",
    "navy": "남색",
    "purple": "보라색",
    "pink": "분홍색",
    "brown": "갈색",
    "beige": "베이지색",
    "white": "흰색",
    "grey": "회색",
    "black": "검은색",
}


def format_citations(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def describe_limits(names: Sequence[str], numbers: Sequence[int]) -> str:
    return (
        f"이 프레임만으로는 알 수 없는 내용입니다: {', '.join(names)}. 사람의 수와 위치, 움직임, 옷 색, 물체만 "
        f"판별할 수 있습니다 {format_citations(numbers)}."
    )


def describe_people(frame: "ObservedFrame", there: Sequence[DetectedPerson], sides: Sequence[str] = ()) -> list[str]:
    if not there:
        return describe_nobody(frame, sides)
    counts = Counter((person.side, person.posture) for person in there)
    places = ", ".join(f"{_SIDES[side]} {count}명{_POSTURES[posture]}" for (side, posture), count in counts.items())
    return [f"{frame.time}에 사람 {len(there)}명이 보입니다: {places} [{frame.number}]. "]


def describe_nobody(frame: "ObservedFrame", sides: Sequence[str] = ()) -> list[str]:
    where = f"{'이나 '.join(_SIDES[side] for side in sides)}에는 " if sides else ""
    return [f"{frame.time}에 {where}사람이 보이지 않습니다 [{frame.number}]. "]


def summarize_frames(frames: Sequence["ObservedFrame"], sides: Sequence[str]) -> list[str]:
    where = f"{'이나 '.join(_SIDES[side] for side in sides)}에 " if sides else ""
    most = max(len(frame.scene.people) for frame in frames)
    if most == 0:
        marks = format_citations([frame.number for frame in frames])
        return [f"살펴본 프레임에서는 {where}사람이 보이지 않습니다 {marks}. "]
    peak = next(frame for frame in frames if len(frame.scene.people) == most)
    first = f"{where}한 번에 가장 많이 보인 사람은 {most}명으로, {peak.time}입니다 [{peak.number}]. "
    return [first, *describe_people(peak, peak.scene.people), *count_by_frame(frames)]


def count_by_frame(frames: Sequence["ObservedFrame"]) -> list[str]:
    counts = ", ".join(f"{frame.time} {len(frame.scene.people)}명 [{frame.number}]" for frame in frames)
    return [f"프레임별 사람 수는 {counts}입니다. "] if len(frames) > 1 else []


def describe_clothes(frame: "ObservedFrame", there: Sequence[DetectedPerson]) -> list[str]:
    sentences = []
    for person in there:
        parts = ((person.top, "상의"), (person.bottom, "하의"))
        worn = [f"{COLOURS[name]} {part}" for name, part in parts if name]
        wears = f"사람은 {'와 '.join(worn)}를 입고 있습니다" if worn else "사람의 옷 색은 알 수 없습니다"
        sentences.append(f"{frame.time}에 {_SIDES[person.side]}에 있는 {wears} [{frame.number}]. ")
    return sentences


def describe_wearers(colour: str, frame: "ObservedFrame", there: Sequence[DetectedPerson]) -> list[str]:
    places = ", ".join(_SIDES[person.side] for person in there)
    return [f"{frame.time}에 {COLOURS[colour]} 옷을 입은 사람 {len(there)}명이 보입니다: {places} [{frame.number}]. "]


def report_no_colour(colour: str, numbers: Sequence[int]) -> str:
    return f"이 프레임들에서 {COLOURS[colour]} 옷을 입은 사람은 보이지 않습니다 {format_citations(numbers)}."


def describe_objects(frames: Sequence["ObservedFrame"]) -> list[str]:
    numbers = [frame.number for frame in frames]
    objects: Counter[str] = Counter()
    for frame in frames:
        for name, count in frame.scene.objects.items():
            objects[name] = max(objects[name], count)
    if not objects:
        return [f"사람 외에 인식된 물체는 없습니다 {format_citations(numbers)}. "]
    things = ", ".join(f"{KOREAN_NAMES[name]} {count}개" for name, count in objects.items())
    return [f"인식된 물체는 {things}입니다 {format_citations(numbers)}. "]


def describe_change(before: "ObservedFrame", after: "ObservedFrame") -> list[str]:
    first, last = len(before.scene.people), len(after.scene.people)
    marks = f"[{before.number}][{after.number}]"
    span = f"{before.time}와 {after.time} 사이에"
    if first == last:
        sentences = [f"{span} 사람 수는 {first}명으로 그대로입니다 {marks}. "]
    else:
        sentences = [f"{span} 사람 수가 {first}명에서 {last}명으로 바뀌었습니다 {marks}. "]
    for side, word in _SIDES.items():
        was = sum(person.side == side for person in before.scene.people)
        now = sum(person.side == side for person in after.scene.people)
        if was != now:
            sentences.append(f"{word}은 {was}명에서 {now}명이 되었습니다 {marks}. ".replace("가운데은", "가운데는"))
    if len(sentences) == 1 and first == last:
        same = "사람들은 이전과 같은 쪽에 있습니다" if first else "새로 나타난 사람은 없습니다"
        sentences.append(f"{same} {marks}. ")
    return sentences


def describe_trajectory(frames: Sequence["ObservedFrame"], followed: "PersonTrajectory") -> str:
    marks = f"[{frames[0].number}][{frames[-1].number}]"
    start, end = _SIDES[followed.people[0].side], _SIDES[followed.people[-1].side]
    span = f"{frames[0].time}부터 {frames[-1].time}까지"
    if not followed.has_moved:
        return f"{start}에 있는 사람은 {span} 움직이지 않습니다 {marks}. "
    if start != end:
        return f"{start}에 있던 사람이 {span} 움직여 {end}에 있습니다 {marks}. "
    way = "오른쪽" if followed.people[-1].middle > followed.people[0].middle else "왼쪽"
    return f"{start}에 있는 사람이 {span} {way}으로 조금 움직입니다 {marks}. "


def report_no_motion(numbers: Sequence[int]) -> list[str]:
    return [
        f"한 프레임에서 다음 프레임까지 이어서 보이는 사람이 없어 움직임을 알 수 없습니다 {format_citations(numbers)}. "
    ]


def describe_first_entry(event: Mapping[str, Any]) -> list[str]:
    time = str(event["time"]).partition("–")[0]
    return [f"가장 먼저 들어온 사람은 {event['person']}이며, {time}입니다 [{event['n']}]. "]


def report_no_order(numbers: Sequence[int]) -> str:
    return f"이 프레임 주변에 기록된 입장이 없어 누가 먼저 왔는지 알 수 없습니다 {format_citations(numbers)}."


def describe_events(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_describe_event(row) for row in rows]


def describe_timeline(rows: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> list[str]:
    if not rows:
        return [f"이 프레임 주변에 기록된 이벤트가 없습니다 {format_citations(numbers)}. "]
    return describe_events(sorted(rows, key=lambda row: float(row["startSeconds"])))


def _describe_event(row: Mapping[str, Any]) -> str:
    who = f"({row['person']})" if row.get("person") else ""
    description = str(row.get("description") or row["type"]).strip().rstrip(".")
    return f"{row['time']}: {_strip_marks(description)}{who} [{row['n']}]. "


def _strip_marks(text: str) -> str:
    """A description is data: marks in it must not read as citations."""
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")
