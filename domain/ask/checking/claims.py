"""What a part of a sentence claims: people, times, lengths, numbers, sides, and events that happened or did not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.ask.checking.lexicon import Lexicon
from models.enums import EventType, FrameLocation, Gender

_CLOCK = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2})[ T,]*)?"
    r"(?<![\d:.])(?P<first>\d{1,3}):(?P<second>\d{2})(?::(?P<third>\d{2}))?(?![\d:])"
)
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_PERSON = re.compile(r"(?<![A-Za-z0-9])[Pp]-?\d+(?![A-Za-z0-9])")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\d])")


@dataclass(frozen=True, slots=True)
class TimeClaim:
    """A time as it is written: a position in the video, a time of day, or either.

    parts: the two or three numbers. day: its date. pm: whether it is said to be after noon, None if nothing says.
    spoken: it is written in words, with as many parts as are said.
    """

    parts: tuple[int, ...]
    day: date | None = None
    pm: bool | None = None
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class LengthClaim:
    """A length of time in seconds. tolerance: how exact it is written."""

    seconds: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class CountClaim:
    """A number; unit: people, events or nothing that is known. before, after: the words around it."""

    number: float
    unit: str
    types: frozenset[EventType] = frozenset()


@dataclass(frozen=True, slots=True)
class VerbClaim:
    """That an event of one of the types happened, or did not. word: as it is written."""

    types: frozenset[EventType]
    word: str
    negated: bool


@dataclass(slots=True)
class PartClaims:
    """The claims of one part of a sentence."""

    people: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    times: list[TimeClaim] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    lengths: list[LengthClaim] = field(default_factory=list)
    counts: list[CountClaim] = field(default_factory=list)
    verbs: list[VerbClaim] = field(default_factory=list)
    sides: list[FrameLocation] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    denies: bool = False


def read_part(text: str, lexicon: Lexicon, known_people: Sequence[str]) -> PartClaims:
    """The claims of a part of a sentence, without marks of citations."""
    claims = PartClaims()
    rest = lexicon.harmless_negation.sub(" ", text)
    rest = _take_times(rest, lexicon, claims)
    rest = _take_lengths(rest, lexicon, claims)
    rest = _take_people(rest, lexicon, known_people, claims)
    claims.verbs = find_verbs(rest, lexicon)
    claims.denies = lexicon.negation.search(rest) is not None
    claims.sides = [side for side, pattern in lexicon.sides.items() if pattern.search(rest)]
    claims.genders = [gender for gender, pattern in lexicon.genders.items() if pattern.search(rest)]
    claims.counts = list(_find_counts(rest, lexicon))
    return claims


def _take_times(text: str, lexicon: Lexicon, claims: PartClaims) -> str:
    def take(match: re.Match[str]) -> str:
        names = match.re.groupindex
        spoken = "h" in names
        parts = (match["h"], match["m"], match["s"]) if spoken else (match["first"], match["second"], match["third"])
        day = None if spoken else _read_day(match["day"])
        before, after = text[: match.start()], text[match.end() : match.end() + 8].lstrip()
        pm = None
        if lexicon.afternoon.match(after) or lexicon.afternoon.search(before[-8:]):
            pm = True
        elif lexicon.morning.match(after) or lexicon.morning.search(before[-8:]):
            pm = False
        numbers = tuple(int(part) for part in parts if part is not None)
        claims.times.append(TimeClaim(numbers, day, pm, spoken))
        return " @ "

    rest = (
        lexicon.spoken_clock.sub(take, _CLOCK.sub(take, text))
        if lexicon.spoken_clock.groups
        else _CLOCK.sub(take, text)
    )
    claims.days = [day for found in _DAY.findall(rest) if (day := _read_day(found)) is not None]
    return _DAY.sub(" @ ", rest)


def _read_day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _take_lengths(text: str, lexicon: Lexicon, claims: PartClaims) -> str:
    def take(match: re.Match[str]) -> str:
        hours, minutes, seconds = match["h"], match["m"], match["s"]
        if hours is None and minutes is None and seconds is None:
            return match[0]
        total = 3600 * float(hours or 0) + 60 * float(minutes or 0) + float(seconds or 0)
        exact = 1.0 if seconds is not None else 60.0 if minutes is not None else 3600.0
        about = 0.15 * total if lexicon.about.search(text[: match.start()]) else 0.0
        claims.lengths.append(LengthClaim(total, max(exact, about)))
        return " ~ "

    return lexicon.duration.sub(take, text)


def _take_people(text: str, lexicon: Lexicon, known_people: Sequence[str], claims: PartClaims) -> str:
    """Names of people out of the text; those that something is done with are objects."""
    others = [re.escape(name) for name in sorted(known_people, key=len, reverse=True) if not _PERSON.fullmatch(name)]
    names = [rf"(?<![\w-]){name}(?![A-Za-z0-9_-])" for name in others]
    pattern = re.compile("|".join([_PERSON.pattern, *names]), re.IGNORECASE)

    def take(match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        coordinated = lexicon.joint.match(after) is not None and pattern.match(lexicon.joint.sub("", after, count=1))
        is_object = lexicon.object_before.search(before) or (lexicon.object_after.match(after) and not coordinated)
        (claims.objects if is_object else claims.people).append(match[0])
        return " # "

    return pattern.sub(take, text)


def find_verbs(text: str, lexicon: Lexicon) -> list[VerbClaim]:
    """The words for events; of words within longer ones, the longer ("walked in", not "walked")."""
    found: dict[tuple[int, int], set[EventType]] = {}
    if lexicon.any_verb.search(text) is None:
        return []
    for kind, pattern in lexicon.verbs.items():
        for match in pattern.finditer(text):
            found.setdefault(match.span(), set()).add(kind)
    spans = [
        span
        for span in sorted(found)
        if not any(other[0] <= span[0] and span[1] <= other[1] and other != span for other in found)
    ]
    return [
        VerbClaim(frozenset(found[span]), text[span[0] : span[1]], _is_negated(text, span, lexicon)) for span in spans
    ]


def _is_negated(text: str, span: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether a negation stands in the same part: in English before the verb, in Korean also behind it."""
    end = span[0] if lexicon.negates_before else len(text)
    return lexicon.negation.search(text, 0, end) is not None


def _find_counts(text: str, lexicon: Lexicon) -> Iterator[CountClaim]:
    for match in _NUMBER.finditer(text):
        yield _read_count(float(match[0].replace(",", "")), text[match.end() :], lexicon)
    for match in lexicon.numeral.finditer(text):
        claim = _read_count(float(lexicon.numerals[match["word"].lower()]), text[match.end() :], lexicon)
        if claim.unit:
            yield claim


def _read_count(number: float, after: str, lexicon: Lexicon) -> CountClaim:
    near = after[:30]
    types = frozenset(kind for claim in find_verbs(near[:20], lexicon) for kind in claim.types)
    if lexicon.people_unit.match(near):
        return CountClaim(number, "people", types)
    return CountClaim(number, "events" if lexicon.event_unit.match(near) else "", types)
