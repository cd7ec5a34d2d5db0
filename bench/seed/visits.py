"""What happens in a recording: people come in waves, stay a while, and go."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.seed import words
from bench.seed.plan import RECORDING_SECONDS, SeedPlan, make_uuid7
from bench.seed.words import Pair, SeedVisitor
from models.enums import EventType, Gender

SOURCE = "seed/1"
COLUMNS = (
    "id", "organization", "video_id", "type", "start_seconds", "end_seconds", "occurred_at", "frame_number",
    "bbox_x", "bbox_y", "bbox_width", "bbox_height", "location", "track_id", "gender", "gender_confidence",
    "age_group", "age", "emotion", "action", "interaction_target", "objects", "description", "description_ko",
    "confidence", "attributes", "keywords", "source", "thumbnail_key", "created_at",
)  # fmt: skip
Record = tuple[Any, ...]

_VISIT_TYPES = [type_ for type_, (_, _, weight) in words.ACTIONS.items() if weight]
_WEIGHTS = [weight for _, _, weight in words.ACTIONS.values() if weight]
_AGES = list(words.AGES)
_SIDES = list(words.SIDES)
# Waves an hour, and how far a visit lies from the middle of its wave, in seconds.
_WAVES, _SPREAD = 6, 150.0


def make_events(
    plan: SeedPlan, video: int, video_id: UUID, organization: str, recorded_at: datetime | None, stored_at: datetime
) -> list[Record]:
    """The recording's events as rows of COLUMNS, in order of time."""
    chance = plan.make_random("events", video)
    waves = [chance.uniform(60, RECORDING_SECONDS - 60) for _ in range(_WAVES)]
    found: list[Record] = []
    visit = 0
    while len(found) < plan.events_per_video:
        visit += 1
        begins = min(max(chance.gauss(chance.choice(waves), _SPREAD), 0.0), RECORDING_SECONDS - 300)
        room = plan.events_per_video - len(found)
        for type_, start, end, somebody in _make_visit(chance, visit, begins, room):
            told = _build_description(chance, type_, somebody)
            occurred = None if recorded_at is None else recorded_at + timedelta(seconds=start)
            known = (
                make_uuid7(stored_at, chance),
                organization,
                video_id,
                type_.value,
                start,
                end,
                occurred,
                int(start * 25),
            )
            found.append((*known, *told, SOURCE, None, stored_at))
    found.sort(key=lambda row: row[4])
    return found


def _make_visit(
    chance: random.Random, number: int, begins: float, room: int
) -> Iterator[tuple[EventType, float, float, SeedVisitor]]:
    """At most `room` events of one person, one after the other."""
    somebody = _make_visitor(chance, f"P{number}")
    amid = chance.choices(_VISIT_TYPES, _WEIGHTS, k=chance.randint(1, 6))
    at = begins
    for type_ in [EventType.PERSON_ENTER, *amid, EventType.PERSON_EXIT][:room]:
        lasts = 0.2 + chance.random() * words.ACTIONS[type_][1]
        yield type_, round(at, 2), round(at + lasts, 2), somebody
        at += lasts


def _make_visitor(chance: random.Random, track_id: str) -> SeedVisitor:
    gender = chance.choice((Gender.FEMALE, Gender.MALE))
    age_group = chance.choices(_AGES, (1, 4, 4, 2))[0]
    woman, man, (youngest, oldest) = words.AGES[age_group]
    who = woman if gender is Gender.FEMALE else man
    wears = chance.choice(words.CLOTHES)
    looks = (f"{who[0]} in {wears[0]}", f"{wears[1]} {who[1]}")
    return SeedVisitor(
        track_id, gender, age_group, chance.randint(youngest, oldest), chance.choice(words.EMOTIONS), looks
    )


def _build_description(chance: random.Random, type_: EventType, somebody: SeedVisitor) -> Record:
    """From bbox_x to keywords."""
    side = _SIDES[int(chance.random() * 3)]
    where = words.SIDES[side]
    deed = words.ACTIONS[type_][0]
    thing: Pair | None = words.OBJECTS[int(chance.random() * 6)] if "{" in deed[0] else None
    does, does_ko = deed if thing is None else (deed[0].format(thing=thing[0]), deed[1].format(thing=thing[1]))
    left = (20, 660, 1300)[_SIDES.index(side)] + int(chance.random() * 400)
    return (
        left, 200 + int(chance.random() * 400), 120, 340, side.value, somebody.track_id, somebody.gender.value,
        round(0.6 + 0.4 * chance.random(), 3), somebody.age_group.value, float(somebody.age), somebody.emotion,
        does, None if thing is None else thing[0], [] if thing is None else [thing[0]],
        f"A {somebody.appearance[0]} {does} {where[0]}.", f"{somebody.appearance[1]} {where[1]} {does_ko}.",
        round(0.5 + 0.5 * chance.random(), 3), "{}", [type_.value.lower(), does, does_ko],
    )  # fmt: skip
