"""A file's name says when its recording began, in whichever usual way it is written."""

from datetime import UTC, datetime

import pytest

from domain.inbox.times import PlacedTime, UnreadableTime, parse_time, place_time

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "2026-11-30T12:00:00Z",
        "2026-11-30t12:00:00z",
        "2026-11-30T12-00-00Z",
        "2026-11-30T12_00_00Z",
        "2026-11-30T12.00.00Z",
        "2026-11-30 12:00:00+00:00",
        "2026-11-30_12-00-00+0000",
        "2026_11_30_12_00_00+00",
        "20261130T120000Z",
        "20261130-120000-0000",
        "20261130120000Z",
        "2026-11-30T21:00:00+09:00",
        "2026-11-30T21-00-00+09-00",
        "2026-11-30T21_00_00+09_00",
        "20261130T210000+0900",
        "20261130T210000+09",
        "2026-11-30T07:00:00-05:00",
        "2026-11-30T07-00-00-05-00",
        "2026-11-30T12:00:00.000Z",
        "2026-11-30T12-00-00-000000Z",
        "1796040000",
        "1796040000.0",
        "1796040000000",
    ],
)
def test_every_usual_way_to_write_a_moment_is_read(name: str) -> None:
    assert parse_time(name).astimezone(UTC) == NOON


@pytest.mark.parametrize(
    ("name", "microsecond"),
    [
        ("20261130T120000.5Z", 500_000),
        ("20261130T120000,25Z", 250_000),
        ("2026-11-30_12-00-00-123456", 123_456),
        ("2026-11-30_12-00-00-123", 123_000),
        ("1796040000.75", 750_000),
        ("1796040000001", 1_000),
        ("20261130T120000.123456789Z", 123_456),
    ],
)
def test_a_fraction_of_a_second_is_kept(name: str, microsecond: int) -> None:
    assert parse_time(name).microsecond == microsecond


@pytest.mark.parametrize(
    "name",
    [
        "",
        "till",
        "20261130",
        "2026-11-30",
        "20261301T120000",
        "20260230T120000",
        "20261130T240000",
        "20261130T126000",
        "20261130T120060",
        "2026-11-30T12:00-00",
        "2026-11_30T12:00:00",
        "20261130T120000+1600",
        "20261130T120000+0960",
        "20261130T120000 copy",
        "12345",
        "٢٠٢٦1130T120000",
        "1" * 400,
    ],
)
def test_a_name_that_says_no_time_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UnreadableTime, match="20261130T120000"):
        parse_time(name)


def test_a_time_without_an_offset_is_that_of_the_camera() -> None:
    assert place_time(parse_time("20261130T210000"), "Asia/Seoul") == PlacedTime(NOON, 32_400)
    assert place_time(parse_time("20261130T210000+0900"), "Europe/Paris") == PlacedTime(NOON, 32_400)
    for name in ("20261130T120000Z", "1796040000"):
        assert place_time(parse_time(name), "Asia/Seoul") == PlacedTime(NOON, None)


def test_of_an_hour_that_comes_twice_the_first_is_taken_and_said() -> None:
    """In New York 01:30 comes at 05:30 UTC and again at 06:30."""
    placed = place_time(parse_time("2026-11-01T01-30-00"), "America/New_York")
    assert placed == PlacedTime(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), -14_400, is_ambiguous=True)
    assert place_time(parse_time("2026-11-01T01-30-00-05-00"), "America/New_York").at.hour == 6


def test_an_hour_that_never_comes_is_read_as_if_the_clock_had_not_been_changed() -> None:
    """In New York 01:59:59 was followed by 03:00:00: a recorder that was not put forward shows 02:30 at 07:30 UTC."""
    placed = place_time(parse_time("2026-03-08T02-30-00"), "America/New_York")
    assert placed == PlacedTime(datetime(2026, 3, 8, 7, 30, tzinfo=UTC), -18_000, is_skipped=True)
