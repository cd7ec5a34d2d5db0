"""The words of the random footage, in English and Korean."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import AgeGroup, EventType, FrameLocation, Gender

Pair = tuple[str, str]

CAMERAS: tuple[Pair, ...] = (
    ("Entrance", "정문 입구"), ("Till 1", "계산대 1"), ("Till 2", "계산대 2"), ("Snacks aisle", "과자 진열대"),
    ("Drinks fridge", "음료 냉장고"), ("Back door", "뒷문"), ("Car park", "주차장"), ("Stockroom", "창고"),
    ("Lobby", "로비"), ("Lift", "엘리베이터"), ("Loading bay", "하역장"), ("Stairs", "계단"),
)  # fmt: skip
ZONES = ("Asia/Seoul", "Asia/Seoul", "Asia/Seoul", "Europe/Berlin", "UTC")
CLOTHES: tuple[Pair, ...] = (
    ("a red coat", "빨간 코트를 입은"), ("a black jacket", "검은 재킷을 입은"), ("a white shirt", "흰 셔츠를 입은"),
    ("a blue jumper", "파란 스웨터를 입은"), ("a grey hoodie", "회색 후드를 입은"),
    ("a yellow vest", "노란 조끼를 입은"), ("a green cap", "초록색 모자를 쓴"), ("dark glasses", "선글라스를 쓴"),
)  # fmt: skip
# Korean words carry their particle: which one follows depends on the word's last sound.
OBJECTS: tuple[Pair, ...] = (
    ("bag", "가방을"), ("bottle", "음료수를"), ("box", "상자를"), ("phone", "휴대전화를"), ("umbrella", "우산을"),
    ("basket", "바구니를"),
)  # fmt: skip
SIDES: Mapping[FrameLocation, Pair] = {
    FrameLocation.LEFT: ("on the left", "왼쪽에서"),
    FrameLocation.CENTER: ("in the middle", "가운데에서"),
    FrameLocation.RIGHT: ("on the right", "오른쪽에서"),
}
AGES: Mapping[AgeGroup, tuple[Pair, Pair, tuple[int, int]]] = {
    AgeGroup.CHILD: (("girl", "여자아이가"), ("boy", "남자아이가"), (5, 14)),
    AgeGroup.YOUNG: (("young woman", "젊은 여성이"), ("young man", "젊은 남성이"), (18, 34)),
    AgeGroup.MIDDLE: (("middle-aged woman", "중년 여성이"), ("middle-aged man", "중년 남성이"), (35, 59)),
    AgeGroup.OLD: (("elderly woman", "나이 든 여성이"), ("elderly man", "나이 든 남성이"), (60, 85)),
}
EMOTIONS = ("neutral", "neutral", "neutral", "happy", "angry", "sad", "surprised")

# Type → (English and Korean verb, {thing} where it takes one; how many seconds at most; weight within a visit).
ACTIONS: Mapping[EventType, tuple[Pair, float, int]] = {
    EventType.PERSON_ENTER: (("enters", "들어옵니다"), 3, 0),
    EventType.PERSON_EXIT: (("leaves", "나갑니다"), 3, 0),
    EventType.WALKING: (("walks along", "걸어갑니다"), 15, 300),
    EventType.STANDING: (("stands still", "서 있습니다"), 40, 220),
    EventType.PICKING: (("picks up a {thing}", "{thing} 집어 듭니다"), 6, 140),
    EventType.INTERACTION: (("shows somebody a {thing}", "다른 사람에게 {thing} 보여 줍니다"), 20, 80),
    EventType.SITTING: (("sits down", "앉습니다"), 60, 40),
    EventType.RUNNING: (("runs past", "뛰어갑니다"), 6, 30),
    EventType.LOITERING: (("lingers", "서성입니다"), 180, 30),
    EventType.CROWDING: (("stands in a crowd", "사람들 사이에 서 있습니다"), 90, 12),
    EventType.SMOKING: (("smokes", "담배를 피웁니다"), 120, 8),
    EventType.ANOMALY: (("behaves oddly", "이상하게 행동합니다"), 20, 6),
    EventType.INTRUSION: (("climbs over the barrier", "차단봉을 넘어 들어갑니다"), 8, 4),
    EventType.THEFT: (("hides a {thing}", "{thing} 숨깁니다"), 8, 4),
    EventType.VANDALISM: (("kicks a {thing}", "{thing} 발로 찹니다"), 6, 3),
    EventType.COLLAPSE: (("falls to the ground", "쓰러집니다"), 30, 2),
    EventType.FIGHTING: (("fights with somebody", "다른 사람과 싸웁니다"), 25, 2),
}


@dataclass(frozen=True, slots=True)
class SeedVisitor:
    """One track. appearance: names the person in a sentence, in both languages."""

    track_id: str
    gender: Gender
    age_group: AgeGroup
    age: int
    emotion: str
    appearance: Pair


QUESTIONS: tuple[tuple[str, str], ...] = (
    ("EN", "Did anybody take something without paying?"),
    ("KO", "저녁에 오래 서성인 사람이 있었어?"),
    ("EN", "When did the first person come in?"),
    ("KO", "가장 바쁜 시간은 언제였어?"),
    ("EN", "Who stood at the till the longest?"),
    ("KO", "싸움이나 쓰러짐이 있었는지 알려 줘"),
)
