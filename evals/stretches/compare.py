"""Compares the events of cut footage with those of the uncut footage, person by person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ask.facts.facts import compute_facts, drop_continued
from domain.ask.plan.plan import AnswerKind, SearchPlan
from models.asking.evidence import Evidence, PersonKey
from models.enums import EventType

_SPANS = (EventType.WALKING, EventType.STANDING, EventType.LOITERING)
# Durations in answers may differ by so much.
_SAME_SECONDS = 1.0

Interval = tuple[float, float]
Person = Mapping[EventType, Sequence[Interval]]


@dataclass(frozen=True, slots=True)
class Told:
    """What footage tells. people: intervals (seconds since its first frame) by type, for each person.

    counts: events by type, pieces of one event counted once.
    """

    people: Mapping[PersonKey, Person]
    counts: Mapping[EventType, int]
    answers: Mapping[str, float]

    @property
    def seconds(self) -> float:
        """The seconds of all events with a duration."""
        return sum(_length(person.get(kind, ())) for person in self.people.values() for kind in _SPANS)


def tell(rows: Sequence[Evidence], recorded_at: datetime) -> Told:
    """rows: of one camera. recorded_at: of the first frame of all of it."""
    people: dict[PersonKey, dict[EventType, list[Interval]]] = {}
    for row in rows:
        assert row.person is not None
        assert row.occurred_at is not None
        start = (row.occurred_at - recorded_at).total_seconds()
        end = start + row.end_seconds - row.start_seconds
        # LOITERING is told from the file on in which the limit is passed, with the whole stay.
        if row.type is EventType.LOITERING:
            start = end - row.whole_seconds
        people.setdefault(row.person, {}).setdefault(row.type, []).append((start, end))
    counts = Counter(row.type for row in drop_continued(rows))
    return Told(people, counts, _answer(rows))


def _answer(rows: Sequence[Evidence]) -> dict[str, float]:
    """The figures that answers are written from."""
    answers: dict[str, float] = {}
    for name, types in (("", ()), (" who walk", (EventType.WALKING,)), (" who loiter", (EventType.LOITERING,))):
        fitting = [row for row in rows if not types or row.type in types]
        plan = SearchPlan(about_footage=True, want=AnswerKind.LONGEST, types=types)
        facts = compute_facts(fitting, plan)
        answers[f"people{name}"] = facts.people
        answers[f"longest seconds{name}"] = facts.intervals[0].covered_seconds if facts.intervals else 0.0
        answers[f"total seconds{name}"] = sum(interval.covered_seconds for interval in facts.intervals)
    return answers


@dataclass(frozen=True, slots=True)
class Difference:
    """seconds: of events that only one of both tells, of the same person and type. wrong: what else differs."""

    seconds: float
    share: float
    wrong: Sequence[str]


def compare(uncut: Told, cut: Told) -> Difference:
    pairs = _match_people(uncut.people, cut.people)
    seconds = 0.0
    for person, intervals in uncut.people.items():
        other: Person = cut.people[pairs[person]] if person in pairs else {}
        seconds += sum(_differing(intervals.get(kind, ()), other.get(kind, ())) for kind in _SPANS)
    extra = [person for person in cut.people if person not in pairs.values()]
    seconds += sum(_length(cut.people[person].get(kind, ())) for person in extra for kind in _SPANS)
    wrong = [
        f"{kind}: {uncut.counts.get(kind, 0)} uncut, {cut.counts.get(kind, 0)} cut"
        for kind in EventType
        if uncut.counts.get(kind, 0) != cut.counts.get(kind, 0)
    ]
    wrong += [
        f"{question}: {answer:.1f} uncut, {cut.answers[question]:.1f} cut"
        for question, answer in uncut.answers.items()
        if abs(answer - cut.answers[question]) > max(0.01 * answer, _SAME_SECONDS if "seconds" in question else 0)
    ]
    return Difference(seconds, seconds / uncut.seconds if uncut.seconds else 0.0, wrong)


def _match_people(uncut: Mapping[PersonKey, Person], cut: Mapping[PersonKey, Person]) -> dict[PersonKey, PersonKey]:
    """Pairs of the same person, by the seconds that they share, best first."""
    shared = [
        (_shared(_all(one), _all(other)), mine, theirs) for mine, one in uncut.items() for theirs, other in cut.items()
    ]
    pairs: dict[PersonKey, PersonKey] = {}
    for seconds, mine, theirs in sorted(shared, reverse=True):
        if seconds > 0 and mine not in pairs and theirs not in pairs.values():
            pairs[mine] = theirs
    return pairs


def _all(person: Person) -> list[Interval]:
    return [interval for kind in (EventType.WALKING, EventType.STANDING) for interval in person.get(kind, ())]


def _merge(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _length(intervals: Iterable[Interval]) -> float:
    return sum(end - start for start, end in _merge(intervals))


def _shared(first: Iterable[Interval], second: Iterable[Interval]) -> float:
    one, other = _merge(first), _merge(second)
    return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def _differing(first: Sequence[Interval], second: Sequence[Interval]) -> float:
    return _length(first) + _length(second) - 2 * _shared(first, second)
