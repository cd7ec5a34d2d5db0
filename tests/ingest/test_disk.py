"""The disk cap removes what was sent, and drops nothing else without saying so."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.disk import DiskCap
from ingest.journal import FileIdentity, Journal, State


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def record(folder: Path, journal: Journal, number: int, *, sent: bool) -> Path:
    file = folder / f"{number}.mp4"
    file.write_bytes(b"x" * 100)
    journal.add([(file.name, "cam", datetime(2026, 1, number, tzinfo=UTC), FileIdentity.from_stat(file.stat()))])
    if sent:
        journal.mark_sent(number, "v")
    return file


def test_the_oldest_sent_recordings_make_room(tmp_path: Path, journal: Journal) -> None:
    files = [record(tmp_path, journal, number, sent=True) for number in (1, 2, 3)]
    assert DiskCap(tmp_path, journal, 250, drops_unsent=False).enforce(300, None) is None
    assert [file.exists() for file in files] == [False, True, True]
    assert journal.get(1).state is State.REMOVED


def test_what_was_not_sent_stays_and_that_is_told(tmp_path: Path, journal: Journal) -> None:
    files = [record(tmp_path, journal, number, sent=number == 1) for number in (1, 2, 3)]
    message = DiskCap(tmp_path, journal, 100, drops_unsent=False).enforce(300, None)
    assert message is not None
    assert "100 bytes more" in message
    assert [file.exists() for file in files] == [False, True, True]


def test_unsent_ones_go_only_if_that_was_chosen_and_each_is_noted(
    tmp_path: Path, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    files = [record(tmp_path, journal, number, sent=False) for number in (1, 2, 3)]
    with caplog.at_level(logging.WARNING):
        message = DiskCap(tmp_path, journal, 200, drops_unsent=True).enforce(300, sending=1)
    assert message is not None
    assert "dropped" in message
    # The one that is being sent is left alone.
    assert [file.exists() for file in files] == [True, False, True]
    assert journal.get(2).state is State.DROPPED
    assert "2.mp4" in caplog.text


def test_another_file_in_a_sent_ones_place_is_not_removed(tmp_path: Path, journal: Journal) -> None:
    file = record(tmp_path, journal, 1, sent=True)
    file.write_bytes(b"y" * 200)
    assert DiskCap(tmp_path, journal, 100, drops_unsent=False).enforce(200, None) is not None
    assert file.exists()
