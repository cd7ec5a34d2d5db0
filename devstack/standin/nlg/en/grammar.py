"""English forms that sentences need: plurals, durations, ordinals, and the forms of each verb."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.event_types import EVENT_TYPES


def format_count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def format_people(number: int) -> str:
    return format_count(number, "person", "people")


def join_words(words: list[str]) -> str:
    """ "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def format_length(seconds: float) -> str:
    """25 → "25 s", 80 → "1 min 20 s", 3720 → "1 h 2 min"."""
    whole = max(1, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    parts += [f"{left} s"] if left and not hours else []
    return " ".join(parts)


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def format_ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@dataclass(frozen=True, slots=True)
class EnglishVerb:
    """Forms of one kind of event. spans: it lasts, so it has a start and an end.

    past "came in", base "come in", one "entry", many "entries"; towards: how a side follows it ("from the left").
    """

    past: str
    base: str
    one: str
    many: str
    towards: str = "on"
    spans: bool = True


VERBS: dict[str, EnglishVerb] = {
    "PERSON_ENTER": EnglishVerb("came in", "come in", "entry", "entries", "from", spans=False),
    "PERSON_EXIT": EnglishVerb("went out", "leave", "exit", "exits", "to", spans=False),
    "WALKING": EnglishVerb("walked", "walk", "walk", "walks"),
    "RUNNING": EnglishVerb("ran", "run", "run", "runs"),
    "STANDING": EnglishVerb("stood", "stand still", "stop", "stops"),
    "SITTING": EnglishVerb("sat", "sit down", "time sitting", "times sitting"),
    "LOITERING": EnglishVerb("loitered", "loiter", "case of loitering", "cases of loitering"),
    "PICKING": EnglishVerb("picked something up", "pick something up", "pick-up", "pick-ups", spans=False),
    "INTERACTION": EnglishVerb("interacted", "interact", "interaction", "interactions"),
    "THEFT": EnglishVerb("stole something", "steal something", "theft", "thefts", spans=False),
    "COLLAPSE": EnglishVerb("collapsed", "collapse", "collapse", "collapses", spans=False),
    "FIGHTING": EnglishVerb("fought", "fight", "fight", "fights"),
    "VANDALISM": EnglishVerb("damaged something", "damage anything", "act of vandalism", "acts of vandalism"),
    "INTRUSION": EnglishVerb("intruded", "intrude", "intrusion", "intrusions", spans=False),
    "SMOKING": EnglishVerb("smoked", "smoke", "case of smoking", "cases of smoking"),
    "CROWDING": EnglishVerb("crowded together", "crowd together", "crowd", "crowds"),
    "ANOMALY": EnglishVerb("behaved unusually", "behave unusually", "anomaly", "anomalies"),
}
# A type without forms of its own is named by its noun.
VERBS |= {
    kind.value: EnglishVerb(f"was recorded for {info.noun[0]}", f"have {info.noun[0]}", info.noun[0], info.noun[0])
    for kind, info in EVENT_TYPES.items()
    if kind.value not in VERBS
}
_PLACES = {"LEFT": "left", "CENTER": "centre", "RIGHT": "right"}
GENDERS = {"FEMALE": ("woman", "women"), "MALE": ("man", "men")}
AGES = {
    "CHILD": ("child", "children"),
    "YOUNG": ("young person", "young people"),
    "MIDDLE": ("middle-aged person", "middle-aged people"),
    "OLD": ("elderly person", "elderly people"),
}


def kind_of_person(genders: Sequence[str], ages: Sequence[str]) -> tuple[str, str]:
    """One and several of the people asked for: ("young woman", "young women")."""
    if len(genders) != 1:
        return AGES[ages[0]] if len(ages) == 1 else ("person", "people")
    if len(ages) != 1:
        return GENDERS[genders[0]]
    if ages[0] == "CHILD":
        return ("girl", "girls") if genders[0] == "FEMALE" else ("boy", "boys")
    adjective = AGES[ages[0]][0].removesuffix(" person")
    return f"{adjective} {GENDERS[genders[0]][0]}", f"{adjective} {GENDERS[genders[0]][1]}"


def place(location: str, towards: str) -> str:
    """ "on the left", "in the centre", "from the right"."""
    name = _PLACES[location]
    return f"{'in' if towards == 'on' and location == 'CENTER' else towards} the {name}"
