"""Which files are whole."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.pattern import FilePattern
from ingest.scan import FolderScanner, ScanReport

NAME = "%Y-%m-%dT%H-%M-%S"
OLD = "2026-11-01T09-00-00"


@pytest.fixture
def scanner(tmp_path: Path) -> FolderScanner:
    pattern = FilePattern("{camera}/{start:" + NAME + "}.mp4", camera=None, zone=UTC)
    return FolderScanner(tmp_path, pattern, settle_seconds=0.05)


def write(folder: Path, path: str, content: bytes = b"x", *, age_seconds: float = 0) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    if age_seconds:
        os.utime(file, (time.time() - age_seconds,) * 2)
    return file


def scan(scanner: FolderScanner) -> tuple[list[str], ScanReport]:
    report = ScanReport()
    return sorted(found.path for found in scanner.scan(report)), report


def test_a_new_file_is_whole_once_nobody_changed_it_for_a_while(tmp_path: Path, scanner: FolderScanner) -> None:
    file = write(tmp_path, f"a/{OLD}.mp4")
    assert scan(scanner)[0] == []
    time.sleep(0.06)
    file.write_bytes(b"longer")
    assert scan(scanner) == ([], ScanReport(changing=1, total_bytes=6))
    time.sleep(0.06)
    assert scan(scanner)[0] == [f"a/{OLD}.mp4"]


def test_an_empty_file_is_never_whole(tmp_path: Path, scanner: FolderScanner) -> None:
    write(tmp_path, f"a/{OLD}.mp4", b"")
    scan(scanner)
    time.sleep(0.06)
    assert scan(scanner)[0] == []


def test_files_of_no_pattern_are_told_and_left_alone(tmp_path: Path, scanner: FolderScanner) -> None:
    write(tmp_path, "a/notes.txt")
    _, report = scan(scanner)
    assert (report.unmatched, report.unmatched_paths) == (1, ["a/notes.txt"])


def test_a_recording_of_the_future_waits_until_its_time_has_come(tmp_path: Path, scanner: FolderScanner) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=9)
    write(tmp_path, f"a/{ahead.strftime(NAME)}.mp4")
    scan(scanner)
    time.sleep(0.06)
    found, report = scan(scanner)
    assert (found, report.future) == ([], 1)


def test_links_are_not_followed(tmp_path: Path, scanner: FolderScanner) -> None:
    secret = write(tmp_path, "secret")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / f"{OLD}.mp4").symlink_to(secret)
    scan(scanner)
    time.sleep(0.06)
    assert scan(scanner)[0] == []


def test_two_thousand_files_are_looked_through_at_once(tmp_path: Path, scanner: FolderScanner) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    (tmp_path / "a").mkdir()
    for minute in range(2_000):
        name = (begin + timedelta(minutes=minute)).strftime(NAME)
        (tmp_path / "a" / f"{name}.mp4").write_bytes(b"x")
    scan(scanner)
    time.sleep(0.06)
    assert len(scan(scanner)[0]) == 2_000
