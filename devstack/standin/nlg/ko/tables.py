"""What a table says, in Korean."""

from collections.abc import Mapping
from typing import Any

from devstack.standin.nlg.ko.grammar import AGES, GENDERS, PLACES, VERBS, format_length
from devstack.standin.nlg.ko.rows import moment
from devstack.standin.nlg.ko.who import noun
from devstack.standin.nlg.tables import OF_THE_CLOCK, AnswerTable, clock_of_minute
from devstack.standin.nlg.writer_input import WriterInput, WriterRow
from models.text.particles import add_particle

_DAYS = ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일")
_BY = {
    "camera": "카메라", "video": "영상", "hour": "시간대", "minute": "시간대", "day": "날짜",
    "weekday": "요일", "type": "유형", "gender": "성별", "age_group": "연령대", "location": "위치",
}  # fmt: skip
_UNITS = {
    "days": ("하루", "일"),
    "hours": ("시간당", "시간"),
    "cameras": ("카메라당", "대"),
    "videos": ("영상당", "개"),
}
_LISTED = 12


def answer(table: AnswerTable, case: WriterInput) -> str:
    """The answer; what rests on the table ends with [0]."""
    return " ".join([f"{_describe_rows(table, case)} [0].", *_moments(table, case)])


def _describe_rows(table: AnswerTable, case: WriterInput) -> str:
    if table.kind == "average_seconds":
        return _average_seconds(table, case)
    if table.kind != "count":
        return _average_number(table, case)
    if table.extreme:
        return _extreme(table, case)
    counts = ", ".join(_counted(table, row) for row in table.shown_rows)
    rest = f" 외 {table.hidden_count}개" if table.hidden_count else ""
    by = _BY[table.column] if table.column == "gender" else f"{_BY[table.column]}별"
    return f"{by} {add_particle(_what(table, case), '은/는')} {counts}{rest}입니다"


def _counted(table: AnswerTable, row: Mapping[str, Any]) -> str:
    return f"{_name(table.column, row[table.column])} {row[table.measure]}{_counter(table)}"


def _counter(table: AnswerTable) -> str:
    return "명" if table.measure == "people" else "건"


def _extreme(table: AnswerTable, case: WriterInput) -> str:
    leading = table.leading
    number = f"{leading[0][table.measure]}{_counter(table)}"
    labels = ", ".join(_name(table.column, row[table.column]) for row in leading[:_LISTED])
    each = "각각 " if len(leading) > 1 else ""
    order = "많은" if table.extreme == "most" else "적은"
    others = [row for row in table.shown_rows if row not in leading]
    then = f"이고, {', '.join(_counted(table, row) for row in others)}" if others else ""
    subject = add_particle(_what(table, case), "이/가")
    column = add_particle(_BY[table.column], "은/는")
    return f"{subject} 가장 {order} {column} {labels}({each}{number}){then}입니다"


def _average_seconds(table: AnswerTable, case: WriterInput) -> str:
    doing = f"{VERBS[case.types[0]].who} 시간" if len(case.types) == 1 else "체류 시간"
    if not table.column:
        row = table.rows[0]
        of = f"{row['people']}명" + (f", {row['events']}건" if "events" in row else "")
        return f"{add_particle(doing, '은/는')} 평균 {format_length(float(row['average_seconds']))}입니다({of} 기준)"
    each = [
        f"{_name(table.column, row[table.column])} {format_length(float(row['average_seconds'] or 0))}"
        for row in table.shown_rows
    ]
    return f"{_BY[table.column]}별 {add_particle(doing, '은/는')} 평균 {', '.join(each)}입니다"


def _average_number(table: AnswerTable, case: WriterInput) -> str:
    row = table.rows[0]
    average = row[table.kind]
    unit = next(name for name in row if name != table.kind)
    per, counter = _UNITS[unit]
    shown = f"{average:g}" if isinstance(average, (int, float)) else str(average)
    number = f"{shown}{'명' if table.kind == 'average_people' else '건'}"
    return f"{add_particle(_what(table, case), '은/는')} {per} 평균 {number}입니다({row[unit]}{counter} 기준)"


def _what(table: AnswerTable, case: WriterInput) -> str:
    """ "절도", "들어온 여성", "왼쪽의 사람"."""
    verb = VERBS[case.types[0]] if len(case.types) == 1 else None
    side = f"{PLACES[case.locations[0]]}{verb.place if verb else '의'} " if len(case.locations) == 1 else ""
    if table.measure == "people":
        return f"{side}{f'{verb.who} ' if verb else ''}{noun(case)}"
    return side + (verb.noun if verb else "해당 장면" if case.types else "이벤트")


def _name(column: str, value: Any) -> str:
    if value is None:
        return "이름 없음"
    match column:
        case "hour":
            return f"{int(value)}시~{(int(value) + 1) % 24}시"
        case "minute":
            return f"영상 {clock_of_minute(int(value))}~{clock_of_minute(int(value) + 1)}"
        case "weekday":
            return _DAYS[int(value) - 1]
        case "type":
            return VERBS[value].noun if value in VERBS else str(value)
        case "gender":
            return GENDERS.get(value, "알 수 없음")
        case "age_group":
            return AGES.get(value, "알 수 없음")
        case "location":
            return PLACES.get(value, "알 수 없음")
        case "day":
            return str(value)
    return f"‘{value}’"


def _when(row: WriterRow, table: AnswerTable, case: WriterInput) -> str:
    """A row's time: by the clock where hours or days were counted."""
    return row.clock if table.column in OF_THE_CLOCK and row.clock else moment(row, case)


def _moments(table: AnswerTable, case: WriterInput) -> list[str]:
    """The moments that the table counts, each cited."""
    shown = [f"{_when(row, table, case)} [{row.number}]" for row in case.rows[:_LISTED]]
    some = "그중 일부는" if case.events > len(shown) else "해당하는 장면은"
    return [f"{some} {', '.join(shown)}입니다."] if shown else []
