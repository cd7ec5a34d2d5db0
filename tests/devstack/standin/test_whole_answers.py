"""From a question to its answer with the stand-in: what it plans and writes fits what the product does with it."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.ask.question.question import ConversationTurn
from models.enums import PromptStatus
from tests.devstack.standin.standin_models import StandInModels
from tests.domain.ask.asking import list_cited, run_ask
from tests.domain.ask.time.test_decide import BOTH, SEOUL_ONLY
from tests.domain.ask.time.test_relative import LEFT, THEFT
from tests.domain.doubles import VISITS, event

ENTRIES = [event(number, "PERSON_ENTER", number, number + 0.5, f"P{number}") for number in range(1, 58)]
STOPS = [event(1, "STANDING", 0, 10, "P1"), event(2, "STANDING", 20, 35, "P2"), event(3, "STANDING", 40, 50, "P1")]
ANOMALY = [event(1, "ANOMALY", 5, 9)]


@pytest.mark.parametrize(
    ("text", "rows", "begins"),
    [
        ("처음 30초 동안 몇 명이 들어왔어?", VISITS,
         "모두 2명이 들어왔습니다 [1][2]. 시각은 00:02(P1) [1], 00:09(P2) [2]입니다."),
        ("How many people came in?", ENTRIES, "57 people came in"),
        ("Who came in around 9 pm yesterday?", VISITS,
         "3 people came in [1][2][3]. P1 came in from the left at 21:00:02 [1]."),
        ("Who stood on the left between 0:20 and 0:24?", VISITS,
         "P1 stood on the left from 00:04 to 00:25 (21 s) [1]."),
        ("Who stood the longest?", STOPS, "P1 stood the longest: 20 s (00:00–00:50) [1][2]."),
        ("나가지 않은 사람 있어?", VISITS,
         "네, 나가지 않은 사람이 1명 있었습니다 [1]. P3은 05:30에 왼쪽에서 들어왔습니다 [1]."),
        ("두 번째 손님은 언제 나갔어?", VISITS, "P2는 21:00:21에 오른쪽으로 나갔습니다 [1]."),
        ("Anything suspicious?", ANOMALY,
         "Yes, 1 person behaved unusually [1]. P1 behaved unusually from 00:05 to 00:09 (4 s) [1]."),
        ("절도가 있었어?", VISITS, "확인되지 않음: ‘Left aisle’ 영상 전체에서 절도는 검사한 적이 없으므로"),
        ("How many women came in?", VISITS, "0 people."),
        ("What happened after 20 minutes?", VISITS, "No events were found from 20:00 of 'Left aisle'."),
        ("hello", VISITS, "Ask about what your footage shows"),
        ("what is the capital of France", VISITS, "Ask about what your footage shows"),
        ("2 + 2 = ?", VISITS, "Ask about what your footage shows"),
        ("안녕하세요", VISITS, "촬영된 영상에 대한 질문에 한국어와 영어로 답합니다."),
        ("何人入りましたか?", VISITS, "Questions are understood in Korean and English."),
        ("Wie viele Personen sind hereingekommen?", VISITS, "Questions are understood in Korean and English."),
        ("¿Cuántas personas hay?", VISITS, "Questions are understood in Korean and English."),
        ("Who is still inside?", LEFT, "Everyone who was seen in 'Left aisle' was also seen leaving."),
        ("아직 안에 있는 사람은?", LEFT, "‘Left aisle’ 영상 전체에 나온 사람은 모두 퇴장 기록이 있습니다."),
        ("Who left before P1?", LEFT, "Nobody else was seen leaving before P1's leaving (01:10) in 'Left aisle'."),
        ("P1보다 먼저 나간 사람은?", LEFT,
         "‘Left aisle’ 영상 전체에는 P1의 퇴장(01:10) 전에 퇴장으로 기록된 다른 사람이 없습니다."),
        ("P9보다 먼저 나간 사람은?", THEFT, "P9의 퇴장으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."),
        ("싸움이 끝난 다음에 누가 나갔어?", THEFT, "싸움으로 기록된 장면이 없어 그 전후를 찾을 수 없습니다."),
    ],
)  # fmt: skip
async def test_a_question_is_answered(text: str, rows: Sequence[Any], begins: str) -> None:
    assert (await run_ask(StandInModels(), text, rows=rows)).response.startswith(begins)


@pytest.mark.parametrize(
    ("text", "rows", "numbers"),
    [
        ("Who came in after the theft?", THEFT, [4]),
        ("도난 직후에 무슨 일이 있었어?", THEFT, [3]),
        ("두 번째 도난 전에 들어온 사람은?", THEFT, [4]),
        ("What did she do before she stole it?", THEFT, [1]),
        ("Who loitered and then stole something?", THEFT, [1, 2]),
        ("서성이다가 물건을 훔친 사람은?", THEFT, [1, 2]),
        ("Who left before P2?", LEFT, [3]),
        ("P2보다 늦게 나간 사람은?", LEFT, [7]),
        ("How many people left before P3?", LEFT, [3, 6]),
    ],
)
async def test_the_events_that_answer_are_cited(text: str, rows: Sequence[Any], numbers: list[int]) -> None:
    assert list_cited(await run_ask(StandInModels(), text, rows=rows)) == numbers


@pytest.mark.parametrize(
    ("text", "rows", "interpretation"),
    [
        ("What happened between 00:10 and 00:20?", BOTH, "all footage, 00:10–00:20 of each video"),
        ("00:10에서 00:20 사이에 무슨 일이 있었어?", BOTH, "전체 영상, 각 영상의 00:10–00:20"),
        ("Who left between 21:00 and 21:09?", SEOUL_ONLY,
         "all footage, 2026-11-22 21:00–21:09 (Asia/Seoul) · leaving"),
        ("밤 9시쯤 들어온 사람은 누구야?", BOTH,
         "전체 영상, 2026-11-22 20:30–21:30(각 카메라의 현지 시각: Asia/Seoul, America/New_York) · 입장"),
        ("Who came in yesterday?", SEOUL_ONLY, "all footage, 2026-11-22 00:00–23:59 (Asia/Seoul) · coming in"),
        ("Who came in on December 25, 2024?", SEOUL_ONLY,
         "all footage, 2024-12-25 00:00–23:59 (Asia/Seoul) · coming in"),
    ],
)  # fmt: skip
async def test_times_over_all_footage_are_read(text: str, rows: Sequence[Any], interpretation: str) -> None:
    answer = await run_ask(StandInModels(), text, rows=rows, video=None)
    assert answer.interpretation == interpretation


@pytest.mark.parametrize(
    ("first", "then", "rows", "begins"),
    [
        ("누가 가운데에 서 있었어?", "그 사람은 언제 나갔어?", VISITS, "P2는 21:00:21에 오른쪽으로 나갔습니다 [1]."),
        ("누가 왼쪽에 서 있었어?", "그럼 오른쪽은?", VISITS, "P3은 05:35부터 09:59까지 오른쪽에 서 있었습니다"),
        ("Who left?", "And what did she do before that?", THEFT,
         "P1 loitered for 30 s from 00:10 and stole something on the left at 00:50 [1][2]."),
        ("Who left last?", "Who left before her?", LEFT,
         "2 people went out [1][2]. P1 went out at 01:10 [1]. P2 went out at 03:40 [2]."),
    ],
)  # fmt: skip
async def test_a_follow_up_is_answered(first: str, then: str, rows: Sequence[Any], begins: str) -> None:
    answer = await run_ask(StandInModels(), first, rows=rows)
    assert answer.status is PromptStatus.COMPLETED
    turn = ConversationTurn(first, answer.response, answer.plan)
    follow_up = await run_ask(StandInModels(), then, rows=rows, earlier=(turn,))
    assert follow_up.response.startswith(begins)


async def test_it_writes_without_a_plan_of_its_own() -> None:
    rows = [event(1, "STANDING", 1, 5, description="A person with a red hat stands.")]
    answer = await run_ask(StandInModels(), "Who has a red hat?", rows=rows)
    assert answer.response == "1 moment fits “red hat” [1]. At 00:01: “A person with a red hat stands” [1]."
