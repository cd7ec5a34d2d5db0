"""What a table says, in English."""

from collections.abc import Mapping
from typing import Any

from devstack.standin.nlg.en.grammar import (
    AGES,
    GENDERS,
    VERBS,
    format_count,
    format_length,
    format_people,
    join_words,
    kind_of_person,
    place,
)
from devstack.standin.nlg.en.rows import moment
from devstack.standin.nlg.tables import OF_THE_CLOCK, AnswerTable, clock_of_minute
from devstack.standin.nlg.writer_input import WriterInput, WriterRow

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BY = {
    "camera": "camera", "video": "video", "hour": "hour of the day", "minute": "minute", "day": "day",
    "weekday": "day of the week", "type": "type", "gender": "gender", "age_group": "age group", "location": "side",
}  # fmt: skip
_LISTED = 12


def answer(table: AnswerTable, case: WriterInput) -> str:
    """The answer; what rests on the table ends with [0]."""
    return " ".join([f"{_describe_rows(table, case)} [0].", *_moments(table, case)])


def _describe_rows(table: AnswerTable, case: WriterInput) -> str:
    if table.kind == "average_seconds":
        return _average_seconds(table, case)
    if table.kind != "count":
        return _average_number(table, case)
    counts = join_words([f"{_label(table.column, row)} {row[table.measure]}" for row in table.shown_rows])
    rest = f" and {table.hidden_count} more" if table.hidden_count else ""
    if table.extreme:
        return _extreme(table, case)
    return f"{_capital(_what(table, case))} by {_BY[table.column]}: {counts}{rest}"


def _extreme(table: AnswerTable, case: WriterInput) -> str:
    leading = table.leading
    number = leading[0][table.measure]
    order = "Most" if table.extreme == "most" else "Fewest"
    labels = join_words([_label(table.column, row, inside=True) for row in leading[:_LISTED]])
    each = " each" if len(leading) > 1 else ""
    others = [row for row in table.shown_rows if row not in leading]
    then = (
        f", then {join_words([f'{_label(table.column, row)} ({row[table.measure]})' for row in others])}"
        if others
        else ""
    )
    verb = VERBS[case.types[0]] if len(case.types) == 1 and table.measure == "people" else None
    did = f"{_who(case)} {verb.past}{_side(case, verb.towards)}" if verb else f"{_what(table, case)} were seen"
    return f"{order} {did} {labels} ({number}{each}){then}"


def _average_seconds(table: AnswerTable, case: WriterInput) -> str:
    verb = VERBS[case.types[0]] if len(case.types) == 1 else None
    did = f"{_who(case)} {verb.past} for" if verb else f"{_who(case)} stayed for"
    if not table.column:
        row = table.rows[0]
        of = (
            f"{format_people(row['people'])}, {format_count(row['events'], 'time', 'times')}"
            if "events" in row
            else format_people(row["people"])
        )
        return f"On average, {did} {format_length(float(row['average_seconds']))} ({of})"
    each = [
        f"{_label(table.column, row)} {format_length(float(row['average_seconds'] or 0))}" for row in table.shown_rows
    ]
    return f"On average, by {_BY[table.column]}, {did}: {join_words(each)}"


def _average_number(table: AnswerTable, case: WriterInput) -> str:
    row = table.rows[0]
    average = row[table.kind]
    unit = next(name for name in row if name != table.kind)
    shown = f"{average:g}" if isinstance(average, (int, float)) else str(average)
    over = format_count(row[unit], unit[:-1], unit)
    verb = VERBS[case.types[0]] if len(case.types) == 1 else None
    people_did = verb is not None and table.kind == "average_people"
    what = f"{_who(case)} {verb.past}" if verb and people_did else _what(table, case)
    return f"On average, {shown} {what} per {unit[:-1]} (over {over})"


def _who(case: WriterInput) -> str:
    return kind_of_person(case.genders, case.ages)[1]


def _what(table: AnswerTable, case: WriterInput) -> str:
    """ "thefts", "women who came in", "people on the left"."""
    verb = VERBS[case.types[0]] if len(case.types) == 1 else None
    side = _side(case, verb.towards if verb else "on")
    if table.measure == "people":
        return f"{_who(case)}{f' who {verb.past}' if verb else ''}{side}"
    return (verb.many if verb else "such events" if case.types else "events") + side


def _side(case: WriterInput, towards: str) -> str:
    return f" {place(case.locations[0], towards)}" if len(case.locations) == 1 else ""


def _label(column: str, row: Mapping[str, Any], *, inside: bool = False) -> str:
    """A row's name; inside: with its preposition, as in a sentence."""
    value = row[column]
    name, where = _name(column, value)
    return f"{where} {name}" if inside and where else name


def _name(column: str, value: Any) -> tuple[str, str]:
    if value is None:
        return "without a name", ""
    match column:
        case "hour":
            return f"{int(value):02d}:00–{(int(value) + 1) % 24:02d}:00", "at"
        case "minute":
            return f"{clock_of_minute(int(value))}–{clock_of_minute(int(value) + 1)} of the video", "at"
        case "weekday":
            return _DAYS[int(value) - 1], "on"
        case "type":
            return VERBS[value].many if value in VERBS else str(value), "of the type"
        case "gender":
            return GENDERS[value][1] if value in GENDERS else "unknown", "of"
        case "age_group":
            return AGES[value][1] if value in AGES else "unknown", "of"
        case "location":
            return (place(value, "on"), "") if value in ("LEFT", "CENTER", "RIGHT") else ("unknown", "")
        case "day":
            return str(value), "on"
    return f"'{value}'", "by the camera" if column == "camera" else "in"


def _when(row: WriterRow, table: AnswerTable, case: WriterInput) -> str:
    """A row's time: by the clock where hours or days were counted."""
    return row.clock if table.column in OF_THE_CLOCK and row.clock else moment(row, case)


def _moments(table: AnswerTable, case: WriterInput) -> list[str]:
    """The moments that the table counts, each cited."""
    shown = [f"{_when(row, table, case)} [{row.number}]" for row in case.rows[:_LISTED]]
    some = case.events > len(shown)
    return [f"{'Some of the moments' if some else 'The moments'}: {', '.join(shown)}."] if shown else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
