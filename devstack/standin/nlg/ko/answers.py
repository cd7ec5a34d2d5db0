"""Answers in Korean."""

from collections.abc import Callable, Mapping, Sequence

from devstack.standin.nlg.ko.grammar import PLACES, VERBS, format_length, format_ordinal
from devstack.standin.nlg.ko.rows import dated, moment, name, sentence, where, write_story
from devstack.standin.nlg.ko.who import all_of, kinds_shown, noun, one_of, people_asked_for, total
from devstack.standin.nlg.writer_input import WriterInput, cite, cite_ends
from models.text.particles import add_particle

_YES_OR_NO = ("네, ", "아니요, ")
_DETAILED = 5
_DETAILED_YES = 3
_LISTED = 12


def answer(case: WriterInput) -> str:
    """The answer, its sentences cited."""
    text = " ".join(_WRITERS.get(case.want, _list)(case))
    if not case.only_video:
        return text
    yes_or_no = next((start for start in _YES_OR_NO if text.startswith(start)), "")
    return f"{yes_or_no}‘{case.only_video}’ 영상에서 {text.removeprefix(yes_or_no)}"


def _list(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    if not case.types and not case.without:
        return _overview(case)
    if len(case.rows) == 1:
        return [sentence(case.rows[0], case)]
    if case.people == 1 and case.events == len(case.rows) <= _DETAILED and len(case.types) > 1:
        return write_story(case.rows, case)
    counter = total(case) if case.people else f"장면 {case.events}건"
    head = f"{add_particle(people_asked_for(case), '은/는')} {'모두 ' if case.exact else ''}{counter}입니다"
    return [f"{head}{_partly(case)} {cite(case.numbers)}.", *_details(case)]


def _partly(case: WriterInput) -> str:
    if case.events > len(case.rows) and case.types and not case.want.startswith("COUNT"):
        return f"(장면 {case.events}건 중 {len(case.rows)}건을 표시합니다)"
    return ""


def _details(case: WriterInput) -> list[str]:
    """Each row by itself, or a list of times where there are many."""
    if case.together and case.people == 1:
        return write_story(case.rows, case)
    if len(case.rows) <= (_DETAILED_YES if case.want == "EXISTS" else _DETAILED):
        return [sentence(row, case) for row in case.rows]
    return [_times(case)]


def _times(case: WriterInput) -> str:
    times = [f"{moment(row, case)}({row.who}) [{row.number}]" if row.who else f"{moment(row, case)} [{row.number}]"
            for row in case.rows[:_LISTED]]  # fmt: skip
    rest = len(case.rows) - len(times)
    ending = f" 등 {len(case.rows)}건입니다." if rest else "입니다."
    return f"시각은 {', '.join(times)}{ending}"


def _overview(case: WriterInput) -> list[str]:
    kinds = [f"{VERBS[kind].noun} {count}건" for kind, count in list(case.kinds.items())[:4] if kind in VERBS]
    people = f"{case.people}명이 보이고 " if case.people else ""
    counts = f"({', '.join(kinds)})" if len(kinds) > 1 else ""
    if case.people == 1 and case.events == len(case.rows):
        return write_story(case.rows, case)
    head = f"{people}이벤트 {case.events}건이 있었습니다{counts} {cite_ends(case.numbers)}."
    return [head, *write_story(case.rows, case)]


def _quoted(case: WriterInput) -> list[str]:
    """Rows found by words that no field holds: what their description says, as it says it."""
    fitting = f"‘{case.text}’에 맞는 장면"
    head = f"{fitting}은 {len(case.rows)}건입니다 {cite(case.numbers)}."
    if case.want == "EXISTS":
        head = f"{'아니요' if case.negated else '네'}, {fitting}이 {len(case.rows)}건 있습니다 {cite(case.numbers)}."
    if case.types:
        return _details(case) if len(case.rows) == 1 and case.want == "LIST" else [head, *_details(case)]
    return [
        head,
        *(f"{moment(row, case)}: “{row.description.rstrip('.')}” [{row.number}]." for row in case.rows[:_DETAILED]),
    ]


def _count_people(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    if case.single and not case.locations and not case.without and case.people:
        who = "" if noun(case) == "사람" else f"{add_particle(noun(case), '은/는')} "
        head = f"{who}모두 {case.people}명이 {VERBS[case.single].past} {cite(case.numbers)}."
    elif not case.people:
        head = f"사람을 구별할 수는 없지만, 해당하는 장면은 {case.events}건입니다 {cite(case.numbers)}."
    else:
        who = people_asked_for(case) if case.types or case.without or case.locations else f"영상에 나온 {noun(case)}"
        head = f"{add_particle(who, '은/는')} 모두 {case.people}명입니다 {cite(case.numbers)}."
    return [head, _times(case)]


def _count_events(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    shown = f"(그중 {len(case.rows)}건을 표시합니다)" if case.events > len(case.rows) else ""
    if case.single and not VERBS[case.single].spans:
        place = f"{one_of([PLACES[side] for side in case.locations])} " if case.locations else ""
        what, counter = f"{place}{VERBS[case.single].noun}", "번 있었습니다"
    else:
        what, counter = f"{people_asked_for(case).removesuffix(noun(case))}장면", "건입니다"
    head = f"{add_particle(what, '은/는')} 모두 {case.events}{counter}{shown} {cite(case.numbers)}."
    return [head, _times(case)]


def _end(case: WriterInput) -> list[str]:
    """The first or the last."""
    row = case.rows[0]
    first = case.want == "FIRST"
    order = ("가장 먼저" if first else "마지막으로") if case.nth == 1 else (
        f"{format_ordinal(case.nth)}로" if first else f"뒤에서 {format_ordinal(case.nth)}로")  # fmt: skip
    verb = VERBS[row.type]
    at = dated(row, case)
    if not row.who:
        return [f"{order} 기록된 {add_particle(verb.noun, '은/는')} {at}에 있었습니다 [{row.number}]."]
    doing = verb.who if case.types else "보인"
    who = f"{order} {doing} {add_particle(noun(case), '은/는')} {add_particle(name(row), '으로/로')}"
    place = f"{where(row)} " if where(row) else ""
    return [f"{who}, {at}에 {place}{verb.past} [{row.number}]."]


def _exists(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    yes = "아니요" if case.negated else "네"
    who = add_particle(people_asked_for(case), "이/가") if case.people else "해당하는 장면이"
    head = f"{yes}, {who} {total(case)} 있었습니다{_partly(case)} {cite(case.numbers)}."
    return [head, *_details(case)]


def _duration(case: WriterInput) -> list[str]:
    stays = [_describe_stay(person, case) for person in case.persons if person.get("evidence")]
    return stays[:_DETAILED] or _list(case)


def _describe_stay(person: Mapping[str, object], case: WriterInput) -> str:
    numbers = _numbers(person)
    seconds = format_length(float(str(person["seconds"])))
    time = str(person["time"])
    who = add_particle(str(person["person"]), "은/는")
    if not case.types:
        first, _, last = time.partition("–")
        return f"{who} {first}부터 {last or first}까지 {seconds} 동안 머물렀습니다 {cite(numbers)}."
    verbs = kinds_shown(case)
    return f"{who} 모두 {seconds} 동안 {VERBS[verbs[0]].past}({time}) {cite(numbers)}."


def _numbers(person: Mapping[str, object]) -> list[int]:
    numbers = person["evidence"]
    return [int(number) for number in numbers] if isinstance(numbers, Sequence) else []


def _extreme(case: WriterInput) -> list[str]:
    """The longest or the shortest."""
    if not case.persons:
        return _list(case)
    person = case.persons[0]
    order = "가장 오래" if case.want == "LONGEST" else "가장 짧게"
    doing = VERBS[kinds_shown(case)[0]].who if kinds_shown(case) else "머문"
    numbers = _numbers(person)
    who = f"{order} {doing} {add_particle(noun(case), '은/는')} {add_particle(str(person['person']), '으로/로')}"
    return [f"{who}, {format_length(float(str(person['seconds'])))} 동안입니다({person['time']}) {cite(numbers)}."]


def _peak(peak: Mapping[str, object], case: WriterInput) -> str:
    first, _, last = str(peak["time"]).partition("–")
    time = f"{first}부터 {last}까지" if last else first
    together = "동시에 " if peak["people"] != 1 else ""
    return f"사람이 가장 많았던 때는 {time}이며, {together}{peak['people']}명이 있었습니다 {cite(case.numbers)}."


def _empty(case: WriterInput) -> list[str]:
    if not case.gaps:
        return [f"사람이 보이지 않은 때는 없습니다 {cite_ends(case.numbers)}."]
    shown = ", ".join(case.gaps[:_LISTED])
    more = f" 등 {len(case.gaps)}번" if len(case.gaps) > _LISTED else ""
    return [f"사람이 보이지 않은 때는 {shown}{more}입니다 {cite(case.numbers)}."]


def _most(case: WriterInput) -> list[str]:
    if case.peak is not None:
        return [_peak(case.peak, case)]
    if case.by_place and case.sides:
        most = case.sides[0]["people"]
        top = [PLACES[str(side["location"])] for side in case.sides if side["people"] == most]
        others = [(PLACES[str(side["location"])], side["people"]) for side in case.sides if side["people"] != most]
        rest = ", ".join(f"{add_particle(place, '은/는')} {people}명" for place, people in others)
        head = f"사람이 가장 많이 보인 쪽은 {all_of(top)}({'각각 ' if len(top) > 1 else ''}{most}명)"
        return [f"{head}{f'이고, {rest}' if rest else ''}입니다 {cite(case.numbers)}."]
    if not case.persons:
        return _list(case)
    person = case.persons[0]
    doing = VERBS[kinds_shown(case)[0]].who if kinds_shown(case) else "보인"
    who = f"가장 많이 {doing} {add_particle(noun(case), '은/는')} {add_particle(str(person['person']), '으로/로')}"
    return [f"{who}, 장면 {person['events']}건이 있습니다 {cite(case.numbers)}."]


_WRITERS: Mapping[str, Callable[[WriterInput], list[str]]] = {
    "LIST": _list,
    "COUNT_PEOPLE": _count_people,
    "COUNT_EVENTS": _count_events,
    "FIRST": _end,
    "LAST": _end,
    "EXISTS": _exists,
    "DURATION": _duration,
    "LONGEST": _extreme,
    "SHORTEST": _extreme,
    "MOST": _most,
    "EMPTY": _empty,
}
