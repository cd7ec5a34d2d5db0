"""Fills in report_look: counts people and things, and says who lies. It can tell none of the other types."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from devstack.standin.nlu.text.sections import parse_sections
from devstack.standin.vision.object_names import KOREAN_NAMES, pluralize
from devstack.standin.vision.sightings import DetectedScene
from models.asking.conversation import Tool

TOOL_NAME = "report_look"
_SEEN_TYPE = "LYING"
# One picture alone may be misread.
_FEWEST_FRAMES = 2
_NEAR_PERCENT = 8.0


def report_look(text: str, scenes: Sequence[DetectedScene], tool: Tool) -> dict[str, Any]:
    """The tool's input. text: of the message, with its frames section. Raises ValueError where there is no section."""
    sections = parse_sections(text)
    if "frames" not in sections:
        raise ValueError("local.detector-v1 fills in report_look from a <frames> section; this message holds none.")
    people = max((len(scene.people) for scene in scenes), default=0)
    objects = _list_objects(scenes)
    lying = _find_lying(scenes, sections["frames"])
    types = tool.schema["properties"]["events"]["items"]["properties"]["type"]["enum"]
    return {
        "description": _describe_in_english(people, len(lying), objects),
        "descriptionKo": _describe_in_korean(people, len(lying), objects),
        "peopleInView": people,
        "events": [
            {
                "type": _SEEN_TYPE,
                "people": [] if who is None else [who],
                "frames": frames,
                "confidence": 0.6,
                "objects": list(objects),
                "description": f"A person lies in {len(frames)} of {len(scenes)} pictures.",
                "descriptionKo": f"사진 {len(scenes)}장 가운데 {len(frames)}장에서 사람이 누워 있습니다.",
            }
            for who, frames in lying.items()
        ],
        "cannotTell": [kind for kind in types if kind != _SEEN_TYPE],
    }


def _list_objects(scenes: Sequence[DetectedScene]) -> Mapping[str, int]:
    """The things of at least half of the pictures: a single one may be misread."""
    frames = Counter(name for scene in scenes for name in scene.objects)
    return {
        name: max(scene.objects.get(name, 0) for scene in scenes)
        for name, count in frames.items()
        if count >= _FEWEST_FRAMES and 2 * count >= len(scenes)
    }


def _find_lying(scenes: Sequence[DetectedScene], frames: Sequence[Mapping[str, Any]]) -> dict[str | None, list[int]]:
    """Who lies, by the id that the tracker gave the body at that place: numbers of the frames. None: it gave none."""
    found: dict[str | None, list[int]] = {}
    for number, (scene, frame) in enumerate(zip(scenes, frames, strict=False), start=1):
        for person in scene.people:
            if person.posture == "lying":
                numbers = found.setdefault(_find_id(100 * person.middle, frame), [])
                if number not in numbers:
                    numbers.append(number)
    return {who: numbers for who, numbers in found.items() if len(numbers) >= _FEWEST_FRAMES}


def _find_id(middle: float, frame: Mapping[str, Any]) -> str | None:
    tracked = [
        (abs((person["box"][0] + person["box"][2]) / 2 - middle), str(person["id"]))
        for person in frame["people"]
        if person["box"][0] - _NEAR_PERCENT <= middle <= person["box"][2] + _NEAR_PERCENT
    ]
    return min(tracked)[1] if tracked else None


def _describe_in_english(people: int, lying: int, objects: Mapping[str, int]) -> str:
    who = {0: "Nobody is visible", 1: "One person is visible"}.get(people, f"At most {people} people are visible")
    posture = f"; {lying} of them lying down" if lying else ""
    things = f" Objects: {', '.join(pluralize(name, count) for name, count in objects.items())}." if objects else ""
    return f"{who}{posture}.{things}"


def _describe_in_korean(people: int, lying: int, objects: Mapping[str, int]) -> str:
    who = f"사람이 최대 {people}명 보입니다." if people else "사람이 보이지 않습니다."
    posture = f" 그중 {lying}명이 누워 있습니다." if lying else ""
    things = (
        f" 물체: {', '.join(f'{KOREAN_NAMES[name]} {count}개' for name, count in objects.items())}." if objects else ""
    )
    return f"{who}{posture}{things}"
