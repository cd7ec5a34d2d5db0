"""The user that PostgreSQL runs as."""

import os
from pathlib import Path

import pytest

from devstack.processes.accounts import Account, find_unprivileged_account

_NOBODY_HERE = Account(uid=54321, gid=54321)


def test_a_folder_under_a_closed_one_cannot_be_reached(tmp_path: Path) -> None:
    inside = tmp_path / "closed" / "inside"
    inside.mkdir(parents=True)
    inside.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    assert not _NOBODY_HERE.can_reach(inside)


def test_a_folder_that_is_to_be_made_is_reached_by_what_is_there() -> None:
    assert _NOBODY_HERE.can_reach(Path("/usr/not-yet-made"))


def test_the_owner_reaches_what_is_closed_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    own = Account(os.getuid(), os.getgid())
    assert own._can_enter(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
def test_root_gives_way_to_nobody() -> None:
    account = find_unprivileged_account()
    assert account is not None
    assert account.uid != 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root needs another user")
def test_an_ordinary_user_stays() -> None:
    assert find_unprivileged_account() is None
