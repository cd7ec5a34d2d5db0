"""A file is a recording by one rename, and what was cut off is kept up to its last whole fragment."""

from pathlib import Path

import pytest

from ingest.spool import SpoolFolder

STARTED_AT = 1_796_000_000.25
NAME = "2026-11-30T00-53-20.250000Z.mp4"


def box(kind: bytes, size: int = 16) -> bytes:
    return size.to_bytes(4, "big") + kind + b"\x00" * (size - 8)


HEADER = box(b"ftyp") + box(b"moov") + box(b"mdat")
FRAGMENT = box(b"moof") + box(b"mdat", 40)


def test_a_finished_file_is_there_under_its_camera_and_time(tmp_path: Path) -> None:
    spool = SpoolFolder(tmp_path)
    file = spool.begin("gate", STARTED_AT - 3, ".mp4")
    file.write_bytes(HEADER)
    recording = spool.finish(spool.rename(file, STARTED_AT))
    assert recording == tmp_path / "gate" / NAME
    assert recording.read_bytes() == HEADER
    assert list(spool.salvage("gate")) == []


def test_two_files_of_one_moment_are_both_kept(tmp_path: Path) -> None:
    spool = SpoolFolder(tmp_path)
    for _ in range(2):
        file = spool.begin("gate", STARTED_AT, ".mp4")
        file.write_bytes(HEADER)
        spool.finish(file)
    assert [path.name for path in sorted((tmp_path / "gate").iterdir())] == [NAME, NAME.replace("250000", "250001")]


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (HEADER + FRAGMENT, HEADER + FRAGMENT),
        (HEADER + FRAGMENT + FRAGMENT[:-1], HEADER + FRAGMENT),
        (HEADER + FRAGMENT + box(b"moof"), HEADER + FRAGMENT),
        # A power cut leaves zeros where data had not reached the disk.
        (HEADER + FRAGMENT + b"\x00" * 100, HEADER + FRAGMENT),
        # A file that was closed has its one header behind the pictures.
        (box(b"ftyp") + box(b"mdat") + box(b"moov"), box(b"ftyp") + box(b"mdat") + box(b"moov")),
        # Before that, closing it writes another header behind the fragments.
        (HEADER + FRAGMENT + box(b"moov"), HEADER + FRAGMENT),
    ],
)
def test_a_file_that_was_cut_off_is_kept_up_to_its_last_whole_fragment(
    tmp_path: Path, content: bytes, kept: bytes
) -> None:
    spool = SpoolFolder(tmp_path)
    spool.begin("gate", STARTED_AT, ".mp4").write_bytes(content)
    assert [path.read_bytes() for path in spool.salvage("gate")] == [kept]


@pytest.mark.parametrize("content", [b"", box(b"ftyp"), box(b"ftyp") + box(b"moov"), HEADER[:-1]])
def test_a_file_without_a_picture_is_removed(tmp_path: Path, content: bytes) -> None:
    spool = SpoolFolder(tmp_path)
    file = spool.begin("gate", STARTED_AT, ".mp4")
    file.write_bytes(content)
    assert list(spool.salvage("gate")) == []
    assert not file.exists()


def test_the_files_of_another_camera_are_left_alone(tmp_path: Path) -> None:
    spool = SpoolFolder(tmp_path)
    spool.begin("gate", STARTED_AT, ".mp4").write_bytes(HEADER)
    assert spool.list_unfinished() == {"gate"}
    assert list(spool.salvage("till")) == []
    assert len(list(spool.salvage("gate"))) == 1
    assert spool.list_unfinished() == set()
