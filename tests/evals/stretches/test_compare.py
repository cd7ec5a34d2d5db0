"""The comparison of cut with uncut footage notices what differs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from evals.stretches.__main__ import main
from evals.stretches.compare import compare, tell
from models.asking.evidence import Evidence
from models.enums import EventType
from tests.domain.doubles import RECORDED, event

SECOND = UUID(int=2)
UNCUT = (
    event(1, "PERSON_ENTER", 10, 10),
    event(2, "WALKING", 10, 20),
    event(3, "STANDING", 20, 110),
    event(4, "LOITERING", 20, 110),
)


def _in_second_file(number: int, kind: str, start: float, end: float, **more: Any) -> Evidence:
    """A piece of the same visit in a file that begins at 60 s."""
    at = RECORDED + timedelta(seconds=60 + start)
    return event(number, kind, start, end, video_id=SECOND, occurred_at=at, visit_video_id=UUID(int=1), **more)


CUT = (
    *UNCUT[:2],
    event(3, "STANDING", 20, 60),
    _in_second_file(5, "STANDING", 0, 50, began_seconds=-40.0, continues=True),
    _in_second_file(6, "LOITERING", 0, 50, began_seconds=-40.0),
)


def test_pieces_that_make_the_whole_differ_in_nothing() -> None:
    uncut, cut = tell(UNCUT, RECORDED), tell(CUT, RECORDED)
    found = compare(uncut, cut)
    assert (found.seconds, list(found.wrong)) == (0, [])
    assert uncut.seconds == cut.seconds == 190


def test_missing_seconds_and_a_second_person_are_noticed() -> None:
    short = [replace(row, end_seconds=45.0) if row.video_id == SECOND else row for row in CUT]
    assert compare(tell(UNCUT, RECORDED), tell(short, RECORDED)).seconds == pytest.approx(10)
    apart = [replace(row, visit_video_id=None, continues=False) for row in CUT]
    found = compare(tell(UNCUT, RECORDED), tell(apart, RECORDED))
    assert any(line.startswith("people:") for line in found.wrong)
    assert any(line.startswith(EventType.STANDING.value) for line in found.wrong)
    assert found.share > 0.5


@pytest.mark.slow
def test_half_a_minute_in_three_files_tells_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--minutes", "0.5", "--files", "3"])
    printed = capsys.readouterr().out
    assert "cut into 3 files" in printed
    for line in printed.splitlines():
        if line.startswith(("visits (people)", "PERSON_ENTER", "PERSON_EXIT", "LOITERING", "WALKING", "STANDING")):
            uncut, cut = line.split()[-2:]
            assert uncut == cut, line
