"""A full disk is noticed before a file is fetched."""

import errno
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from domain.isolation import disk_space as disk
from domain.isolation.disk_space import Disk, max_writable_bytes
from models.errors import DiskFull

Usage = namedtuple("Usage", "total used free")
MIB = 1 << 20


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    left = [1000 * MIB]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, left[0]))
    return left


def test_a_file_that_does_not_fit_is_not_begun(free: list[int], tmp_path: Path) -> None:
    room = Disk(tmp_path, headroom_bytes=200 * MIB)
    with room.reserve(800 * MIB):
        pass
    with pytest.raises(DiskFull) as full, room.reserve(801 * MIB):
        raise AssertionError("it was begun")
    assert full.value.values == {"needed_mib": 1001, "free_mib": 1000}
    free[0] = 100 * MIB
    with pytest.raises(DiskFull), room.reserve(1):
        raise AssertionError("it was begun")


def test_files_at_the_same_time_do_not_take_the_same_room(free: list[int], tmp_path: Path) -> None:
    room = Disk(tmp_path, headroom_bytes=0)
    with room.reserve(600 * MIB):
        with pytest.raises(DiskFull), room.reserve(600 * MIB):
            raise AssertionError("it was begun")
        with room.reserve(300 * MIB):
            pass
    with room.reserve(600 * MIB):
        pass


def test_a_disk_that_fills_up_meanwhile_is_the_same_fault(free: list[int], tmp_path: Path) -> None:
    with pytest.raises(DiskFull), Disk(tmp_path).reserve(1):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), Disk(tmp_path).reserve(1):
        raise PermissionError


def test_what_is_made_may_have_what_is_free(free: list[int], tmp_path: Path) -> None:
    assert max_writable_bytes(tmp_path) == 1000 * MIB - disk.HEADROOM_BYTES
    free[0] = disk.HEADROOM_BYTES
    with pytest.raises(DiskFull):
        max_writable_bytes(tmp_path)
