"""Judge the parts of a sentence: each claim must follow from what the part cites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.ask.checking.claims import PartClaims, VerbClaim, read_part
from domain.ask.checking.lexicon import Lexicon
from domain.ask.checking.material import Material, Verdict, list_texts
from domain.ask.checking.parts import Part
from domain.ask.checking.support import Support
from domain.ask.checking.unknown import has_unknown_words
from domain.ask.plan.plan import AnswerKind, SearchPlan
from models.asking.evidence import Evidence
from models.enums import EventType, FrameLocation, Gender


@dataclass(slots=True)
class SentenceJudge:
    """Judges part after part. A part without a person, a verb or a side of its own takes those of the part before."""

    plan: SearchPlan
    material: Material
    support: Support
    lexicon: Lexicon
    people: Sequence[str] = ()
    verbs: Sequence[VerbClaim] = ()
    sides: Sequence[FrameLocation] = ()
    has_counts: bool = False
    either: frozenset[EventType] = frozenset()

    def judge(self, parts: Sequence[Part]) -> Verdict:
        read = self._read(parts)
        divides_marks = sum(bool(part.numbers) for part in parts) > 1
        verdict = Verdict.HOLDS
        for part, claims in zip(parts, read, strict=True):
            rows = self._list_cited(part) if divides_marks and part.numbers else self.support.rows
            if not self._holds(claims, rows, part.text) or not self._genders_hold(claims.genders, rows):
                return Verdict.FALSE
            if has_unknown_words(part.text, self.lexicon, self._list_known_words):
                verdict = Verdict.UNVERIFIED
            self.people = claims.people or self.people
            self.verbs = claims.verbs or self.verbs
            self.sides = claims.sides or self.sides
        return verdict

    def _read(self, parts: Sequence[Part]) -> list[PartClaims]:
        """The claims of each part; those that are of the whole sentence are kept."""
        known = list(dict.fromkeys(row.track_id for row in self.material.rows if row.track_id))
        read = [read_part(part.text, self.lexicon, known) for part in parts]
        self.has_counts = any(claims.counts for claims in read)
        if any(self.lexicon.either.search(part.text) for part in parts):
            # "3 people fought or stole something": the number is of all that did either.
            self.either = frozenset(kind for claims in read for verb in claims.verbs for kind in verb.types)
        return read

    def _list_cited(self, part: Part) -> Sequence[Evidence]:
        """The rows that the part itself cites."""
        return [self.material.rows[n - 1] for n in part.numbers if 0 < n <= len(self.material.rows)]

    def _list_known_words(self) -> str:
        return " ".join(list_texts(self.support)).lower()

    def _holds(self, claims: PartClaims, rows: Sequence[Evidence], text: str) -> bool:
        return (
            self._people_hold(claims.people, rows)
            and self._people_hold(claims.objects, self.support.rows)
            and self._verbs_hold(claims, rows, text)
            and all(self._time_holds(claims, rows, index) for index in range(len(claims.times)))
            and all(self.support.fits_day(day) for day in claims.days)
            and all(self.support.fits_length(length) for length in claims.lengths)
            and self._sides_hold(claims, rows)
            and self._counts_hold(claims, rows)
        )

    def _people_hold(self, people: Sequence[str], rows: Sequence[Evidence]) -> bool:
        """Whether each person is of one of the rows, or named in the texts of what is cited."""
        tracks = {row.track_id.lower() for row in rows if row.track_id}
        others = [name for name in people if name.lower() not in tracks]
        texts = self._list_known_words() if others else ""
        return all(re.search(rf"(?<![a-z0-9]){re.escape(name.lower())}(?![a-z0-9])", texts) for name in others)

    def _verbs_hold(self, claims: PartClaims, rows: Sequence[Evidence], text: str) -> bool:
        if claims.verbs:
            return all(self._verb_holds(verb, claims, rows, text) for verb in claims.verbs)
        # A part that denies without a verb of its own denies those of the part before.
        return not claims.denies or self._may_deny([kind for verb in self.verbs for kind in verb.types])

    def _may_deny(self, types: Sequence[EventType]) -> bool:
        """Whether the plan asks for what did not happen, so that rows show it."""
        if self.plan.want is AnswerKind.EMPTY:
            return True
        return bool(self.plan.without_types) and (not types or not set(types).isdisjoint(self.plan.without_types))

    def _verb_holds(self, verb: VerbClaim, claims: PartClaims, rows: Sequence[Evidence], text: str) -> bool:
        if verb.negated:
            return self._may_deny(list(verb.types))
        if self.lexicon.presence.fullmatch(verb.word):
            return True
        people = [name.lower() for name in (claims.people or self.people)]
        if not people:
            return _show(rows, verb) or self._is_counted(verb) or self._rests_elsewhere(verb, text)
        return all(_show(_list_of_person(rows, person), verb) or self._rests_elsewhere(verb, text) for person in people)

    def _is_counted(self, verb: VerbClaim) -> bool:
        """Whether the sentence counts events over all rows: that names what is not cited, too."""
        facts = self.support.facts
        return facts.exact and self.has_counts and any(kind in verb.types for kind, _ in facts.type_counts)

    def _rests_elsewhere(self, verb: VerbClaim, text: str) -> bool:
        """Whether the table, or the event that the question is relative to, is what the verb is about."""
        if self.support.table is not None:
            named = {str(cell) for cell in self.support.list_cells()}
            return not self.plan.types or bool(
                verb.types & ({*self.plan.types} | {EventType(n) for n in named if n in EventType.__members__})
            )
        relative = self.plan.relative
        return relative is not None and not verb.types.isdisjoint(relative.types)

    def _select(self, claims: PartClaims, rows: Sequence[Evidence]) -> list[Evidence]:
        """The cited rows that the part is about: of its people, and of its events."""
        people = {name.lower() for name in (claims.people or self.people)}
        of_people = [row for row in rows if (row.track_id or "").lower() in people] or list(rows)
        if any(self.lexicon.presence.fullmatch(verb.word) for verb in claims.verbs):
            return of_people
        types = self._list_types(claims, with_negated=False)
        return [row for row in of_people if row.type in types] or of_people

    def _list_types(self, claims: PartClaims, *, with_negated: bool) -> frozenset[EventType]:
        """What the part's verbs, or those of the part before, tell of."""
        verbs = [verb for verb in (claims.verbs or self.verbs) if with_negated or not verb.negated]
        return frozenset(kind for verb in verbs for kind in verb.types)

    def _time_holds(self, claims: PartClaims, rows: Sequence[Evidence], index: int) -> bool:
        time = claims.times[index]
        if len(claims.people) == len(claims.times) > 1:
            # "P1 and P2 came in at 00:02 and 00:09": each has its own.
            own = [
                row
                for row in self._select(claims, rows)
                if (row.track_id or "").lower() == claims.people[index].lower()
            ]
            return self.support.fits_time(time, own)
        return self.support.fits_time(time, self._select(claims, rows))

    def _sides_hold(self, claims: PartClaims, rows: Sequence[Evidence]) -> bool:
        selected = self._select(claims, rows)
        known = {row.location for row in selected} | set(self.plan.locations)
        if self.support.table is not None or self.plan.want is AnswerKind.MOST:
            known |= {region.location for region in self.support.facts.regions}
            known |= {side for side in FrameLocation if side.value in map(str, self.support.list_cells())}
        texts = " ".join(f"{row.description} {row.description_ko or ''}" for row in selected)
        return all(side in known or self.lexicon.sides[side].search(texts) for side in claims.sides)

    def _genders_hold(self, genders: Sequence[Gender], rows: Sequence[Evidence]) -> bool:
        known = {row.gender for row in rows} | set(self.plan.genders)
        if self.support.table is not None:
            known |= {gender for gender in Gender if gender.value in map(str, self.support.list_cells())}
        texts = " ".join(f"{row.description} {row.description_ko or ''}" for row in rows)
        return all(gender in known or self.lexicon.genders[gender].search(texts) for gender in genders)

    def _counts_hold(self, claims: PartClaims, rows: Sequence[Evidence]) -> bool:
        return all(
            count.number in set(self._list_counts(count.unit, count.types, claims, rows)) for count in claims.counts
        )

    def _list_counts(
        self, unit: str, near: frozenset[EventType], claims: PartClaims, rows: Sequence[Evidence]
    ) -> Iterator[float]:
        types = self.either or near or self._list_types(claims, with_negated=True)
        selected = [row for row in rows if row.type in types] or list(rows)
        sides = claims.sides or self.sides
        if sides:
            yield from self.support.list_region_counts(sides)
        if self.plan.want is AnswerKind.MOST and not sides:
            yield from self.support.list_region_counts(list(FrameLocation))
        if unit != "events":
            yield from self.support.list_people_counts(selected, types)
        if unit != "people":
            yield from self.support.list_event_counts(selected, types)
        if not unit:
            yield from self._list_bare_numbers(rows)

    def _list_bare_numbers(self, rows: Sequence[Evidence]) -> Iterator[float]:
        """What a number without a unit may be: a place in an order, or how sure the analysis is."""
        yield from (float(self.plan.nth), float(abs(self.plan.visitor or 1)))
        yield from (round(row.confidence, 2) for row in rows)
        yield from (float(round(100 * row.confidence)) for row in rows)


def _list_of_person(rows: Sequence[Evidence], person: str) -> Sequence[Evidence]:
    """The person's rows; all rows where none is of that person."""
    return [row for row in rows if (row.track_id or "").lower() == person] or rows


def _show(rows: Sequence[Evidence], verb: VerbClaim) -> bool:
    """Whether one of the rows is, or tells of, what the verb says."""
    stem = verb.word.lower().split()[0][:5]
    return any(row.type in verb.types or _tells(row, stem) for row in rows)


def _tells(row: Evidence, stem: str) -> bool:
    """Whether the row's own texts have the word."""
    texts = (row.description, row.description_ko, row.action, row.interaction_target, *row.objects)
    return len(stem) > 2 and any(stem in text.lower() for text in texts if text)
