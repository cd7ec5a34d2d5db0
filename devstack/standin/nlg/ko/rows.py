"""Rows as Korean clauses and sentences: "P1은 00:20부터 00:45까지 왼쪽에 서 있었습니다(25초)"."""

from collections.abc import Sequence
from itertools import pairwise

from devstack.standin.nlg.ko.grammar import GENDERS, PLACES, VERBS, KoreanVerb, format_length
from devstack.standin.nlg.story import drop_short_walks, follows, split_into_sentences
from devstack.standin.nlg.writer_input import MOMENT_SECONDS, WriterInput, WriterRow, cite, group_by_person
from models.text.particles import add_particle

_CLAUSES_A_SENTENCE = 6
_UNUSUAL = KoreanVerb("이상 상황", "이상 상황이 있었습니다", "이상 상황이 있다가", "이상 상황인", "이상 상황이 아닌")


def lasts(row: WriterRow) -> bool:
    return VERBS[row.type].spans and row.seconds >= MOMENT_SECONDS


def when(row: WriterRow, case: WriterInput) -> str:
    """ "00:12에", "00:20부터 00:45까지"; by the clock where the question was."""
    place = f"‘{row.video}’ 영상 " if case.several_videos else ""
    if case.times_of_day and row.clock:
        start = f"{place}{clock(row, case)}"
        return f"{start}부터 {format_length(row.seconds)} 동안" if lasts(row) else f"{start}에"
    first, last = row.timecodes
    return f"{place}{first}부터 {last}까지" if lasts(row) and first != last else f"{place}{first}에"


def clock(row: WriterRow, case: WriterInput) -> str:
    """The time of day; with its date where the rows are of several days."""
    days = {other.clock[:10] for other in case.rows if other.clock}
    return row.clock[11:] if len(days) == 1 else row.clock


def moment(row: WriterRow, case: WriterInput) -> str:
    """A row's time alone, for lists: "00:12"."""
    place = f"‘{row.video}’ " if case.several_videos else ""
    return place + (clock(row, case) if case.times_of_day and row.clock else row.timecodes[0])


def dated(row: WriterRow, case: WriterInput) -> str:
    """A row's time; among several cameras with its day: "2026-11-22 21:03:40(영상 03:40)"."""
    if not row.clock or not (case.several_videos or case.only_video) or case.times_of_day:
        return moment(row, case)
    return f"{row.clock}(영상 {row.timecodes[0]})"


def where(row: WriterRow) -> str:
    if row.location not in PLACES:
        return ""
    side = PLACES[row.location]
    particle = VERBS[row.type].place
    return add_particle(side, "으로/로") if particle == "으로" else side + particle


def name(row: WriterRow) -> str:
    gender = GENDERS.get(row.gender)
    return (f"{row.who}({gender})" if gender else row.who) or "누군가"


def verb_of(row: WriterRow) -> KoreanVerb:
    """Smoke, an alarm: what is unusual need not be done by anybody."""
    return _UNUSUAL if row.type == "ANOMALY" and not row.who else VERBS[row.type]


def subject(row: WriterRow) -> str:
    if row.type == "ANOMALY" and not row.who:
        return ""
    if row.who:
        return add_particle(name(row), "은/는")
    return "사람들이" if row.type == "CROWDING" else "누군가"


def clause(row: WriterRow, case: WriterInput, *, last: bool) -> str:
    verb = verb_of(row)
    done = _write_verb(row, verb.past if last else verb.joining)
    words = [when(row, case), where(row), done]
    tail = f"({format_length(row.seconds)})" if last and lasts(row) and not case.times_of_day else ""
    return " ".join(word for word in words if word) + tail


def _write_verb(row: WriterRow, verb: str) -> str:
    """The verb with what it was done to, where that is known: "향수를 훔쳤습니다", "P2와 접촉했습니다"."""
    if not row.target:
        return verb
    if row.type == "INTERACTION":
        return f"{add_particle(row.target, '과/와')} {verb}"
    for thing in ("물건을 ", "기물을 "):
        if verb.startswith(thing):
            return f"{add_particle(row.target, '을/를')} {verb.removeprefix(thing)}"
    return verb


def sentence(row: WriterRow, case: WriterInput) -> str:
    return f"{subject(row)} {clause(row, case, last=True)} {cite([row.number])}.".strip()


def write_story(rows: Sequence[WriterRow], case: WriterInput) -> list[str]:
    """Rows as a story of each person, a few clauses a sentence. Rows without a number are not cited."""
    sentences = []
    for mine in group_by_person(rows).values():
        numbers = [row.number for row in mine if row.number]
        parts = split_into_sentences(drop_short_walks(mine), _CLAUSES_A_SENTENCE)
        for place, part in enumerate(parts):
            marks = f" {cite(numbers if len(parts) == 1 else [row.number for row in part if row.number])}"
            start = subject(part[0]) if not place else f"이어 {subject(part[0])}"
            clauses = [
                _write_clause(row, case, before, last=row is part[-1]) for before, row in pairwise([None, *part])
            ]
            sentences.append(f"{start} {' '.join(clauses)}{marks if numbers else ''}.".strip())
    return sentences


def _write_clause(row: WriterRow | None, case: WriterInput, before: WriterRow | None, *, last: bool) -> str:
    """A clause of a story: what follows at once on what came before needs no time of its own."""
    assert row is not None
    verb = verb_of(row)
    at_once = before is not None and follows(before, row)
    if not lasts(row):
        words = [when(row, case), where(row)]
    elif at_once:
        words = [where(row), f"{format_length(row.seconds)} 동안"]
    else:
        words = [f"{moment(row, case)}부터", where(row), f"{format_length(row.seconds)} 동안"]
    return " ".join(word for word in [*words, _write_verb(row, verb.past if last else verb.joining)] if word)
