"""The SQL of the stand-in, and its answers from tables. Each row: Korean, English, SQL."""

from typing import Any

import pytest

from devstack.standin.nlg.answers import answer
from devstack.standin.respond import respond
from devstack.standin.sql.writer import plan_with_sql
from domain.ask.retrieval.text_to_sql import PLAN_TOOL_WITH_SQL, SQL_TOOL
from domain.guard import guard_sql
from domain.llm.prompts import format_sections
from models.asking.conversation import Message
from models.asking.sql import SqlColumn, SqlView
from tests.devstack.standin.cases import Row, build_row, build_sections

COLUMNS = """
id video_id video_name camera type start_seconds end_seconds duration_seconds occurred_at local_time ended_at person
track_id gender age_group location
"""
VIEWS = [SqlView("event_view", "", [SqlColumn(name, "text", "") for name in COLUMNS.split()])]
CONTEXT = {"now": "2026-11-23T15:30:00+09:00", "timezone": "Asia/Seoul", "video": None}
COUNTS = "count(DISTINCT person) AS people, count(*) AS events FROM event_view"

# fmt: off
WRITTEN = [
    ("모두 몇 명이 들어왔어?", "How many people came in altogether?",
     "SELECT count(*) AS events, count(DISTINCT person) AS people FROM event_view WHERE type IN ('PERSON_ENTER')"),
    ("카메라별 절도 건수를 알려줘", "How many thefts per camera?",
     f"SELECT camera, {COUNTS} WHERE type IN ('THEFT') GROUP BY 1 ORDER BY events DESC, camera LIMIT 200"),
    ("도난이 가장 많았던 카메라는 어디야?", "Which camera saw the most thefts?",
     f"SELECT camera, {COUNTS} WHERE type IN ('THEFT') GROUP BY 1 ORDER BY events DESC, camera LIMIT 200"),
    ("절도가 제일 많은 카메라?", "Which camera had the most thefts?",
     f"SELECT camera, {COUNTS} WHERE type IN ('THEFT') GROUP BY 1 ORDER BY events DESC, camera LIMIT 200"),
    ("카메라별 평균 방문 시간은?", "What's the average visit length per camera?", None),
    ("가장 붐비는 시간대는 언제야?", "What was the busiest hour?",
     f"SELECT extract(hour FROM local_time)::int AS hour, {COUNTS} WHERE local_time IS NOT NULL GROUP BY 1 "
     "ORDER BY people DESC, hour LIMIT 200"),
    ("시간대별 방문자 수 알려줘", "How many visitors per hour?",
     f"SELECT extract(hour FROM local_time)::int AS hour, {COUNTS} WHERE local_time IS NOT NULL GROUP BY 1 "
     "ORDER BY hour LIMIT 200"),
    ("무슨 요일이 가장 한가했어?", "Which weekday was the quietest?",
     f"SELECT extract(isodow FROM local_time)::int AS weekday, {COUNTS} WHERE local_time IS NOT NULL GROUP BY 1 "
     "ORDER BY people ASC, weekday LIMIT 200"),
    ("사람이 가장 많이 들어온 시간대는?", "Which hour did the most people come in?",
     f"SELECT extract(hour FROM local_time)::int AS hour, {COUNTS} WHERE type IN ('PERSON_ENTER') AND local_time IS "
     "NOT NULL GROUP BY 1 ORDER BY people DESC, hour LIMIT 200"),
    ("손님이 제일 많이 나간 요일은 언제예요?", "Which weekday did most customers leave?",
     f"SELECT extract(isodow FROM local_time)::int AS weekday, {COUNTS} WHERE type IN ('PERSON_EXIT') AND local_time "
     "IS NOT NULL GROUP BY 1 ORDER BY people DESC, weekday LIMIT 200"),
    ("사람이 제일 많이 몰리는 시간대는?", "What is the busiest hour?",
     f"SELECT extract(hour FROM local_time)::int AS hour, {COUNTS} WHERE local_time IS NOT NULL GROUP BY 1 "
     "ORDER BY people DESC, hour LIMIT 200"),
    ("사람이 가장 많이 찍힌 카메라는 어디예요?", "Which camera recorded most people?",
     f"SELECT camera, {COUNTS} GROUP BY 1 ORDER BY people DESC, camera LIMIT 200"),
    ("어느 카메라가 제일 붐볐어?", "Which camera was the busiest?",
     f"SELECT camera, {COUNTS} GROUP BY 1 ORDER BY people DESC, camera LIMIT 200"),
    ("남녀 비율 알려줘", "How many people by gender?",
     f"SELECT gender, {COUNTS} GROUP BY 1 ORDER BY people DESC, gender LIMIT 200"),
    ("성별로 몇 명이 들어왔어?", "How many people came in by gender?",
     f"SELECT gender, {COUNTS} WHERE type IN ('PERSON_ENTER') GROUP BY 1 ORDER BY people DESC, gender LIMIT 200"),
    ("유형별로 이벤트가 몇 건이야?", "How many events of each type?", None),
    ("평균 체류 시간은 얼마나 돼?", "How long do people stay on average?",
     "SELECT round(avg(seconds)::numeric, 1) AS average_seconds, count(*) AS people FROM (SELECT max(end_seconds) - "
     "min(start_seconds) AS seconds FROM event_view WHERE person IS NOT NULL GROUP BY person) AS stays"),
    ("하루 평균 몇 명이 들어왔어?", "How many people came in per day on average?",
     "SELECT round(avg(counted)::numeric, 1) AS average_people, count(*) AS days FROM (SELECT local_time::date AS "
     "part, count(DISTINCT person) AS counted FROM event_view WHERE type IN ('PERSON_ENTER') AND local_time IS NOT "
     "NULL GROUP BY 1) AS parts"),
    ("마지막으로 나간 사람은 누구야?", "Who left last?",
     "SELECT id FROM event_view WHERE type IN ('PERSON_EXIT') ORDER BY occurred_at DESC NULLS FIRST, start_seconds "
     "DESC, end_seconds DESC LIMIT 1 OFFSET 0"),
    ("어제 저녁 9시부터 10시 사이에 싸움이 몇 번 있었어?", "How many fights were there between 9 and 10 pm yesterday?",
     "SELECT count(*) AS events, count(DISTINCT person) AS people FROM event_view WHERE type IN ('FIGHTING') AND "
     "local_time <= '2026-11-22T22:00:00' AND local_time >= '2026-11-22T21:00:00'"),
]
# What only the words of descriptions, the answers before or nothing can tell.
NOT_WRITTEN = ["누가 왼쪽에 서 있었어?", "Was there a fight?", "빨간 모자 쓴 사람은 몇 명이야?", "안녕하세요",
               "두 번째 손님은 언제 나갔어?", "오른쪽에서 무슨 일이 있었어?", "어제 하루 무슨 일이 있었나요?",
               "What happened that day?", "What kind of person stood on the left?", "어떤 종류의 사람이 왔어?"]
# fmt: on


@pytest.mark.parametrize(("korean", "english", "sql"), WRITTEN)
def test_the_same_question_in_both_languages_is_the_same_query(korean: str, english: str, sql: str | None) -> None:
    in_korean, in_english = plan_with_sql(korean, CONTEXT), plan_with_sql(english, CONTEXT)
    assert in_korean["sql"] == in_english["sql"]
    assert sql is None or in_korean["sql"] == sql
    assert (in_korean["language"], in_english["language"]) == ("ko", "en")
    assert in_korean["aboutFootage"]
    assert in_english["aboutFootage"]
    assert guard_sql(in_korean["sql"], VIEWS)


SHORT = {**CONTEXT, "video": {"name": "Door", "durationSeconds": 600, "recordedAt": None}}


@pytest.mark.parametrize(
    "question",
    ["사람이 가장 많이 들어온 시간대는?", "들어온 사람이 제일 많은 시간대는?",
     "Which hour did the most people come in?",
     "When did the most people come in?"],
)  # fmt: skip
def test_in_a_short_video_minutes_are_told_apart_instead_of_hours(question: str) -> None:
    assert plan_with_sql(question, SHORT)["sql"] == (
        f"SELECT floor(start_seconds / 60)::int AS minute, {COUNTS} WHERE type IN ('PERSON_ENTER') GROUP BY 1 "
        "ORDER BY people DESC, minute LIMIT 200"
    )


@pytest.mark.parametrize("question", ["가장 붐비는 시간대는 언제야?", "What was the busiest hour?"])
def test_when_a_short_video_was_busiest_is_when_most_people_were_there_at_once(question: str) -> None:
    plan = plan_with_sql(question, SHORT)
    assert (plan["want"], plan["groupBy"], plan.get("sql")) == ("MOST", "MOMENT", None)


def test_in_one_video_what_goes_on_in_a_window_counts_though_it_began_before() -> None:
    video = {"name": "Left aisle", "recordedAt": "2026-11-22T21:00:00+09:00", "durationSeconds": 7200.0}
    plan = plan_with_sql("How many people were there between 9 and 10 pm yesterday?", {**CONTEXT, "video": video})
    assert "ended_at >= '2026-11-22T21:00:00+09:00'" in plan["sql"]


@pytest.mark.parametrize("question", NOT_WRITTEN)
def test_where_sql_would_not_help_none_is_written(question: str) -> None:
    assert "sql" not in plan_with_sql(question, CONTEXT)


def test_the_tools_decide_whether_sql_is_written() -> None:
    asked = [Message("user", format_sections({"context": CONTEXT, "question": "How many thefts per camera?"}))]
    assert "sql" in (respond("", asked, PLAN_TOOL_WITH_SQL).tool_input or {})
    mended = respond("", asked, SQL_TOOL).tool_input
    assert mended is not None
    assert mended["sql"].startswith("SELECT camera")


# fmt: off
THEFTS = {"want": "COUNT_EVENTS", "types": ["THEFT"]}
CAME = {"want": "COUNT_PEOPLE", "types": ["PERSON_ENTER"]}
PEOPLE = {"want": "COUNT_PEOPLE"}
TOLD: list[tuple[dict[str, Any], str, str, list[str], list[list[Any]], str, str]] = [
    (THEFTS, "카메라별 절도 건수를 알려줘", "How many thefts per camera?", ["camera", "people", "events"],
     [["aisle", 1, 2], ["hall", 1, 1]],
     "카메라별 절도는 ‘aisle’ 2건, ‘hall’ 1건입니다 [0].", "Thefts by camera: 'aisle' 2 and 'hall' 1 [0]."),
    (THEFTS, "도난이 가장 많았던 카메라는 어디야?", "Which camera saw the most thefts?", ["camera", "people", "events"],
     [["aisle", 1, 2], ["hall", 1, 1]],
     "절도가 가장 많은 카메라는 ‘aisle’(2건)이고, ‘hall’ 1건입니다 [0].",
     "Most thefts were seen by the camera 'aisle' (2), then 'hall' (1) [0]."),
    (PEOPLE, "가장 붐비는 시간대는 언제야?", "What was the busiest hour?", ["hour", "people", "events"],
     [[9, 4, 5], [21, 4, 4], [23, 1, 9]],
     "사람이 가장 많은 시간대는 9시~10시, 21시~22시(각각 4명)이고, 23시~0시 1명입니다 [0].",
     "Most people were seen at 09:00–10:00 and at 21:00–22:00 (4 each), then 23:00–00:00 (1) [0]."),
    (PEOPLE, "무슨 요일이 가장 한가했어?", "Which weekday was the quietest?", ["weekday", "people", "events"],
     [[1, 2, 5]], "사람이 가장 적은 요일은 월요일(2명)입니다 [0].", "Fewest people were seen on Monday (2) [0]."),
    (CAME, "사람이 가장 많이 들어온 시간대는?", "When did the most people come in?", ["minute", "people", "events"],
     [[0, 3, 4], [5, 1, 1]],
     "들어온 사람이 가장 많은 시간대는 영상 00:00~01:00(3명)이고, 영상 05:00~06:00 1명입니다 [0].",
     "Most people came in at 00:00–01:00 of the video (3), then 05:00–06:00 of the video (1) [0]."),
    ({**CAME, "genders": ["FEMALE"]}, "여자는 시간대별로 몇 명 들어왔어?", "How many women came in per hour?",
     ["hour", "people", "events"], [[9, 4, 5]],
     "시간대별 들어온 여성은 9시~10시 4명입니다 [0].", "Women who came in by hour of the day: 09:00–10:00 4 [0]."),
    ({"want": "COUNT_EVENTS"}, "유형별로 몇 건이야?", "How many events of each type?", ["type", "people", "events"],
     [["WALKING", 2, 7], ["THEFT", 1, 1]],
     "유형별 이벤트는 걷기 7건, 절도 1건입니다 [0].", "Events by type: walks 7 and thefts 1 [0]."),
    (PEOPLE, "평균 체류 시간은?", "How long do people stay on average?", ["average_seconds", "people"], [[80.0, 3]],
     "체류 시간은 평균 1분 20초입니다(3명 기준) [0].", "On average, people stayed for 1 min 20 s (3 people) [0]."),
    ({"want": "COUNT_EVENTS", "types": ["STANDING"]},
     "평균 얼마나 오래 서 있었어?", "How long did people stand on average?", ["average_seconds", "people", "events"],
     [[20.4, 3, 5]],
     "서 있던 시간은 평균 20초입니다(3명, 5건 기준) [0].",
     "On average, people stood for 20 s (3 people, 5 times) [0]."),
    (CAME, "하루 평균 몇 명이 들어왔어?", "How many people came in per day on average?", ["average_people", "days"],
     [[12.5, 2]], "들어온 사람은 하루 평균 12.5명입니다(2일 기준) [0].",
     "On average, 12.5 people came in per day (over 2 days) [0]."),
]
# fmt: on


@pytest.mark.parametrize(("plan", "korean", "english", "columns", "rows", "in_korean", "in_english"), TOLD)
def test_a_table_is_told_in_a_sentence(
    plan: dict[str, Any],
    korean: str,
    english: str,
    columns: list[str],
    rows: list[list[Any]],
    in_korean: str,
    in_english: str,
) -> None:
    def told(language: str, question: str) -> str:
        table = {"columns": columns, "rows": rows, "truncated": False}
        return answer({**build_sections(language, plan, []), "question": question, "table": table})

    assert told("ko", korean) == in_korean
    assert told("en", english) == in_english


def test_the_moments_that_a_table_counts_follow_it() -> None:
    evidence: list[Row] = [build_row(1, "THEFT", 12, 13), build_row(2, "THEFT", 70, 71)]
    table = {"columns": ["camera", "people", "events"], "rows": [["aisle", 1, 2]], "truncated": False}
    asked = {**build_sections("en", THEFTS, evidence), "question": "How many thefts per camera?", "table": table}
    assert answer(asked) == "Thefts by camera: 'aisle' 2 [0]. The moments: 00:12 [1], 01:10 [2]."


def test_where_hours_are_counted_the_moments_are_told_by_the_clock() -> None:
    evidence: list[Row] = [build_row(1, "PERSON_ENTER", 12, 13, clock="2026-11-22 21:00:12")]
    table = {"columns": ["hour", "people", "events"], "rows": [[21, 1, 1]], "truncated": False}
    asked = {**build_sections("ko", CAME, evidence), "question": "사람이 가장 많이 들어온 시간대는?", "table": table}
    assert answer(asked).endswith("해당하는 장면은 2026-11-22 21:00:12 [1]입니다.")


def test_a_table_of_nothing_is_nothing() -> None:
    table = {"columns": ["average_seconds", "people"], "rows": [[None, 0]], "truncated": False}
    assert (
        answer({**build_sections("en", PEOPLE, []), "question": "How long on average?", "table": table}) == "NOT_FOUND"
    )
