"""Korean grammar that sentences need: counts, durations, and the forms of each verb."""

from dataclasses import dataclass

from models.event_types import EVENT_TYPES


def format_length(seconds: float) -> str:
    """25 → "25초", 80 → "1분 20초", 3720 → "1시간 2분"."""
    whole = max(1, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours}시간"] if hours else []
    parts += [f"{minutes}분"] if minutes else []
    parts += [f"{left}초"] if left and not hours else []
    return " ".join(parts)


_ORDINALS = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")


def format_ordinal(number: int) -> str:
    return f"{_ORDINALS[number - 1]} 번째" if number <= len(_ORDINALS) else f"{number}번째"


@dataclass(frozen=True, slots=True)
class KoreanVerb:
    """Forms of one kind of event. place: the particle after the side; spans: it lasts, so it has a start and an end.

    noun "입장", past "들어왔습니다", joining "들어와", who "들어온" (사람), not_who "들어오지 않은" (사람).
    """

    noun: str
    past: str
    joining: str
    who: str
    not_who: str
    place: str = "에서"
    spans: bool = True


VERBS: dict[str, KoreanVerb] = {
    "PERSON_ENTER": KoreanVerb("입장", "들어왔습니다", "들어와", "들어온", "들어오지 않은", spans=False),
    "PERSON_EXIT": KoreanVerb("퇴장", "나갔습니다", "나갔다가", "나간", "나가지 않은", "으로", spans=False),
    "WALKING": KoreanVerb("걷기", "걸었습니다", "걷다가", "걸어 다닌", "걷지 않은"),
    "RUNNING": KoreanVerb("뛰기", "뛰었습니다", "뛰다가", "뛴", "뛰지 않은"),
    "STANDING": KoreanVerb("서 있기", "서 있었습니다", "서 있다가", "서 있던", "멈춰 서지 않은", "에"),
    "SITTING": KoreanVerb("앉아 있기", "앉아 있었습니다", "앉아 있다가", "앉아 있던", "앉지 않은", "에"),
    "LOITERING": KoreanVerb("배회", "서성였습니다", "서성이다가", "서성인", "서성이지 않은"),
    "PICKING": KoreanVerb(
        "물건 집기", "물건을 집었습니다", "물건을 집은 뒤", "물건을 집은", "물건을 집지 않은", spans=False
    ),
    "INTERACTION": KoreanVerb("접촉", "접촉했습니다", "접촉한 뒤", "접촉한", "접촉하지 않은"),
    "THEFT": KoreanVerb(
        "절도", "물건을 훔쳤습니다", "물건을 훔친 뒤", "물건을 훔친", "물건을 훔치지 않은", spans=False
    ),
    "COLLAPSE": KoreanVerb("쓰러짐", "쓰러졌습니다", "쓰러졌다가", "쓰러진", "쓰러지지 않은", spans=False),
    "FIGHTING": KoreanVerb("싸움", "싸웠습니다", "싸우다가", "싸운", "싸우지 않은"),
    "VANDALISM": KoreanVerb(
        "기물 파손", "기물을 파손했습니다", "기물을 파손한 뒤", "기물을 파손한", "기물을 파손하지 않은"
    ),
    "INTRUSION": KoreanVerb("침입", "침입했습니다", "침입한 뒤", "침입한", "침입하지 않은", spans=False),
    "SMOKING": KoreanVerb("흡연", "담배를 피웠습니다", "담배를 피우다가", "담배를 피운", "담배를 피우지 않은"),
    "CROWDING": KoreanVerb("혼잡", "몰려 있었습니다", "몰려 있다가", "몰려 있던", "몰려 있지 않은", "에"),
    "ANOMALY": KoreanVerb(
        "이상 행동", "이상 행동을 보였습니다", "이상 행동을 보이다가", "이상 행동을 보인", "이상 행동을 보이지 않은"
    ),
}
# A type without forms of its own is named by its noun.
VERBS |= {
    kind.value: KoreanVerb(
        info.noun[1],
        f"{info.noun[1]} 기록이 있었습니다",
        f"{info.noun[1]} 기록 뒤",
        f"{info.noun[1]} 기록이 있는",
        f"{info.noun[1]} 기록이 없는",
    )
    for kind, info in EVENT_TYPES.items()
    if kind.value not in VERBS
}
PLACES = {"LEFT": "왼쪽", "CENTER": "가운데", "RIGHT": "오른쪽"}
GENDERS = {"FEMALE": "여성", "MALE": "남성"}
AGES = {"CHILD": "어린이", "YOUNG": "젊은 사람", "MIDDLE": "중년", "OLD": "노인"}
KINDS = {
    (gender, age): f"{adjective} {noun}"
    for gender, noun in GENDERS.items()
    for age, adjective in (("YOUNG", "젊은"), ("MIDDLE", "중년"), ("OLD", "나이 든"))
} | {("FEMALE", "CHILD"): "여자 어린이", ("MALE", "CHILD"): "남자 어린이"}
