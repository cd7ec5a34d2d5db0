"""Times of day as parts of a video, also where clocks change within the recording."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.ask.time.positions import positions_from_window
from domain.ask.time.windows import TimeWindow, place_window
from models.asking.evidence import VideoContext

BERLIN = ZoneInfo("Europe/Berlin")


def locate(recorded_at: datetime, start: str, end: str) -> tuple[float | None, float | None]:
    """Where local times of Berlin are in a recording of two hours."""
    video = VideoContext(UUID(int=1), "gate", "gate", "Europe/Berlin", recorded_at, 7200.0)
    window = TimeWindow.model_validate({"from": start, "to": end})
    found = positions_from_window(place_window(window, BERLIN), video)
    return found.start, found.end


@pytest.mark.parametrize(
    ("start", "end", "positions"),
    [
        ("2026-10-25T02:40:00", "2026-10-25T02:50:00", (600.0, 4800.0)),
        ("2026-10-25T02:30:00", "2026-10-25T03:00:00", (0.0, 5400.0)),
        ("2026-10-25T03:10:00", "2026-10-25T03:20:00", (6000.0, 6600.0)),
        ("2026-10-25T02:40:00+01:00", "2026-10-25T02:50:00+01:00", (4200.0, 4800.0)),
    ],
)
def test_an_hour_that_comes_twice_within_a_recording_is_both_of_it(
    start: str, end: str, positions: tuple[float, float]
) -> None:
    # 02:30 of summer; 02:00 of winter is half an hour later.
    assert locate(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), start, end) == positions


def test_behind_an_hour_that_never_comes_the_recording_goes_on() -> None:
    # 01:30; 03:00 is half an hour later.
    began = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert locate(began, "2026-03-29T03:10:00", "2026-03-29T03:20:00") == (2400.0, 3000.0)
