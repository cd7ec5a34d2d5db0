"""The journal: one entry for each recording, whatever happens to its file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.journal import FileIdentity, Journal, JournalInUse, State

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
FILE = FileIdentity(1, 10, 1000, 5)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def test_the_oldest_recording_comes_first(journal: Journal) -> None:
    later = START.replace(hour=10)
    assert journal.add([("b", "cam", later, FILE), ("a", "cam", START, FileIdentity(1, 11, 1, 1))]) == 2
    first = journal.find_next(0)
    assert first is not None
    assert (first.path, first.started_at, first.state) == ("a", START, State.WAITING)


def test_a_file_that_is_seen_again_is_noted_once(journal: Journal) -> None:
    assert journal.add([("a", "cam", START, FILE)]) == 1
    assert journal.add([("a", "cam", START, FILE)]) == 0


def test_a_renamed_file_keeps_its_entry(journal: Journal) -> None:
    journal.add([("a.tmp", "cam", START, FILE)])
    journal.mark_sent(1, "video")
    assert journal.add([("a", "cam", START, FILE)]) == 0
    assert journal.find_next(0) is None
    assert journal.get(1).path == "a"


def test_a_deleted_file_that_comes_back_under_another_name_waits_again(journal: Journal) -> None:
    journal.add([("a", "cam", START, FILE)])
    journal.mark(1, State.GONE, "gone")
    journal.add([("b", "cam", START, FILE)])
    entry = journal.find_next(0)
    assert entry is not None
    assert (entry.id, entry.path) == (1, "b")


def test_another_content_at_a_path_is_another_recording(journal: Journal) -> None:
    journal.add([("a", "cam", START, FILE)])
    journal.mark_sent(1, "video")
    assert journal.add([("a", "cam", START, FileIdentity(1, 10, 2000, 9))]) == 1
    assert journal.get(1).state is State.REPLACED
    entry = journal.find_next(0)
    assert entry is not None
    assert entry.file.size_bytes == 2000


def test_a_recording_that_is_replaced_while_it_is_sent_stays_replaced(journal: Journal) -> None:
    journal.add([("a", "cam", START, FILE)])
    journal.add([("a", "cam", START, FileIdentity(1, 12, 2000, 9))])
    journal.mark_sent(1, "video")
    assert journal.get(1).state is State.REPLACED
    entry = journal.find_next(0)
    assert entry is not None
    assert entry.id == 2


def test_what_was_noted_is_there_after_the_process_died(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.add([("a", "cam", START, FILE)])
    journal.set_upload(1, "ab" * 32, "token", "video", 5_000_000)
    journal.close()
    entry = Journal(tmp_path / "j").get(1)
    assert (entry.upload_token, entry.video_id, entry.part_size_bytes) == ("token", "video", 5_000_000)


def test_a_second_agent_does_not_get_the_journal(tmp_path: Path, journal: Journal) -> None:
    with pytest.raises(JournalInUse, match="Another agent"):
        Journal(tmp_path / "journal.sqlite")


def test_refused_recordings_get_another_chance_when_a_person_says_so(journal: Journal) -> None:
    journal.add([("a", "cam", START, FILE)])
    journal.mark(1, State.REFUSED, "no video")
    assert journal.find_next(0) is None
    assert journal.retry_refused() == 1
    assert journal.find_next(0) is not None


def test_two_recordings_of_one_camera_and_time_are_found(journal: Journal) -> None:
    journal.add([("a/x", "cam", START, FILE), ("b/x", "cam", START, FileIdentity(1, 11, 1, 1))])
    assert journal.find_clashes(1) == [("cam", START, 2)]


def test_old_history_goes_and_what_is_on_the_disk_stays(journal: Journal) -> None:
    for number, path in enumerate(("gone", "there", "refused")):
        journal.add([(path, "cam", START, FileIdentity(1, number, 1, 1))])
    journal.mark_sent(1, "v")
    journal.mark_sent(2, "v")
    journal.mark(3, State.REFUSED, "no")
    assert journal.prune(2e10, lambda path: path == "there") == 1
    counts = journal.count_by_state()
    assert (counts[State.SENT][0], counts[State.REFUSED][0]) == (1, 1)
