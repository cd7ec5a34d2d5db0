"""Answers in English."""

from collections.abc import Callable, Mapping, Sequence

from devstack.standin.nlg.en.grammar import (
    VERBS,
    format_count,
    format_length,
    format_ordinal,
    format_people,
    join_words,
    kind_of_person,
    place,
)
from devstack.standin.nlg.en.rows import dated, moment, name, sentence, where, write_story
from devstack.standin.nlg.writer_input import WriterInput, cite, cite_ends

_YES_OR_NO = ("Yes, ", "In fact, ")
_DETAILED = 5
_DETAILED_YES = 3
_LISTED = 12


def answer(case: WriterInput) -> str:
    """The answer, its sentences cited."""
    text = " ".join(_WRITERS.get(case.want, _list)(case))
    if not case.only_video:
        return text
    start = next((start for start in _YES_OR_NO if text.startswith(start)), "")
    rest = text.removeprefix(start)
    # People have names such as P1, which stay as they are.
    rest = rest if rest[1:2].isdigit() else rest[:1].lower() + rest[1:]
    return f"{start}in '{case.only_video}' {rest}" if start else f"In '{case.only_video}', {rest}"


def _kinds(case: WriterInput) -> list[str]:
    """The kinds asked for that the rows show, in the question's order."""
    shown = {row.type for row in case.rows}
    return [kind for kind in case.types if kind in shown]


def _who(number: int, case: WriterInput) -> str:
    """ "3 people", "1 woman"."""
    return format_count(number, *kind_of_person(case.genders, case.ages))


def _describe_actions(case: WriterInput) -> str:
    """What they did, in the past: "stood on the left", "did not leave", "came in and did not stand still"."""
    verbs = [VERBS[kind] for kind in _kinds(case)]
    side = ""
    if len(case.locations) == 1:
        side = " " + place(case.locations[0], verbs[0].towards if verbs else "on")
    elif case.locations:
        side = " " + " or ".join(place(location, verbs[0].towards if verbs else "on") for location in case.locations)
    not_done = " or ".join(VERBS[kind].base for kind in case.without)
    if verbs:
        done = (_and if case.together else _or)([verb.past for verb in verbs]) + side + _lasting(case)
        return f"{done} and did not {not_done}" if not_done else done
    if not_done:
        return f"did not {not_done}"
    return f"{'was' if case.people == 1 else 'were'} seen{side}"


def _lasting(case: WriterInput) -> str:
    least, most = case.lasting or (None, None)
    words = [f" for at least {format_length(least)}"] if least else []
    return "".join([*words, f" for at most {format_length(most)}"] if most else words)


def _and(words: Sequence[str]) -> str:
    return " and then ".join(words)


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def _list(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    if not case.types and not case.without:
        return _overview(case)
    if len(case.rows) == 1:
        return [sentence(case.rows[0], case)]
    if case.people == 1 and case.events == len(case.rows) <= _DETAILED and len(case.types) > 1:
        return write_story(case.rows, case)
    if not case.people:
        total = format_count(case.events, "such event", "such events")
        return [f"There are {total}{_partly(case)} {cite(case.numbers)}.", *_details(case)]
    return [
        f"{_who(case.people, case)} {_describe_actions(case)}{_partly(case)} {cite(case.numbers)}.",
        *_details(case),
    ]


def _partly(case: WriterInput) -> str:
    if case.events > len(case.rows) and case.types and not case.want.startswith("COUNT"):
        return f" ({len(case.rows)} of {case.events} moments are shown)"
    return ""


def _details(case: WriterInput) -> list[str]:
    """Each row by itself, or a list of times where there are many."""
    if case.together and case.people == 1:
        return write_story(case.rows, case)
    if len(case.rows) <= (_DETAILED_YES if case.want == "EXISTS" else _DETAILED):
        return [sentence(row, case) for row in case.rows]
    return [_times(case)]


def _times(case: WriterInput) -> str:
    times = [f"{moment(row, case)} ({row.who}) [{row.number}]" if row.who else f"{moment(row, case)} [{row.number}]"
            for row in case.rows[:_LISTED]]  # fmt: skip
    rest = len(case.rows) - len(times)
    listing = f"{', '.join(times)} and {rest} more" if rest else join_words(times)
    return f"{'The time is' if len(case.rows) == 1 else 'The times are'} {listing}."


def _overview(case: WriterInput) -> list[str]:
    if case.people == 1 and case.events == len(case.rows):
        return write_story(case.rows, case)
    kinds = [
        format_count(count, VERBS[kind].one, VERBS[kind].many)
        for kind, count in list(case.kinds.items())[:4]
        if kind in VERBS
    ]
    seen = f"{format_people(case.people)} {'was' if case.people == 1 else 'were'} seen, in " if case.people else ""
    counts = f": {join_words(kinds)}" if len(kinds) > 1 else ""
    total = format_count(case.events, "event", "events")
    return [f"{seen}{total}{counts} {cite_ends(case.numbers)}.", *write_story(case.rows, case)]


def _quoted(case: WriterInput) -> list[str]:
    """Rows found by words that no field holds: what their description says, as it says it."""
    start = ("In fact, " if case.negated else "Yes, ") if case.want == "EXISTS" else ""
    fit = format_count(len(case.rows), "moment fits", "moments fit")
    head = f"{start}{fit} “{case.text}” {cite(case.numbers)}."
    if case.types:
        return _details(case) if len(case.rows) == 1 and case.want == "LIST" else [head, *_details(case)]
    return [
        head,
        *(f"At {moment(row, case)}: “{row.description.rstrip('.')}” [{row.number}]." for row in case.rows[:_DETAILED]),
    ]


def _count_people(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    if not case.people:
        head = (
            f"People cannot be told apart here, but there are {format_count(case.events, 'such event', 'such events')}"
        )
    else:
        head = f"{_who(case.people, case)} {_describe_actions(case)}"
    return [f"{head} {cite(case.numbers)}.", _times(case)]


def _count_events(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    verb = VERBS[case.single] if case.single else None
    total = (
        format_count(case.events, verb.one, verb.many)
        if verb
        else format_count(case.events, "such event", "such events")
    )
    side = f" {place(case.locations[0], 'on')}" if len(case.locations) == 1 else ""
    shown = f", of which {len(case.rows)} are cited" if case.events > len(case.rows) else ""
    be = "was" if case.events == 1 else "were"
    return [f"There {be} {total}{side}{shown} {cite(case.numbers)}.", _times(case)]


def _end(case: WriterInput) -> list[str]:
    """The first or the last."""
    row = case.rows[0]
    first = case.want == "FIRST"
    order = (
        ("first" if first else "last")
        if case.nth == 1
        else format_ordinal(case.nth) + ("" if first else " from the end")
    )
    verb = VERBS[row.type]
    side = f" {where(row)}" if where(row) else ""
    at = dated(row, case)
    if not row.who:
        return [f"The {order} {verb.one} was at {at}{side and f',{side}'} [{row.number}]."]
    noun = _who(1, case).removeprefix("1 ")
    doing = f"to {verb.base}" if case.types else "seen"
    return [f"The {order} {noun} {doing} was {name(row)},{side} at {at} [{row.number}]."]


def _exists(case: WriterInput) -> list[str]:
    if case.text:
        return _quoted(case)
    start = "In fact" if case.negated else "Yes"
    if not case.people:
        total = format_count(case.events, "such event", "such events")
        return [
            f"{start}, there {'was' if case.events == 1 else 'were'} {total} {cite(case.numbers)}.",
            *_details(case),
        ]
    return [
        f"{start}, {_who(case.people, case)} {_describe_actions(case)}{_partly(case)} {cite(case.numbers)}.",
        *_details(case),
    ]


def _duration(case: WriterInput) -> list[str]:
    stays = [_describe_stay(person, case) for person in case.persons if person.get("evidence")]
    return stays[:_DETAILED] or _list(case)


def _describe_stay(person: Mapping[str, object], case: WriterInput) -> str:
    seconds, time = format_length(float(str(person["seconds"]))), str(person["time"])
    if not case.types:
        first, _, last = time.partition("–")
        return f"{person['person']} stayed for {seconds}, from {first} to {last or first} {_marks(person)}."
    return f"{person['person']} {VERBS[_kinds(case)[0]].past} for {seconds} in all ({time}) {_marks(person)}."


def _marks(person: Mapping[str, object]) -> str:
    numbers = person["evidence"]
    return cite([int(number) for number in numbers]) if isinstance(numbers, Sequence) else ""


def _extreme(case: WriterInput) -> list[str]:
    """The longest or the shortest."""
    if not case.persons:
        return _list(case)
    person = case.persons[0]
    order = "the longest" if case.want == "LONGEST" else "for the shortest time"
    verb = VERBS[_kinds(case)[0]].past if _kinds(case) else "stayed"
    seconds = format_length(float(str(person["seconds"])))
    return [f"{person['person']} {verb} {order}: {seconds} ({person['time']}) {_marks(person)}."]


def _empty(case: WriterInput) -> list[str]:
    if not case.gaps:
        return [f"Somebody was seen all the time {cite_ends(case.numbers)}."]
    shown = list(case.gaps[:_LISTED])
    more = [f"{len(case.gaps) - _LISTED} more times"] if len(case.gaps) > _LISTED else []
    return [f"Nobody was seen at {join_words([*shown, *more])} {cite(case.numbers)}."]


def _most(case: WriterInput) -> list[str]:
    if case.peak is not None:
        first, _, last = str(case.peak["time"]).partition("–")
        time = f"from {first} to {last}" if last else f"at {first}"
        at_once = " at once" if case.peak["people"] != 1 else ""
        return [f"Most people were there {time}: {case.peak['people']}{at_once} {cite(case.numbers)}."]
    if case.by_place and case.sides:
        most = case.sides[0]["people"]
        top = [place(str(side["location"]), "on") for side in case.sides if side["people"] == most]
        rest = [
            f"{side['people']} {place(str(side['location']), 'on')}" for side in case.sides if side["people"] != most
        ]
        more = f"; {join_words(rest)}" if rest else ""
        head = f"Most people were seen {join_words(top)}: {most} {'each' if len(top) > 1 else 'there'}"
        return [f"{head}{more} {cite(case.numbers)}."]
    if not case.persons:
        return _list(case)
    person = case.persons[0]
    verb = VERBS[_kinds(case)[0]].past if _kinds(case) else "was seen"
    events = format_count(int(str(person["events"])), "event", "events")
    return [f"{person['person']} {verb} most often, in {events} {cite(case.numbers)}."]


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
