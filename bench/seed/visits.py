"""Makes the events of a recording: people come in waves, stay a while, and leave."""

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
# Waves per hour, and the standard deviation of a visit from the middle of its wave, in seconds.
_WAVES, _SPREAD = 6, 150.0


def make_events(
    plan: SeedPlan, video: int, video_id: UUID, organization: str, recorded_at: datetime | None, stored_at: datetime
) -> list[Record]:
    """The recording's events as rows of COLUMNS, in order of time."""
    chance = plan.make_random("events", video)
    waves = [chance.uniform(60, RECORDING_SECONDS - 60) for _ in range(_WAVES)]
    events: list[Record] = []
    visit = 0
    while len(events) < plan.events_per_video:
        visit += 1
        begins = min(max(chance.gauss(chance.choice(waves), _SPREAD), 0.0), RECORDING_SECONDS - 300)
        room = plan.events_per_video - len(events)
        for type_, start, end, visitor in _make_visit(chance, visit, begins, room):
            description = _build_description(chance, type_, visitor)
            occurred = None if recorded_at is None else recorded_at + timedelta(seconds=start)
            identity = (
                make_uuid7(stored_at, chance),
                organization,
                video_id,
                type_.value,
                start,
                end,
                occurred,
                int(start * 25),
            )
            events.append((*identity, *description, SOURCE, None, stored_at))
    events.sort(key=lambda row: row[4])
    return events


def _make_visit(
    chance: random.Random, number: int, begins: float, room: int
) -> Iterator[tuple[EventType, float, float, SeedVisitor]]:
    """At most `room` events of one person, one after the other."""
    visitor = _make_visitor(chance, f"P{number}")
    between = chance.choices(_VISIT_TYPES, _WEIGHTS, k=chance.randint(1, 6))
    at = begins
    for type_ in [EventType.PERSON_ENTER, *between, EventType.PERSON_EXIT][:room]:
        duration = 0.2 + chance.random() * words.ACTIONS[type_][1]
        yield type_, round(at, 2), round(at + duration, 2), visitor
        at += duration


def _make_visitor(chance: random.Random, track_id: str) -> SeedVisitor:
    gender = chance.choice((Gender.FEMALE, Gender.MALE))
    age_group = chance.choices(_AGES, (1, 4, 4, 2))[0]
    woman, man, (youngest, oldest) = words.AGES[age_group]
    who = woman if gender is Gender.FEMALE else man
    clothes = chance.choice(words.CLOTHES)
    appearance = (f"{who[0]} in {clothes[0]}", f"{clothes[1]} {who[1]}")
    return SeedVisitor(
        track_id, gender, age_group, chance.randint(youngest, oldest), chance.choice(words.EMOTIONS), appearance
    )


def _build_description(chance: random.Random, type_: EventType, visitor: SeedVisitor) -> Record:
    """The columns from bbox_x to keywords."""
    side = _SIDES[int(chance.random() * 3)]
    where = words.SIDES[side]
    action = words.ACTIONS[type_][0]
    thing: Pair | None = words.OBJECTS[int(chance.random() * 6)] if "{" in action[0] else None
    verb, verb_ko = action if thing is None else (action[0].format(thing=thing[0]), action[1].format(thing=thing[1]))
    left = (20, 660, 1300)[_SIDES.index(side)] + int(chance.random() * 400)
    return (
        left, 200 + int(chance.random() * 400), 120, 340, side.value, visitor.track_id, visitor.gender.value,
        round(0.6 + 0.4 * chance.random(), 3), visitor.age_group.value, float(visitor.age), visitor.emotion,
        verb, None if thing is None else thing[0], [] if thing is None else [thing[0]],
        f"A {visitor.appearance[0]} {verb} {where[0]}.", f"{visitor.appearance[1]} {where[1]} {verb_ko}.",
        round(0.5 + 0.5 * chance.random(), 3), "{}", [type_.value.lower(), verb, verb_ko],
    )  # fmt: skip
