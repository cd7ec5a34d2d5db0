"""The state folder."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from devstack.problem import StackProblem
from devstack.state import State

_Usage = namedtuple("_Usage", "total used free")


def test_a_folder_in_use_is_refused_with_the_process_that_uses_it(tmp_path: Path) -> None:
    import os

    first, second = State(tmp_path / "state"), State(tmp_path / "state")
    with (
        first.lock(),
        pytest.raises(StackProblem, match=rf"Another stack \(process {os.getpid()}\)"),
        second.lock(),
    ):
        pytest.fail("the second got in")


def test_a_folder_is_free_again_after_use(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with state.lock():
        pass
    with state.lock():
        pass


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StackProblem, match="cannot be written") as caught, State(tmp_path / "file" / "state").lock():
        pass
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(2**40, 2**40, 100 * 2**20))
    with pytest.raises(StackProblem, match="Only 100 MiB are free"):
        State(tmp_path).require_space()


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    made = State(tmp_path).load_secrets()
    assert State(tmp_path).load_secrets() == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert len(made["secret_key"]) >= 32
    assert len(set(made.values())) == len(made)


def test_the_folder_is_the_one_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WATCHGRAPH_STATE", str(tmp_path / "named"))
    assert State.default().folder == tmp_path / "named"
    monkeypatch.delenv("WATCHGRAPH_STATE")
    assert State.default().folder == Path.cwd() / ".watchgraph"
