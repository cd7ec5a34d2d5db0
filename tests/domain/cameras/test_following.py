"""What a video becomes when its camera is corrected: what it has of the camera follows, what is its own stays."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.cameras.following import follow_corrections
from models.footage.cameras import Correction

FIRST, SECOND = UUID(int=1), UUID(int=2)
VIDEO: dict[str, Any] = {
    "id": UUID(int=9),
    "camera": "till",
    "site": "seoul",
    "timezone": "UTC",
    "zones": [],
    "recorded_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "clock_offset_seconds": 0.0,
    "recorded_offset_seconds": 0,
    "camera_change": None,
}


def become(*corrections: Correction, **of_video: Any) -> dict[str, Any]:
    followed = follow_corrections({**VIDEO, **of_video}, corrections)  # type: ignore[typeddict-item]
    return {name: value for name, value in followed.columns.items() if name != "camera_change"}


def correction(id_: UUID = FIRST, *, keep_moments: bool = False, **settings: tuple[Any, Any]) -> Correction:
    return Correction(id_, settings, keep_moments)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("settings", "becomes"),
    [
        ({"name": ("till", "door")}, {"camera": "door"}),
        ({"site": ("seoul", None)}, {"site": None}),
        ({"zones": ([], [{"name": "a"}])}, {"zones": [{"name": "a"}]}),
        ({"name": ("yard", "door")}, {}),
        ({"zones": ([{"name": "b"}], [{"name": "a"}])}, {}),
        ({"timezone": ("Asia/Seoul", "Europe/Paris")}, {}),
    ],
)
def test_what_the_video_has_of_its_camera_follows_and_what_is_its_own_stays(
    settings: dict[str, tuple[Any, Any]], becomes: dict[str, Any]
) -> None:
    assert become(Correction(FIRST, settings)) == becomes


def test_a_recording_moves_with_its_camera_s_clock() -> None:
    slow = correction(clock_offset_seconds=(0.0, 90.5))
    moved = {"recorded_at": moment("2026-03-01T12:01:30.500000+00:00"), "clock_offset_seconds": 90.5}
    assert become(slow) == moved
    fast = correction(SECOND, clock_offset_seconds=(90.5, -10.0))
    assert become(slow, fast) == {"recorded_at": moment("2026-03-01T11:59:50+00:00"), "clock_offset_seconds": -10.0}


def test_a_time_that_was_set_by_hand_stays_and_one_that_is_to_come_gets_the_new_offset() -> None:
    slow = correction(clock_offset_seconds=(0.0, 90.5))
    assert become(slow, clock_offset_seconds=None) == {}
    assert become(slow, recorded_at=None) == {"clock_offset_seconds": 90.5}


@pytest.mark.parametrize(
    ("given_offset", "recorded_at", "moves_to"),
    [
        # The recorder's clock showed 12:00, and was read as UTC; it hangs in Seoul.
        (0, "2026-03-01T12:00:00+00:00", "2026-03-01T03:00:00+00:00"),
        # The sender knew Seoul's time.
        (9 * 3600, "2026-03-01T12:00:00+00:00", None),
        # The file's own clock is absolute, or nobody knows how the time was given.
        (None, "2026-03-01T12:00:00+00:00", None),
        (0, None, None),
    ],
)
def test_a_new_zone_keeps_what_the_clock_showed_where_the_time_was_told_in_the_former_one(
    given_offset: int | None, recorded_at: str | None, moves_to: str | None
) -> None:
    there = correction(timezone=("UTC", "Asia/Seoul"))
    video = {"recorded_offset_seconds": given_offset, "recorded_at": recorded_at and moment(recorded_at)}
    moved = {"recorded_at": moment(moves_to), "recorded_offset_seconds": 9 * 3600} if moves_to else {}
    assert become(there, **video) == {"timezone": "Asia/Seoul", **moved}
    kept = correction(timezone=("UTC", "Asia/Seoul"), keep_moments=True)
    assert become(kept, **video) == {"timezone": "Asia/Seoul"}


def test_a_zone_that_was_corrected_twice_ends_where_the_right_one_would_have_been() -> None:
    wrong, right = (
        correction(timezone=("UTC", "Asia/Seoul")),
        correction(SECOND, timezone=("Asia/Seoul", "Europe/Paris")),
    )
    assert become(wrong, right) == become(correction(SECOND, timezone=("UTC", "Europe/Paris")))


@pytest.mark.parametrize(
    ("recorded_at", "former", "new", "moves_to"),
    [
        # Winter and summer of the former zone, each with the offset that it had then.
        ("2026-01-15T12:00:00+01:00", "Europe/Paris", "UTC", "2026-01-15T12:00:00+00:00"),
        ("2026-07-15T12:00:00+02:00", "Europe/Paris", "UTC", "2026-07-15T12:00:00+00:00"),
        # Summer time was given in winter: another clock told it.
        ("2026-01-15T12:00:00+02:00", "Europe/Paris", "UTC", None),
        # 02:30 comes twice on that night; the second time stays the second.
        ("2026-10-25T02:30:00+01:00", "Europe/Paris", "Europe/Madrid", "2026-10-25T02:30:00+01:00"),
        # 02:30 is skipped on that night in the new zone.
        ("2026-03-29T02:30:00+00:00", "UTC", "Europe/Paris", "2026-03-29T03:30:00+02:00"),
    ],
)
def test_the_former_zone_s_offset_is_the_one_of_that_moment(
    recorded_at: str, former: str, new: str, moves_to: str | None
) -> None:
    given = moment(recorded_at)
    offset = given.utcoffset()
    assert offset is not None
    video = {
        "recorded_at": given.astimezone(UTC),
        "recorded_offset_seconds": round(offset.total_seconds()),
        "timezone": former,
    }
    becomes = become(correction(timezone=(former, new)), **video)
    assert becomes["timezone"] == new
    assert becomes.get("recorded_at", given) == moment(moves_to or recorded_at)


def test_zone_and_clock_may_be_corrected_together() -> None:
    both = correction(timezone=("UTC", "Asia/Seoul"), clock_offset_seconds=(60.0, 120.0))
    stamped = {"recorded_at": moment("2026-03-01T12:01:00+00:00"), "clock_offset_seconds": 60.0}
    assert become(both, **stamped)["recorded_at"] == moment("2026-03-01T03:02:00+00:00")


def test_how_far_each_correction_moves_a_recording_is_told() -> None:
    slow, there = correction(clock_offset_seconds=(0.0, 5.0)), correction(SECOND, timezone=("UTC", "Asia/Seoul"))
    followed = follow_corrections(VIDEO, [slow, there])  # type: ignore[arg-type]
    assert followed.moved_seconds == {FIRST: 5.0, SECOND: -9 * 3600.0}
    assert followed.columns["camera_change"] == SECOND
