"""Rows as English clauses and sentences: "P1 stood on the left from 00:20 to 00:45 (25 s)"."""

from collections.abc import Sequence
from itertools import pairwise

from devstack.standin.nlg.en.grammar import GENDERS, VERBS, format_length, join_words, place
from devstack.standin.nlg.story import drop_short_walks, follows, split_into_sentences
from devstack.standin.nlg.writer_input import MOMENT_SECONDS, WriterInput, WriterRow, cite, group_by_person

_CLAUSES_A_SENTENCE = 6


def lasts(row: WriterRow) -> bool:
    return VERBS[row.type].spans and row.seconds >= MOMENT_SECONDS


def when(row: WriterRow, case: WriterInput) -> str:
    """ "at 00:12", "from 00:20 to 00:45"; by the clock where the question was."""
    video = f" of '{row.video}'" if case.several_videos else ""
    if case.times_of_day and row.clock:
        return f"at {clock(row, case)}{f' for {format_length(row.seconds)}' if lasts(row) else ''}{video}"
    first, last = row.timecodes
    return (f"from {first} to {last}" if lasts(row) and first != last else f"at {first}") + video


def clock(row: WriterRow, case: WriterInput) -> str:
    """The time of day; with its date where the rows are of several days."""
    days = {other.clock[:10] for other in case.rows if other.clock}
    return row.clock[11:] if len(days) == 1 else row.clock


def moment(row: WriterRow, case: WriterInput) -> str:
    """A row's time alone, for lists: "00:12"."""
    video = f" of '{row.video}'" if case.several_videos else ""
    return (clock(row, case) if case.times_of_day and row.clock else row.timecodes[0]) + video


def dated(row: WriterRow, case: WriterInput) -> str:
    """A row's time; among several cameras with its day: "2026-11-22 21:03:40 (03:40 of the video)"."""
    if not row.clock or not (case.several_videos or case.only_video) or case.times_of_day:
        return moment(row, case)
    return f"{row.clock} ({row.timecodes[0]} of the video)"


def where(row: WriterRow) -> str:
    if row.location not in ("LEFT", "CENTER", "RIGHT"):
        return ""
    return place(row.location, VERBS[row.type].towards)


def name(row: WriterRow) -> str:
    gender = GENDERS.get(row.gender)
    if not row.who:
        return {"CROWDING": "people", "ANOMALY": "something unusual"}.get(row.type, "someone")
    return f"{row.who} (a {gender[0]})" if gender else row.who


def clause(row: WriterRow, case: WriterInput) -> str:
    words = [_write_verb(row), where(row), when(row, case)]
    tail = f" ({format_length(row.seconds)})" if lasts(row) and not case.times_of_day else ""
    return " ".join(word for word in words if word) + tail


def _write_verb(row: WriterRow) -> str:
    """The verb with what it was done to, where that is known: "stole perfume", "interacted with P2"."""
    # Smoke, an alarm: what is unusual need not be done by anybody.
    past = "happened" if row.type == "ANOMALY" and not row.who else VERBS[row.type].past
    if not row.target:
        return past
    if row.type == "INTERACTION":
        return f"{past} with {row.target}"
    if row.type == "PICKING":
        return f"picked up {row.target}"
    return past.replace("something", row.target)


def sentence(row: WriterRow, case: WriterInput) -> str:
    return f"{capitalize(name(row))} {clause(row, case)} {cite([row.number])}."


def write_story(rows: Sequence[WriterRow], case: WriterInput) -> list[str]:
    """Rows as a story of each person, a few clauses a sentence. Rows without a number are not cited."""
    sentences = []
    for mine in group_by_person(rows).values():
        numbers = [row.number for row in mine if row.number]
        parts = split_into_sentences(drop_short_walks(mine), _CLAUSES_A_SENTENCE)
        for number, part in enumerate(parts):
            marks = f" {cite(numbers if len(parts) == 1 else [row.number for row in part if row.number])}"
            who = name(part[0]) if not number else f"then {part[0].who or 'someone'}"
            clauses = [_write_clause(row, case, before) for before, row in pairwise([None, *part])]
            sentences.append(f"{capitalize(who)} {join_words(clauses)}{marks if numbers else ''}.")
    return sentences


def _write_clause(row: WriterRow | None, case: WriterInput, before: WriterRow | None) -> str:
    """A clause of a story: what follows at once on what came before needs no time of its own."""
    assert row is not None
    if not lasts(row):
        return clause(row, case)
    start = "" if before is not None and follows(before, row) else f"from {moment(row, case)}"
    words = [_write_verb(row), where(row), f"for {format_length(row.seconds)}", start]
    return " ".join(word for word in words if word)


def capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
