"""The times that a question names, found by their words."""

import pytest

from domain.ask.time.words.find import find_times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("19일 저녁에 누가 왔어?", ["19일", "저녁"]),
        ("엊저녁에 왔던 사람", ["엊저녁"]),
        ("그저께 밤 11시 반부터 새벽 1시까지", ["그저께", "밤 11시 반", "새벽 1시"]),
        ("지난주 화요일 오전 10:30쯤", ["지난주", "화요일", "오전", "10:30"]),
        ("3/5 정오에", ["3/5", "정오"]),
        ("세 시간 동안 몇 명?", ["세 시간"]),
        ("2분 30초부터 4분까지", ["2분 30초", "4분"]),
        ("문 닫고 나서 들어온 사람", []),
        ("퇴근 후에 들어온 사람", ["퇴근 후"]),
        ("Who came between 6 and quarter past?", ["6", "quarter past"]),
        ("Anyone at ten to seven on the 19th?", ["ten to seven", "on the 19th"]),
        ("yesterday evening from 6:30pm till 8", ["yesterday", "evening", "6:30pm", "8"]),
        ("the day before yesterday at noon", ["day before yesterday", "noon"]),
        ("last week, after closing time", ["last week", "after closing time"]),
        ("Did he stay for more than five minutes on Nov 3?", ["five minutes", "nov 3"]),
        ("between minute 2 and minute 4", ["minute 2", "minute 4"]),
    ],
)
def test_the_words_for_times_are_found(text: str, times: list[str]) -> None:
    assert sorted({mention.text for mention in find_times(text)}) == sorted(times)


@pytest.mark.parametrize(
    "text",
    [
        "두 분이 왔나요?",
        "몇 시에 나갔어?",
        "What time did she leave?",
        "the second person who came in",
        "How many people came in?",
        "Between 2 and 3 people were there",
        "Good evening!",
        "3번째 손님은 누구야?",
        "Who was there most of the time?",
        '"Morning shift" 카메라에 누가 있어?',
        "몇 분에 나갔나요?",
        "시작할 때 누가 있었어?",
    ],
)
def test_other_words_are_no_times(text: str) -> None:
    assert find_times(text) == []


def test_a_cameras_name_is_no_time() -> None:
    assert find_times("Who was at the Night door?", ["Night door"]) == []
