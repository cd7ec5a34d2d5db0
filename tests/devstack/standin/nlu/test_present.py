"""Windows of times of day use the offset of their own day, not of the current one, where clocks change."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from devstack.standin.nlu.question_plan import read_question

# Two days after New York's clocks went back.
CONTEXT = {"now": "2026-11-03T12:00:00-05:00", "weekday": "Tuesday", "timezone": "America/New_York", "video": None}


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("who came in yesterday between 3pm and 5pm?", "2026-11-02T20:00", "2026-11-02T22:00"),
        ("who came in on October 30 between 3pm and 5pm?", "2026-10-30T19:00", "2026-10-30T21:00"),
        ("10월 30일 오후 3시부터 5시까지 누가 왔어?", "2026-10-30T19:00", "2026-10-30T21:00"),
        ("last Tuesday afternoon, who came in?", "2026-10-27T16:00", "2026-10-27T22:00"),
        ("지난주 화요일 밤 9시쯤 누가 왔어?", "2026-10-28T00:30", "2026-10-28T01:30"),
    ],
)
def test_a_day_before_the_change_has_its_own_offset(question: str, start: str, end: str) -> None:
    window: Any = read_question(question, CONTEXT)["occurredAt"]
    # Over everything, no offset is said: it is the camera's own.
    ends = [datetime.fromisoformat(window[name]) for name in ("from", "to")]
    found = [end.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC) for end in ends]
    assert found == [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end)]
