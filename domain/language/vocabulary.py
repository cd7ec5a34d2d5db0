"""Names of event types, places and people in sentences that the product itself writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.messages.catalog import translate

# value → (English, Korean): what was looked for, as a noun.
EVENT_NOUNS: Mapping[EventType, tuple[str, str]] = {
    EventType.PERSON_ENTER: ("coming in", "입장"),
    EventType.PERSON_EXIT: ("leaving", "퇴장"),
    EventType.WALKING: ("walking", "걷기"),
    EventType.RUNNING: ("running", "뛰기"),
    EventType.STANDING: ("standing", "서 있기"),
    EventType.SITTING: ("sitting", "앉아 있기"),
    EventType.LOITERING: ("loitering", "배회"),
    EventType.PICKING: ("picking up goods", "물건 집기"),
    EventType.INTERACTION: ("interaction", "상호작용"),
    EventType.THEFT: ("theft", "절도"),
    EventType.COLLAPSE: ("collapse", "쓰러짐"),
    EventType.FIGHTING: ("fighting", "싸움"),
    EventType.VANDALISM: ("vandalism", "기물 파손"),
    EventType.INTRUSION: ("intrusion", "침입"),
    EventType.SMOKING: ("smoking", "흡연"),
    EventType.CROWDING: ("crowding", "혼잡"),
    EventType.ANOMALY: ("anomaly", "이상 상황"),
}


@dataclass(frozen=True, slots=True)
class EventPhrase:
    """How an event is told in a sentence: who, what they do, to which thing. Pairs are (English, Korean).

    who: None where it depends on the person. target: what stands for a thing that is not named; None where the verb
    takes none. joint: what follows the thing in Korean (models.text.particles). at: what follows the place.
    """

    verb: tuple[str, str]
    subject: tuple[str, str] | None = None
    target: tuple[str, str] | None = None
    particle: str = "을/를"
    place_particle: str = "에서"


_PEOPLE_SUBJECT = ("People", "사람들이")
EVENT_PHRASES: Mapping[EventType, EventPhrase] = {
    EventType.PERSON_ENTER: EventPhrase(("enters", "들어옵니다")),
    EventType.PERSON_EXIT: EventPhrase(("leaves", "나갑니다")),
    EventType.WALKING: EventPhrase(("walks", "걷습니다")),
    EventType.RUNNING: EventPhrase(("runs", "뜁니다")),
    EventType.STANDING: EventPhrase(("stands", "서 있습니다"), place_particle="에"),
    EventType.SITTING: EventPhrase(("sits", "앉아 있습니다"), place_particle="에"),
    EventType.LOITERING: EventPhrase(("loiters", "서성입니다")),
    EventType.PICKING: EventPhrase(("picks up", "집습니다"), target=("goods", "물건")),
    EventType.INTERACTION: EventPhrase(
        ("interacts with", "상호작용합니다"), target=("something", "무언가"), particle="과/와"
    ),
    EventType.THEFT: EventPhrase(("steals", "훔칩니다"), target=("goods", "물건")),
    EventType.COLLAPSE: EventPhrase(("collapses", "쓰러집니다")),
    EventType.FIGHTING: EventPhrase(("fight", "싸웁니다"), subject=_PEOPLE_SUBJECT),
    EventType.VANDALISM: EventPhrase(("damages", "파손합니다"), target=("property", "기물")),
    EventType.INTRUSION: EventPhrase(("intrudes", "침입합니다")),
    EventType.SMOKING: EventPhrase(("smokes", "담배를 피웁니다")),
    EventType.CROWDING: EventPhrase(("crowd together", "몰려 있습니다"), subject=_PEOPLE_SUBJECT, place_particle="에"),
    EventType.ANOMALY: EventPhrase(("happens", "발생합니다"), subject=("Something unusual", "이상 상황이")),
}


def pick_language(pair: tuple[str, str], language: Language) -> str:
    """The English or the Korean text of a pair."""
    return pair[1] if language is Language.KO else pair[0]


def format_location(location: FrameLocation, language: Language) -> str:
    return translate(language, "name-location", location=location.value)


def format_gender(gender: Gender, language: Language) -> str:
    return translate(language, "name-gender", gender=gender.value)


def format_age_group(age_group: AgeGroup, language: Language) -> str:
    return translate(language, "name-age-group", age_group=age_group.value)


def join_with_or(words: Sequence[str], language: Language) -> str:
    """ "a, b or c" / "a, b 또는 c"."""
    return _join(words, "name-any-of", language)


def join_with_and(words: Sequence[str], language: Language) -> str:
    """ "a, b and c" / "a, b, c"."""
    return _join(words, "name-list", language)


def _join(words: Sequence[str], message: str, language: Language) -> str:
    if len(words) < 2:
        return "".join(words)
    return translate(language, message, first=", ".join(words[:-1]), last=words[-1])


def format_event_names(types: Sequence[EventType], language: Language, *, require_all: bool = False) -> str:
    """Names of types: any of them, or with require_all each of them ("theft and running" / "절도 + 뛰기")."""
    names = [pick_language(EVENT_NOUNS[kind], language) for kind in types]
    if not require_all or not names:
        return join_with_or(names, language)
    return reduce(lambda first, last: translate(language, "name-all-of", first=first, last=last), names)
