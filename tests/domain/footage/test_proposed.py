"""A recorder that writes its own wall clock is believed in its own time zone."""

from datetime import UTC, datetime

from domain.footage.proposed import proposed_time


def test_a_time_without_a_zone_is_that_of_the_camera() -> None:
    told = proposed_time(datetime(2026, 11, 20, 21), "Asia/Seoul")
    assert told == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_time_with_a_zone_stays_what_it_is() -> None:
    told = datetime(2026, 11, 20, 21, tzinfo=UTC)
    assert proposed_time(told, "Asia/Seoul") is told


def test_nothing_is_proposed_by_a_file_that_tells_nothing() -> None:
    assert proposed_time(None, "Asia/Seoul") is None
