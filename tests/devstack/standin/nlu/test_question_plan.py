# ruff: noqa: E501 - a table, one row a line
"""The local reader: what a question's words ask for. Each row is a question and the fields that it fills."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from devstack.standin.nlu.question_plan import read_question
from domain.ask.plan.plan import parse_plan

SEOUL = ZoneInfo("Asia/Seoul")
# A Monday afternoon; the video is of the evening before, ten minutes long.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=SEOUL)
RECORDED = datetime(2026, 11, 22, 20, 55, tzinfo=SEOUL)
VIDEO = {"name": "Left aisle", "camera": None, "recordedAt": RECORDED.isoformat(), "durationSeconds": 600}
CONTEXT = {"now": NOW.isoformat(), "timezone": "Asia/Seoul", "video": VIDEO, "earlier": []}
EVERYTHING = {**CONTEXT, "video": None}

ENTER, EXIT, WALK, STAND = ["PERSON_ENTER"], ["PERSON_EXIT"], ["WALKING"], ["STANDING"]


def read(question: str, context: dict[str, Any] = CONTEXT) -> dict[str, Any]:
    """The fields without the language, what holds for every question about footage, and what test_admission tests."""
    plan = read_question(question, context)
    parse_plan(plan, SEOUL)
    for field in ("language", "yesMeans", "notUnderstood"):
        plan.pop(field, None)
    if plan["aboutFootage"]:
        plan.pop("aboutFootage")
    return plan


def part(start: float | None, end: float | None) -> dict[str, Any]:
    return {"from": start, "to": end}


def clock(start: str, end: str) -> dict[str, Any]:
    """Days and times where the camera hangs: "22 20:30"."""

    def moment(text: str) -> str:
        day, time = text.split()
        hour, minute, *seconds = (int(number) for number in time.split(":"))
        midnight = datetime(2026, 11, int(day), tzinfo=SEOUL)
        return (midnight + timedelta(hours=hour, minutes=minute, seconds=seconds[0] if seconds else 0)).isoformat()

    return {"from": moment(start), "to": moment(end)}


def beside(start: str, end: str) -> dict[str, Any]:
    """The same by the clock beside each camera, wherever that hangs."""
    return {name: moment.removesuffix("+09:00") for name, moment in clock(start, end).items()}


# fmt: off
KOREAN: list[tuple[str, dict[str, Any]]] = [
    # Endings, contractions and particles that say the same
    ("흡연자 수는?", {"want": "COUNT_PEOPLE", "types": ["SMOKING"]}),
    ("도둑이 몇이었어?", {"want": "COUNT_PEOPLE", "types": ["THEFT"]}),
    ("등장인물이 몇 명인지 세어줘", {"want": "COUNT_PEOPLE"}),
    ("아이들은 몇 명이었나요", {"want": "COUNT_PEOPLE", "ageGroups": ["CHILD"]}),
    ("맨 마지막에 퇴장한 사람 누군가요?", {"want": "LAST", "types": EXIT}),
    ("맨 처음에 들어온 게 누군지 알려줘", {"want": "FIRST", "types": ENTER}),
    ("P1이랑 P2 중에 누가 먼저 나갔어?", {"want": "FIRST", "types": EXIT, "trackIds": ["P1", "P2"]}),
    ("절도가 있었는지 확인해줘", {"want": "EXISTS", "types": ["THEFT"]}),
    ("싸움난 거 있음?", {"want": "EXISTS", "types": ["FIGHTING"]}),
    ("별일 없었지?", {"want": "EXISTS", "negated": True,
                 "types": ["THEFT", "COLLAPSE", "FIGHTING", "VANDALISM", "INTRUSION", "ANOMALY"]}),
    ("누군가 다투는 모습이 있나요?", {"want": "EXISTS", "types": ["FIGHTING"]}),
    # Spaces where a verb stands behind another
    ("물건을 훔쳐 간 사람 있어?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("물건을 훔쳐간 사람 있어?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("배회한 다음 물건을 훔쳐 간 손님이 있나요?", {"want": "EXISTS", "types": ["LOITERING", "THEFT"], "together": True}),
    ("아직 안에 있는 사람은?", {"want": "LIST", "withoutTypes": EXIT}),
    # Synonyms
    ("젊은 도둑이 있었어?", {"want": "EXISTS", "types": ["THEFT"], "ageGroups": ["YOUNG"]}),
    ("물건을 슬쩍한 사람 있냐", {"want": "EXISTS", "types": ["THEFT"]}),
    # Parts of a video, and the start of it
    ("맨 처음에 무슨 일이 있었어?", {"want": "LIST", "seconds": part(0, 10)}),
    ("영상 초반에 들어온 사람", {"want": "LIST", "types": ENTER, "seconds": part(0, 200)}),
    ("후반에 나간 사람은?", {"want": "LIST", "types": EXIT, "seconds": part(400, 600)}),
    ("초반 1분 동안 들어온 사람", {"want": "LIST", "types": ENTER, "seconds": part(0, 60)}),
    # Days
    ("11월 22일에 들어온 사람? 2026년이요", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 00:00", "22 23:59:59")}),
    ("11/22 오후 9시~10시 절도", {"want": "LIST", "types": ["THEFT"], "occurredAt": clock("22 21:00", "22 22:00")}),
    # How many, first, last, longest, most, yes or no
    ("몇 명이 들어왔어?", {"want": "COUNT_PEOPLE", "types": ENTER}),
    ("몇명왔어", {"want": "COUNT_PEOPLE", "types": ENTER}),
    ("몇명이들어왔나요?", {"want": "COUNT_PEOPLE", "types": ENTER}),
    ("손님 몇 분이 오셨어요?", {"want": "COUNT_PEOPLE", "types": ENTER}),
    ("방문자 수 알려줘", {"want": "COUNT_PEOPLE"}),
    ("P2는 얼마나 앉아 있었어?", {"want": "DURATION", "types": ["SITTING"], "trackIds": ["P2"]}),
    ("퇴장한 사람 총 몇 명인가요?", {"want": "COUNT_PEOPLE", "types": EXIT}),
    ("흡연 장면 몇 개야?", {"want": "COUNT_EVENTS", "types": ["SMOKING"]}),
    ("셋째로 들어온 사람은 언제 나갔죠?", {"want": "LIST", "types": EXIT, "visitor": 3}),
    ("퇴장은 몇 번 있었어?", {"want": "COUNT_EVENTS", "types": EXIT}),
    ("싸움이 몇 건 있었나요?", {"want": "COUNT_EVENTS", "types": ["FIGHTING"]}),
    ("가장 먼저 들어온 사람은 누구야?", {"want": "FIRST", "types": ENTER}),
    ("마지막으로 나간 사람은 누구야?", {"want": "LAST", "types": EXIT}),
    ("두 번째로 나간 사람은?", {"want": "FIRST", "nth": 2, "types": EXIT}),
    ("가장 오래 서 있던 사람은 누구야?", {"want": "LONGEST", "types": STAND}),
    ("제일 오래 머문 손님은?", {"want": "LONGEST"}),
    ("P3는 얼마나 오래 머물렀어?", {"want": "DURATION", "trackIds": ["P3"]}),
    ("몇 분 동안 서 있었어?", {"want": "DURATION", "types": STAND}),
    ("어느 쪽에 사람이 가장 많았어?", {"want": "MOST", "groupBy": "LOCATION"}),
    ("언제 사람이 가장 많았어?", {"want": "MOST", "groupBy": "MOMENT"}),
    ("쓰러진 사람 있었어?", {"want": "EXISTS", "types": ["COLLAPSE"]}),
    ("사람이 있었나요?", {"want": "EXISTS"}),
    ("들어온 사람은?", {"want": "LIST", "types": ENTER}),
    # Kinds of event, in their words and spellings
    ("누가 나갔어?", {"want": "LIST", "types": EXIT}),
    ("누가 걸어 다녔어?", {"want": "LIST", "types": WALK}),
    ("지나간 사람 보여줘", {"want": "LIST", "types": WALK}),
    ("멈춰 선 사람은 누구야?", {"want": "LIST", "types": STAND}),
    ("왼쪽앞에서있던 사람 보여줘", {"want": "LIST", "types": STAND, "locations": ["LEFT"]}),
    ("매장에서 있었던 일 알려줘", {"want": "LIST"}),
    ("서성이는 사람이 있었어?", {"want": "EXISTS", "types": ["LOITERING"]}),
    ("배회한 사람 찾아줘", {"want": "LIST", "types": ["LOITERING"]}),
    ("뛰어간 사람이 있었나요?", {"want": "EXISTS", "types": ["RUNNING"]}),
    ("앉아 있던 사람은?", {"want": "LIST", "types": ["SITTING"]}),
    ("물건을 집은 사람은?", {"want": "LIST", "types": ["PICKING"]}),
    ("물건을 훔친 사람이 있습니까?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("절도", {"want": "LIST", "types": ["THEFT"]}),
    ("도난 사건 있었어?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("넘어진 사람 있어?", {"want": "EXISTS", "types": ["COLLAPSE"]}),
    ("싸운 사람이 있나요?", {"want": "EXISTS", "types": ["FIGHTING"]}),
    ("기물 파손이 있었어?", {"want": "EXISTS", "types": ["VANDALISM"]}),
    ("몰래 들어온 사람 있어?", {"want": "EXISTS", "types": ["INTRUSION"]}),
    ("담배 피운 사람 있나요?", {"want": "EXISTS", "types": ["SMOKING"]}),
    ("붐볐어?", {"want": "EXISTS", "types": ["CROWDING"]}),
    ("이상 행동이 있었나요?", {"want": "EXISTS", "types": ["ANOMALY"]}),
    ("수상한 행동 있었어?", {"want": "EXISTS", "types": ["LOITERING", "THEFT", "INTRUSION", "ANOMALY"]}),
    ("위급 상황이 있었어?", {"want": "EXISTS", "types": ["COLLAPSE", "FIGHTING", "ANOMALY"]}),
    ("무단침입 있었어?", {"want": "EXISTS", "types": ["INTRUSION"]}),
    # Who and where
    ("여자는 몇 명이 왔어?", {"want": "COUNT_PEOPLE", "types": ENTER, "genders": ["FEMALE"]}),
    ("할머니가 들어왔어?", {"want": "EXISTS", "types": ENTER, "genders": ["FEMALE"], "ageGroups": ["OLD"]}),
    ("아이가 있었어?", {"want": "EXISTS", "ageGroups": ["CHILD"]}),
    ("P2는 언제 들어왔어?", {"want": "LIST", "types": ENTER, "trackIds": ["P2"]}),
    ("3번 손님은 뭐 했어?", {"want": "LIST", "trackIds": ["P3"]}),
    ("누가 왼쪽 선반 앞에 서 있었어?", {"want": "LIST", "types": STAND, "locations": ["LEFT"]}),
    ("우측으로 나간 사람은?", {"want": "LIST", "types": EXIT, "locations": ["RIGHT"]}),
    ("가운데 진열대 앞에 몇 명이 있었어?", {"want": "COUNT_PEOPLE", "locations": ["CENTER"]}),
    ("오른쪽 말고 다른 데 서 있던 사람은?", {"want": "LIST", "types": STAND, "locations": ["LEFT", "CENTER"]}),
    ("첫 번째 손님은 언제 나갔어?", {"want": "LIST", "types": EXIT, "visitor": 1}),
    ("두 번째로 들어온 사람은 언제 나갔어?", {"want": "LIST", "types": EXIT, "visitor": 2}),
    ("마지막 손님은 언제 나갔어?", {"want": "LAST", "types": EXIT, "nth": 1}),
    ("빨간 모자를 쓴 사람 봤어?", {"want": "EXISTS", "text": "빨간 모자"}),
    # Denials
    ("나가지 않은 사람 있어?", {"want": "EXISTS", "withoutTypes": EXIT}),
    ("누가 안 나갔어?", {"want": "LIST", "withoutTypes": EXIT}),
    ("멈추지 않고 지나간 사람은?", {"want": "LIST", "types": WALK, "withoutTypes": STAND}),
    ("아무도 안 들어왔어?", {"want": "EXISTS", "types": ENTER, "negated": True}),
    ("쓰러진 사람 없었어?", {"want": "EXISTS", "types": ["COLLAPSE"], "negated": True}),
    ("사람이 없었던 시간은?", {"want": "EMPTY"}),
    ("언제 매장이 비어 있었어?", {"want": "EMPTY"}),
    # Parts of the video
    ("3분에서 5분 사이에 무슨 일이 있었어?", {"want": "LIST", "seconds": part(180, 300)}),
    ("3~5분에 서성인 사람", {"want": "LIST", "types": ["LOITERING"], "seconds": part(180, 300)}),
    ("3:00에서 5:00 사이에 온 사람", {"want": "LIST", "types": ENTER, "seconds": part(180, 300)}),
    ("처음 30초 동안 들어온 사람은?", {"want": "LIST", "types": ENTER, "seconds": part(0, 30)}),
    ("마지막 10초에 나간 사람 있어?", {"want": "EXISTS", "types": EXIT, "seconds": part(590, 600)}),
    ("영상 처음에 누가 있었어?", {"want": "LIST", "seconds": part(0, 10)}),
    ("1분 20초쯤 누가 있었어?", {"want": "LIST", "seconds": part(70, 90)}),
    ("1분 20초에 몇 명이 있었어?", {"want": "COUNT_PEOPLE", "seconds": part(77, 83)}),
    ("삼십 초쯤 누가 있었어?", {"want": "LIST", "seconds": part(20, 40)}),
    ("1분 이후에 들어온 사람", {"want": "LIST", "types": ENTER, "seconds": part(60, None)}),
    ("2분 전에 나간 사람 있나요", {"want": "EXISTS", "types": EXIT, "seconds": part(0, 120)}),
    ("3분대에 무슨 일이 있었어?", {"want": "LIST", "seconds": part(180, 240)}),
    ("1분 반부터 2분까지 누가 있었어?", {"want": "LIST", "seconds": part(90, 120)}),
    ("30초 이상 서 있던 사람은?", {"want": "LIST", "types": STAND, "lasting": part(30, None)}),
    # Times of day
    ("어제 밤 9시쯤 누가 왔어?", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 20:30", "22 21:30")}),
    ("오후 3시부터 5시까지 몇 명 들어왔어?",
     {"want": "COUNT_PEOPLE", "types": ENTER, "occurredAt": clock("22 15:00", "22 17:00")}),
    ("밤 9시 이후에 나간 사람은 몇 명인가요?",
     {"want": "COUNT_PEOPLE", "types": EXIT, "occurredAt": clock("22 21:00", "22 23:59:59")}),
    ("9시에 누가 왔어?", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 20:30", "22 21:30")}),
    ("11월 20일 오전에 도난이 있었어?", {"want": "EXISTS", "types": ["THEFT"], "occurredAt": clock("20 0:00", "20 12:00")}),
    ("지난주 화요일에 몇 명이 왔어?",
     {"want": "COUNT_PEOPLE", "types": ENTER, "occurredAt": clock("17 0:00", "17 23:59:59")}),
    ("어젯밤에 침입 있었나요", {"want": "EXISTS", "types": ["INTRUSION"], "occurredAt": clock("22 20:00", "22 30:00")}),
    ("3일 전 새벽 2시쯤 싸움 있었어?",
     {"want": "EXISTS", "types": ["FIGHTING"], "occurredAt": clock("20 1:30", "20 2:30")}),
]

ENGLISH: list[tuple[str, dict[str, Any]]] = [
    ("when did visitor number two leave?", {"want": "LIST", "types": EXIT, "visitor": 2}),
    ("what's the number of smokers?", {"want": "COUNT_PEOPLE", "types": ["SMOKING"]}),
    ("is there a young female thief?", {"want": "EXISTS", "types": ["THEFT"], "genders": ["FEMALE"], "ageGroups": ["YOUNG"]}),
    ("no one fell down, did they?", {"want": "EXISTS", "negated": True, "types": ["COLLAPSE"]}),
    ("who is still inside?", {"want": "LIST", "withoutTypes": EXIT}),
    ("who came in at half past nine pm on november 22?", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 21:15", "22 21:45")}),
    ("who left towards the end?", {"want": "LIST", "types": EXIT, "seconds": part(480, 600)}),
    ("did anything go wrong?", {"want": "EXISTS", "types": ["THEFT", "COLLAPSE", "FIGHTING", "VANDALISM", "INTRUSION", "ANOMALY"]}),
    # How many, first, last, longest, most, yes or no
    ("How many people came in?", {"want": "COUNT_PEOPLE", "types": ENTER}),
    ("how many people left before 2:00?", {"want": "COUNT_PEOPLE", "types": EXIT, "seconds": part(0, 120)}),
    ("How many visits were there?", {"want": "COUNT_EVENTS", "types": ENTER}),
    ("How many times did someone stop?", {"want": "COUNT_EVENTS", "types": STAND}),
    ("Who came in first?", {"want": "FIRST", "types": ENTER}),
    ("Who left last?", {"want": "LAST", "types": EXIT}),
    ("Who was the first person to leave?", {"want": "FIRST", "types": EXIT}),
    ("Who stood the longest?", {"want": "LONGEST", "types": STAND}),
    ("who stayed the longest?", {"want": "LONGEST"}),
    ("How long did P1 stand?", {"want": "DURATION", "types": STAND, "trackIds": ["P1"]}),
    ("which side was busiest?", {"want": "MOST", "groupBy": "LOCATION"}),
    ("when was it busiest?", {"want": "MOST", "groupBy": "MOMENT"}),
    ("Was there any theft?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("is there anyone smoking?", {"want": "EXISTS", "types": ["SMOKING"]}),
    ("what happened?", {"want": "LIST"}),
    # Kinds of event, in their words
    ("who walked past?", {"want": "LIST", "types": WALK}),
    ("Did anyone hang around?", {"want": "EXISTS", "types": ["LOITERING"]}),
    ("was anyone loitering?", {"want": "EXISTS", "types": ["LOITERING"]}),
    ("did anybody fall down or fight?", {"want": "EXISTS", "types": ["COLLAPSE", "FIGHTING"]}),
    ("Any shoplifting?", {"want": "EXISTS", "types": ["THEFT"]}),
    ("Did someone break in?", {"want": "EXISTS", "types": ["INTRUSION"]}),
    ("did anyone smash anything?", {"want": "EXISTS", "types": ["VANDALISM"]}),
    ("who was running?", {"want": "LIST", "types": ["RUNNING"]}),
    ("who sat down?", {"want": "LIST", "types": ["SITTING"]}),
    ("who picked something up?", {"want": "LIST", "types": ["PICKING"]}),
    ("was it crowded?", {"want": "EXISTS", "types": ["CROWDING"]}),
    ("anything suspicious?", {"want": "EXISTS", "types": ["LOITERING", "THEFT", "INTRUSION", "ANOMALY"]}),
    ("was there an emergency?", {"want": "EXISTS", "types": ["COLLAPSE", "FIGHTING", "ANOMALY"]}),
    # Who and where; "left" is a side or a verb
    ("Who stood on the left?", {"want": "LIST", "types": STAND, "locations": ["LEFT"]}),
    ("who left?", {"want": "LIST", "types": EXIT}),
    ("who left on the left side?", {"want": "LIST", "types": EXIT, "locations": ["LEFT"]}),
    ("Was anyone loitering on the right side?", {"want": "EXISTS", "types": ["LOITERING"], "locations": ["RIGHT"]}),
    ("list everyone who stood in the middle", {"want": "LIST", "types": STAND, "locations": ["CENTER"]}),
    ("show me people not on the left", {"want": "LIST", "locations": ["CENTER", "RIGHT"]}),
    ("did a woman come in?", {"want": "EXISTS", "types": ENTER, "genders": ["FEMALE"]}),
    ("how many men were there?", {"want": "COUNT_PEOPLE", "genders": ["MALE"]}),
    ("Did an old man fall?", {"want": "EXISTS", "types": ["COLLAPSE"], "genders": ["MALE"], "ageGroups": ["OLD"]}),
    ("what did P2 do?", {"want": "LIST", "trackIds": ["P2"]}),
    ("When did the second visitor leave?", {"want": "LIST", "types": EXIT, "visitor": 2}),
    ("when did the first customer arrive?", {"want": "FIRST", "types": ENTER, "nth": 1}),
    ("how long was the third visitor in the store?", {"want": "DURATION", "visitor": 3}),
    ("what happened in 'Left aisle'?", {"want": "LIST"}),
    ("did a woman with a red bag come in?",
     {"want": "EXISTS", "types": ENTER, "genders": ["FEMALE"], "text": "red bag"}),
    # Denials
    ("Who did not leave?", {"want": "LIST", "withoutTypes": EXIT}),
    ("Did anyone not leave?", {"want": "EXISTS", "withoutTypes": EXIT}),
    ("people who came in without stopping", {"want": "LIST", "types": ENTER, "withoutTypes": STAND}),
    ("Did nobody come in?", {"want": "EXISTS", "types": ENTER, "negated": True}),
    ("When was nobody there?", {"want": "EMPTY"}),
    ("was the store ever empty?", {"want": "EMPTY"}),
    ("count the number of men that entered", {"want": "COUNT_PEOPLE", "types": ENTER, "genders": ["MALE"]}),
    # Parts of the video
    ("Who stood between 3:00 and 5:00?", {"want": "LIST", "types": STAND, "seconds": part(180, 300)}),
    ("between 3 and 5 minutes who walked?", {"want": "LIST", "types": WALK, "seconds": part(180, 300)}),
    ("Did anyone leave after the first minute?", {"want": "EXISTS", "types": EXIT, "seconds": part(60, None)}),
    ("What happened in the last 10 seconds?", {"want": "LIST", "seconds": part(590, 600)}),
    ("who came in during the first half minute?", {"want": "LIST", "types": ENTER, "seconds": part(0, 30)}),
    ("who was there at the end of the video?", {"want": "LIST", "seconds": part(590, 600)}),
    ("around 1:20 what happened?", {"want": "LIST", "seconds": part(70, 90)}),
    ("1 minute and 20 seconds in, who is standing?", {"want": "LIST", "types": STAND, "seconds": part(77, 83)}),
    ("how many people were there at 1:20?", {"want": "COUNT_PEOPLE", "seconds": part(77, 83)}),
    ("did anyone stand for more than 10 seconds?", {"want": "EXISTS", "types": STAND, "lasting": part(10, None)}),
    # Times of day
    ("who came in after 9 pm yesterday?", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 21:00", "22 23:59:59")}),
    ("last Tuesday afternoon how many visitors?", {"want": "COUNT_PEOPLE", "occurredAt": clock("17 12:00", "17 18:00")}),
    ("between 9 and 10 pm yesterday who left?",
     {"want": "LIST", "types": EXIT, "occurredAt": clock("22 21:00", "22 22:00")}),
    ("at 9 last night who came in?", {"want": "LIST", "types": ENTER, "occurredAt": clock("22 20:30", "22 21:30")}),
    ("on November 20 between 2pm and 4:30pm how many people entered?",
     {"want": "COUNT_PEOPLE", "types": ENTER, "occurredAt": clock("20 14:00", "20 16:30")}),
    ("thefts from November 20 to 22", {"want": "LIST", "types": ["THEFT"], "occurredAt": clock("20 0:00", "22 23:59:59")}),
    ("was there a fight 2 days ago?", {"want": "EXISTS", "types": ["FIGHTING"], "occurredAt": clock("21 0:00", "21 23:59:59")}),
]
# fmt: on


@pytest.mark.parametrize(("question", "fields"), KOREAN, ids=[question for question, _ in KOREAN])
def test_a_korean_question_fills(question: str, fields: dict[str, Any]) -> None:
    assert read(question) == fields


@pytest.mark.parametrize(("question", "fields"), ENGLISH, ids=[question for question, _ in ENGLISH])
def test_an_english_question_fills(question: str, fields: dict[str, Any]) -> None:
    assert read(question) == fields


@pytest.mark.parametrize(
    ("question", "window"),
    [
        ("in the last 2 hours did anyone collapse?", clock("23 13:30", "23 15:30")),
        ("최근 30분 동안 누가 왔어?", clock("23 15:00", "23 15:30")),
        ("21:00에서 21:30 사이에 누가 왔어?", beside("22 21:00", "22 21:30")),
        ("오후 1시쯤 누가 왔어?", beside("23 12:30", "23 13:30")),
        ("Who came in around 9 at night?", beside("22 20:30", "22 21:30")),
        ("Who came in at 2 in the afternoon?", beside("23 13:30", "23 14:30")),
        ("Did anyone smoke between nine and ten last night?", beside("22 21:00", "22 22:00")),
    ],
)
def test_over_everything_clocks_are_the_cameras_and_the_end_is_now(question: str, window: dict[str, Any]) -> None:
    assert read(question, EVERYTHING)["occurredAt"] == window


@pytest.mark.parametrize(
    ("question", "either"),
    [
        ("00:10에서 00:20 사이에 무슨 일이 있었어?", True),
        ("What happened between 00:10 and 00:20?", True),
        ("11월 15일 00:10에서 00:20 사이에 무슨 일이 있었어?", False),
        ("What happened between 00:10 and 00:20 last night?", False),
        ("What happened between 1:10 and 1:20 pm?", False),
        ("오후 3:10쯤 누가 왔어?", False),
    ],
)
def test_over_everything_a_bare_time_may_be_a_position(question: str, either: bool) -> None:
    plan = read(question, EVERYTHING)
    assert plan.get("eitherTime", False) is either
    assert "occurredAt" in plan
    assert ("seconds" in plan) is either


def test_without_a_date_the_latest_day_of_the_footage_is_meant() -> None:
    footage = {"from": "2026-11-01T08:00:00+09:00", "to": "2026-11-14T21:10:00+09:00", "longestSeconds": 600}
    plan = read("밤 9시쯤 누가 왔어?", {**EVERYTHING, "footage": footage})
    assert plan["occurredAt"] == beside("14 20:30", "14 21:30")


def test_a_colon_that_does_not_fit_into_the_video_is_a_time_of_day() -> None:
    assert read("20:57에서 21:00 사이에 누가 왔어?")["occurredAt"] == clock("22 20:57", "22 21:00")


@pytest.mark.parametrize(
    "question",
    [
        "hello",
        "안녕하세요",
        "what is the capital of France",
        "what's the weather like",
        "너 이름이 뭐야?",
        "2 + 2는?",
        "",
        "?",
    ],
)
def test_what_is_not_about_footage_is_said_not_to_be(question: str) -> None:
    assert read(question)["aboutFootage"] is False


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("몇 명이 들어왔어?", "ko"),
        ("P2가 언제 exit 했어?", "ko"),
        ("How many people came in?", "en"),
        ("theft", "en"),
        ("何人入りましたか?", "other"),
        ("有多少人进来了?", "other"),
        ("Кто вошел?", "other"),
        ("Wie viele Personen sind hereingekommen?", "other"),
        ("Combien de personnes sont entrées ?", "other"),
        ("¿Cuántas personas entraron?", "other"),
    ],
)
def test_the_language_of_a_question(question: str, language: str) -> None:
    assert read_question(question, CONTEXT)["language"] == language


def test_a_pronoun_means_the_person_of_the_earlier_answer_only_where_there_was_one() -> None:
    earlier = {**CONTEXT, "earlier": [{"question": "누가 왔어?", "plan": {"types": ENTER}}]}
    assert read("그 사람은 언제 나갔어?", earlier) == {"want": "LIST", "types": EXIT, "aboutEarlier": True}
    assert "aboutEarlier" not in read("그 사람은 언제 나갔어?")
    assert read("when did she leave?", earlier)["aboutEarlier"] is True


def test_a_follow_up_takes_over_what_it_leaves_unsaid() -> None:
    plan = {"want": "COUNT_PEOPLE", "types": STAND, "locations": ["LEFT"], "seconds": part(0, 60), "aboutFootage": True}
    earlier = {**CONTEXT, "earlier": [{"question": "…", "plan": plan}]}
    expected = {"want": "COUNT_PEOPLE", "types": STAND, "locations": ["RIGHT"], "seconds": part(0, 60)}
    assert read("그럼 오른쪽은?", earlier) == expected
    assert read("what about the right?", earlier) == expected


@pytest.mark.parametrize("question", ["⟪7⟫에서 ⟪9⟫까지", "⟦3⟧ 이후", "▪▪ who ▪ left"])
def test_the_readers_own_marks_in_a_question_mean_nothing(question: str) -> None:
    assert {"seconds", "occurredAt"}.isdisjoint(read(question))


@pytest.mark.parametrize(
    "question",
    [
        "99999999999999999999분 이후에 온 사람",
        "31월 99일 25시 61분",
        "0:99:99 to 99:99",
        "9999999999일 전, 9999999999 days ago",
        "0001-01-01 밤 9시, 0001년 1월 1일",
        "in the last 99999999999999 hours",
        "2026-02-31 밤 12시",
        "\x00\ud55c",
        "P" * 2000,
        "안 " * 1300,
        "between " * 500,
        "3분에서 " * 800,
        "1 minute and " * 300,
    ],
)
def test_odd_questions_are_read_without_failing(question: str) -> None:
    read(question)


def test_the_order_of_words_in_the_context_does_not_matter_and_nothing_in_it_is_needed() -> None:
    assert read_question("몇 명이 들어왔어?", {})["types"] == ENTER
