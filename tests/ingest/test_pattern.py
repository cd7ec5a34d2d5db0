"""What a recording's path says."""

from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from ingest.pattern import FilePattern, PatternError, Recording

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
USUAL = "{camera}/{start:%Y-%m-%dT%H-%M-%S}.mp4"


def match(pattern: str, path: str, *, camera: str | None = None, zone: ZoneInfo = SEOUL) -> Recording | None:
    return FilePattern(pattern, camera=camera, zone=zone).match(PurePosixPath(path), NOW)


@pytest.mark.parametrize(
    ("pattern", "path", "camera", "started_at"),
    [
        (USUAL, "till-1/2026-11-30T09-00-00.mp4", "till-1", datetime(2026, 11, 30, 0, tzinfo=UTC)),
        (USUAL, "정문/2026-11-30T09-00-00.mp4", "정문", datetime(2026, 11, 30, 0, tzinfo=UTC)),
        (
            "{start:%Y/%m/%d}/{camera}/{start:%H}.mp4".replace("/{start:%H}", "-{*}"),
            "2026/11/30/a-x.mp4",
            None,
            None,
        ),
        (
            "{camera}/{start:%Y%m%d/%H/%M.%S}.mp4",
            "gate/20261130/09/05.07.mp4",
            "gate",
            datetime(2026, 11, 30, 0, 5, 7, tzinfo=UTC),
        ),
        (
            "NVR_{camera}_main_{start:%Y%m%d%H%M%S}{*}.mp4",
            "NVR_ch01_main_20261130090000_0001.mp4",
            "ch01",
            datetime(2026, 11, 30, 0, tzinfo=UTC),
        ),
        (
            "{camera}/{start:%Y-%m-%dT%H%M%S%z}.ts",
            "a/2026-11-30T090000+0100.ts",
            "a",
            datetime(2026, 11, 30, 8, tzinfo=UTC),
        ),
        (
            "{camera}/{camera}-{start:%Y-%m-%d_%H-%M-%S}.mkv",
            "a/a-2026-11-30_09-00-00.mkv",
            "a",
            datetime(2026, 11, 30, 0, tzinfo=UTC),
        ),
    ],
)
def test_reads_camera_and_time(pattern: str, path: str, camera: str | None, started_at: datetime | None) -> None:
    if started_at is None:
        with pytest.raises(PatternError, match="hour"):
            match(pattern, path)
        return
    assert match(pattern, path) == Recording(camera or "", started_at)


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-30T09-00-00.mp4",
        "a/b/2026-11-30T09-00-00.mp4",
        "a/2026-11-30T09-00-00.mp4.part",
        "a/2026-13-30T09-00-00.mp4",
        "a/2026-11-30T25-00-00.mp4",
    ],
)
def test_other_paths_do_not_match(path: str) -> None:
    assert match(USUAL, path) is None


def test_the_camera_may_be_named_by_an_option() -> None:
    found = match("{start:%Y%m%dT%H%M%S}.mp4", "20261130T090000.mp4", camera="door")
    assert found is not None
    assert found.camera == "door"


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("{camera}/{start:%Y}.mp4", "names no day"),
        ("{camera}/{start:%Y-%m-%d}.mp4", "names no hour"),
        ("{camera}/a.mp4", "has no {start:...}"),
        ("{start:%Y%m%d%H%M%S}.mp4", "has no {camera}"),
        ("{camera}/{start:%Y%m%d%H%Q}.mp4", "%Q cannot be read"),
        ("{camera}/{begin:%Y%m%d%H}.mp4", "has the field {begin"),
        ("{camera/{start:%Y%m%d%H}.mp4", "not well formed"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_what_to_change(pattern: str, says: str) -> None:
    with pytest.raises(PatternError, match=says.replace("{", r"\{").replace("...", r"\.\.\.")):
        match(pattern, "x")


@pytest.mark.parametrize(("written_after", "offset"), [(timedelta(minutes=10), 2), (timedelta(minutes=70), 1)])
def test_of_two_equal_local_times_the_file_decides(written_after: timedelta, offset: int) -> None:
    """On 25 October 2026 clocks in Berlin show 02:30 twice."""
    zone = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    pattern = FilePattern("{camera}/{start:%Y-%m-%dT%H-%M}.mp4", camera=None, zone=zone)
    found = pattern.match(PurePosixPath("a/2026-10-25T02-30.mp4"), first + written_after)
    assert found == Recording("a", datetime(2026, 10, 25, 2, 30, tzinfo=UTC) - timedelta(hours=offset))
