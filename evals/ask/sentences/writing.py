"""Write true sentences about events by rule, and turn each into false ones: what is swapped is drawn, not chosen."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.ask.plan.plan import AnswerKind, SearchPlan, YesMeaning
from domain.language.timecode import format_timecode, zone_or_utc
from evals.ask.sentences.wording import SIDES, STRANGE, WORDINGS, Wordings
from evals.ask.sentences.world import VIDEOS, World
from models.asking.evidence import Evidence
from models.enums import EventType, FrameLocation, Language
from models.text.particles import add_particle


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence says; a false one differs in one of it. rows: what it is about, as it says it."""

    rows: tuple[Evidence, ...]
    count: int = 0
    negated: bool = False
    yes: bool | None = None
    act: str = ""
    wordings: Wordings = field(default_factory=lambda: WORDINGS)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with what it cites, and whether it is true. kind: what was swapped."""

    text: str
    plan: SearchPlan
    rows: tuple[Evidence, ...]
    language: Language
    kind: str = "true"


Form = Callable[["Telling", Language, random.Random], str]


def _verb(row: Evidence, telling: Telling, language: Language, chance: random.Random) -> str:
    if telling.act:
        return telling.act
    wording = telling.wordings[language][row.type]
    return chance.choice(wording.not_done if telling.negated else wording.past)


def _name(row: Evidence, language: Language) -> str:
    return add_particle(row.track_id or "", "은/는") if language is Language.KO else row.track_id or ""


def _marks(telling: Telling) -> str:
    return "".join(f"[{number}]" for number in range(1, len(telling.rows) + 1))


def tell_at_position(telling: Telling, language: Language, chance: random.Random) -> str:
    row, time = telling.rows[0], format_timecode(telling.rows[0].start_seconds)
    verb = _verb(row, telling, language, chance)
    if language is Language.KO:
        return f"{_name(row, language)} {time}에 {verb} [1]."
    return f"{_name(row, language)} {verb} at {time} [1]."


def tell_by_the_clock(telling: Telling, language: Language, chance: random.Random) -> str:
    row = telling.rows[0]
    assert row.occurred_at is not None
    clock = row.occurred_at.astimezone(zone_or_utc(row.timezone))
    verb = _verb(row, telling, language, chance)
    if language is Language.KO:
        return f"{clock:%Y-%m-%d} {clock.hour}시 {clock.minute}분 {clock.second}초에 {_name(row, language)} {verb} [1]."
    return f"At {clock:%H:%M:%S} on {clock:%Y-%m-%d}, {_name(row, language)} {verb} [1]."


def tell_with_side(telling: Telling, language: Language, chance: random.Random) -> str:
    row = telling.rows[0]
    verb, side = _verb(row, telling, language, chance), SIDES[language][row.location]
    if language is Language.KO:
        return f"{_name(row, language)} {side} {verb} [1]."
    return f"{_name(row, language)} {verb} {side} [1]."


def tell_with_video(telling: Telling, language: Language, chance: random.Random) -> str:
    row = telling.rows[0]
    verb = _verb(row, telling, language, chance)
    if language is Language.KO:
        return f"‘{row.video_name}’ 영상에서 {_name(row, language)} {verb} [1]."
    return f"In '{row.video_name}', {_name(row, language)} {verb} [1]."


def tell_two(telling: Telling, language: Language, chance: random.Random) -> str:
    one, other = telling.rows
    first, last = (_verb(row, telling, language, chance) for row in telling.rows)
    times = [format_timecode(row.start_seconds) for row in telling.rows]
    if language is Language.KO:
        return f"{_name(one, language)} {times[0]}에 {first}, {_name(other, language)} {times[1]}에 {last} [1][2]."
    return f"{_name(one, language)} {first} at {times[0]}, and {_name(other, language)} {last} at {times[1]} [1][2]."


def tell_count(telling: Telling, language: Language, chance: random.Random) -> str:
    verb = _verb(telling.rows[0], telling, language, chance)
    word = {None: "", True: "Yes, ", False: "No, "}[telling.yes]
    if language is Language.KO:
        word = {None: "", True: "네, ", False: "아니요, "}[telling.yes]
        return f"{word}모두 {telling.count}명이 {verb} {_marks(telling)}."
    return f"{word}{telling.count} {'person' if telling.count == 1 else 'people'} {verb} {_marks(telling)}."


def draw_cases(
    world: World, language: Language, chance: random.Random, wordings: Wordings = WORDINGS
) -> Iterator[tuple[Case, list[Case]]]:
    """True sentences, each with the false ones that are made of it."""
    for form in (tell_at_position, tell_by_the_clock, tell_with_side, tell_with_video):
        row = chance.choice(world.rows)
        telling = Telling((row,), wordings=wordings)
        plan = SearchPlan(about_footage=True, types=(row.type,))
        true = Case(form(telling, language, chance), plan, (row,), language)
        yield (
            true,
            [
                replace(true, text=form(said, language, chance), kind=kind)
                for kind, said in _swap_one(form, telling, world, language, chance)
            ],
        )
    one = chance.choice(world.rows)
    other = chance.choice(world.others(one))
    pair = Telling((one, other), wordings=wordings)
    true = Case(tell_two(pair, language, chance), SearchPlan(about_footage=True), pair.rows, language)
    yield (
        true,
        [
            replace(true, text=tell_two(replace(pair, rows=said), language, chance), kind=kind)
            for kind, said in (
                ("id", (replace(one, track_id=other.track_id), replace(other, track_id=one.track_id))),
                ("time", (_move(one, other.start_seconds), _move(other, one.start_seconds))),
                ("verb", (replace(one, type=other.type), replace(other, type=one.type))),
            )
        ],
    )
    yield from _draw_counts(world, language, chance, wordings)


def _draw_counts(
    world: World, language: Language, chance: random.Random, wordings: Wordings
) -> Iterator[tuple[Case, list[Case]]]:
    kind = chance.choice([row.type for row in world.rows])
    rows = tuple(row for row in world.rows if row.type is kind)
    for want, yes in ((AnswerKind.COUNT_PEOPLE, None), (AnswerKind.EXISTS, True)):
        telling = Telling(rows, len(rows), yes=yes, wordings=wordings)
        meaning = YesMeaning.FOUND if yes else None
        plan = SearchPlan(about_footage=True, types=(kind,), want=want, yes_means=meaning)
        true = Case(tell_count(telling, language, chance), plan, rows, language)
        wrong = len(rows) + chance.choice([1, 2, 3, 7])
        swapped = [("number", replace(telling, count=wrong)), ("negation", replace(telling, negated=True))]
        swapped.append(("verb", replace(telling, rows=(replace(rows[0], type=_other_type(kind, chance)), *rows[1:]))))
        if yes:
            swapped.append(("yes", replace(telling, yes=False)))
        yield true, [replace(true, text=tell_count(said, language, chance), kind=name) for name, said in swapped]


def _swap_one(
    form: Form, telling: Telling, world: World, language: Language, chance: random.Random
) -> Iterator[tuple[str, Telling]]:
    row = telling.rows[0]
    yield "id", replace(telling, rows=(replace(row, track_id=chance.choice(world.others(row)).track_id),))
    yield "verb", replace(telling, rows=(replace(row, type=_other_type(row.type, chance)),))
    yield "negation", replace(telling, negated=True)
    yield "act", replace(telling, act=chance.choice(STRANGE[language]))
    if form in (tell_at_position, tell_by_the_clock):
        later = row.end_seconds + chance.choice([7.0, 33.0, 60.0, 600.0])
        yield "time", replace(telling, rows=(_move(row, later),))
    if form is tell_with_side:
        sides = [side for side in SIDES[language] if side is not row.location]
        yield "side", replace(telling, rows=(replace(row, location=FrameLocation(chance.choice(sides))),))
    if form is tell_with_video:
        name = VIDEOS[1 - VIDEOS.index(row.video_name)]
        yield "name", replace(telling, rows=(replace(row, video_name=name),))


def _move(row: Evidence, start: float) -> Evidence:
    assert row.occurred_at is not None
    return replace(row, start_seconds=start, occurred_at=row.occurred_at + timedelta(seconds=start - row.start_seconds))


def _other_type(kind: EventType, chance: random.Random) -> EventType:
    return chance.choice([other for other in WORDINGS[Language.EN] if other is not kind])
