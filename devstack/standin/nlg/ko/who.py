"""The people and places that a question asks for, as Korean phrases."""

from collections.abc import Sequence

from devstack.standin.nlg.ko.grammar import AGES, GENDERS, KINDS, PLACES, VERBS, format_length
from devstack.standin.nlg.writer_input import WriterInput
from models.text.particles import add_particle


def people_asked_for(case: WriterInput) -> str:
    """The people asked for, as a noun with what they did: "왼쪽에 서 있던 여성"."""
    words = [noun(case)]
    verbs = [VERBS[kind].who for kind in kinds_shown(case)]
    if verbs and case.together:
        joining = [VERBS[kind].joining for kind in kinds_shown(case)[:-1]]
        words = [" ".join([*joining, verbs[-1], words[0]])]
    elif verbs:
        words = [one_of([f"{verb} {words[0]}" for verb in verbs])]
        words[0] = side(case) + words[0]
    elif case.without:
        words.insert(0, f"{side(case)}{one_of([VERBS[kind].not_who for kind in case.without])}")
        return " ".join(words)
    elif case.locations:
        words.insert(0, f"{one_of([PLACES[side] for side in case.locations])}에 있던")
    if case.without:
        words = [_then_not(case, verbs, words[0])]
    if verbs and any(case.lasting):
        words.insert(0, _lasting(case))
    return " ".join(words)


def _then_not(case: WriterInput, verbs: Sequence[str], done: str) -> str:
    """ "들어온 뒤 나가지 않은 사람"."""
    not_done = VERBS[case.without[0]].not_who
    if len(verbs) == 1:
        return done.replace(f"{verbs[0]} ", f"{verbs[0]} 뒤 {not_done} ", 1)
    return f"{not_done.removesuffix('은')}고 {done}"


def _lasting(case: WriterInput) -> str:
    least, most = case.lasting
    words = [f"{format_length(least)} 이상"] if least else []
    return " ".join([*words, f"{format_length(most)} 이하"] if most else words)


def kinds_shown(case: WriterInput) -> list[str]:
    """The kinds asked for that the rows show, in the question's order."""
    shown = {row.type for row in case.rows}
    return [kind for kind in case.types if kind in shown]


def noun(case: WriterInput) -> str:
    if len(case.genders) == 1 and len(case.ages) == 1:
        return KINDS[case.genders[0], case.ages[0]]
    if len(case.genders) == 1:
        return GENDERS[case.genders[0]]
    return AGES[case.ages[0]] if len(case.ages) == 1 else "사람"


def side(case: WriterInput) -> str:
    """ "왼쪽에 ", "오른쪽으로 ", as the verb wants it; empty where no single side was asked for."""
    kinds = kinds_shown(case)
    if len(case.locations) != 1 or not kinds:
        return ""
    name = PLACES[case.locations[0]]
    particle = VERBS[kinds[0]].place
    return f"{add_particle(name, '으로/로') if particle == '으로' else name + particle} "


def all_of(words: Sequence[str]) -> str:
    return " ".join([*(add_particle(word, "과/와") for word in words[:-1]), *words[-1:]])


def one_of(words: Sequence[str]) -> str:
    if len(words) <= 1:
        return "".join(words)
    return " 또는 ".join(words) if len(words) == 2 else f"{', '.join(words[:-1])} 또는 {words[-1]}"


def total(case: WriterInput) -> str:
    """ "6명", or "6건" where nobody could be told apart."""
    return f"{case.people}명" if case.people else f"{case.events}건"
