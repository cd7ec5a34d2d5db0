"""Names of event types, places and people in sentences that the product itself writes."""

from collections.abc import Mapping, Sequence

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language

# value → (English, Korean): what was looked for, as a noun.
EVENTS: Mapping[EventType, tuple[str, str]] = {
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
PLACES: Mapping[FrameLocation, tuple[str, str]] = {
    FrameLocation.LEFT: ("left", "왼쪽"),
    FrameLocation.CENTER: ("centre", "가운데"),
    FrameLocation.RIGHT: ("right", "오른쪽"),
    FrameLocation.UNKNOWN: ("unknown place", "위치 미상"),
}
GENDERS: Mapping[Gender, tuple[str, str]] = {
    Gender.FEMALE: ("women", "여성"),
    Gender.MALE: ("men", "남성"),
    Gender.UNKNOWN: ("gender unknown", "성별 미상"),
}
AGES: Mapping[AgeGroup, tuple[str, str]] = {
    AgeGroup.CHILD: ("children", "어린이"),
    AgeGroup.YOUNG: ("young people", "젊은 사람"),
    AgeGroup.MIDDLE: ("middle-aged people", "중년"),
    AgeGroup.OLD: ("elderly people", "노인"),
    AgeGroup.UNKNOWN: ("age unknown", "나이 미상"),
}


def named(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language is Language.KO else pair[0]


def listed(words: Sequence[str], language: Language) -> str:
    """ "a, b or c" / "a, b 또는 c"."""
    if len(words) < 2:
        return "".join(words)
    joint = " 또는 " if language is Language.KO else " or "
    return ", ".join(words[:-1]) + joint + words[-1]


def event_names(types: Sequence[EventType], language: Language) -> str:
    return listed([named(EVENTS[kind], language) for kind in types], language)


def towards(word: str) -> str:
    """A Korean word with its particle 으로 or 로: "쓰러짐으로", "절도로", "물로"."""
    final = (ord(word[-1]) - ord("가")) % 28 if "가" <= word[-1] <= "힣" else 0
    return word + ("로" if final in (0, 8) else "으로")
