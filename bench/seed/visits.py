"""What happens in a recording: people come in waves, stay a while, and go."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.seed import words
from bench.seed.plan import RECORDING_SECONDS, Plan, key
from bench.seed.words import Pair, Somebody
from models.enums import EventType, Gender

SOURCE = "seed/1"
COLUMNS = (
    "id", "organization", "video_id", "type", "start_seconds", "end_seconds", "occurred_at", "frame_number",
    "bbox_x", "bbox_y", "bbox_width", "bbox_height", "location", "track_id", "gender", "gender_confidence",
    "age_group", "age", "emotion", "action", "interaction_target", "objects", "description", "description_ko",
    "confidence", "attributes", "keywords", "source", "thumbnail_key", "created_at",
)  # fmt: skip
Record = tuple[Any, ...]

_AMID = [type_ for type_, (_, _, weight) in words.DEEDS.items() if weight]
_WEIGHTS = [weight for _, _, weight in words.DEEDS.values() if weight]
_AGES = list(words.AGES)
_SIDES = list(words.SIDES)
# Waves an hour, and how far a visit lies from the middle of its wave, in seconds.
_WAVES, _SPREAD = 6, 150.0


def events_of(
    plan: Plan, video: int, video_id: UUID, organization: str, recorded_at: datetime | None, stored_at: datetime
) -> list[Record]:
    """The recording's events as rows of COLUMNS, in order of time."""
    chance = plan.random("events", video)
    waves = [chance.uniform(60, RECORDING_SECONDS - 60) for _ in range(_WAVES)]
    found: list[Record] = []
    visit = 0
    while len(found) < plan.events_per_video:
        visit += 1
        begins = min(max(chance.gauss(chance.choice(waves), _SPREAD), 0.0), RECORDING_SECONDS - 300)
        room = plan.events_per_video - len(found)
        for type_, start, end, somebody in _visit(chance, visit, begins, room):
            told = _told(chance, type_, somebody)
            occurred = None if recorded_at is None else recorded_at + timedelta(seconds=start)
            known = (key(stored_at, chance), organization, video_id, type_.value, start, end, occurred, int(start * 25))
            found.append((*known, *told, SOURCE, None, stored_at))
    found.sort(key=lambda row: row[4])
    return found


def _visit(
    chance: random.Random, number: int, begins: float, room: int
) -> Iterator[tuple[EventType, float, float, Somebody]]:
    """At most `room` events of one person, one after the other."""
    somebody = _somebody(chance, f"P{number}")
    amid = chance.choices(_AMID, _WEIGHTS, k=chance.randint(1, 6))
    at = begins
    for type_ in [EventType.PERSON_ENTER, *amid, EventType.PERSON_EXIT][:room]:
        lasts = 0.2 + chance.random() * words.DEEDS[type_][1]
        yield type_, round(at, 2), round(at + lasts, 2), somebody
        at += lasts


def _somebody(chance: random.Random, track_id: str) -> Somebody:
    gender = chance.choice((Gender.FEMALE, Gender.MALE))
    age_group = chance.choices(_AGES, (1, 4, 4, 2))[0]
    woman, man, (youngest, oldest) = words.AGES[age_group]
    who = woman if gender is Gender.FEMALE else man
    wears = chance.choice(words.CLOTHES)
    looks = (f"{who[0]} in {wears[0]}", f"{wears[1]} {who[1]}")
    return Somebody(track_id, gender, age_group, chance.randint(youngest, oldest), chance.choice(words.EMOTIONS), looks)


def _told(chance: random.Random, type_: EventType, somebody: Somebody) -> Record:
    """From bbox_x to keywords."""
    side = _SIDES[int(chance.random() * 3)]
    where = words.SIDES[side]
    deed = words.DEEDS[type_][0]
    thing: Pair | None = words.THINGS[int(chance.random() * 6)] if "{" in deed[0] else None
    does, does_ko = deed if thing is None else (deed[0].format(thing=thing[0]), deed[1].format(thing=thing[1]))
    left = (20, 660, 1300)[_SIDES.index(side)] + int(chance.random() * 400)
    return (
        left, 200 + int(chance.random() * 400), 120, 340, side.value, somebody.track_id, somebody.gender.value,
        round(0.6 + 0.4 * chance.random(), 3), somebody.age_group.value, float(somebody.age), somebody.emotion,
        does, None if thing is None else thing[0], [] if thing is None else [thing[0]],
        f"A {somebody.looks[0]} {does} {where[0]}.", f"{somebody.looks[1]} {where[1]} {does_ko}.",
        round(0.5 + 0.5 * chance.random(), 3), "{}", [type_.value.lower(), does, does_ko],
    )  # fmt: skip
