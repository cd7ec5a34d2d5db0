"""The command line: one clear line and an exit code."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.__main__ import main
from devstack.state import State

pytestmark = pytest.mark.slow
_REPOSITORY = Path(__file__).resolve().parents[2]


def _devstack(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "devstack", *map(str, arguments)],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("command", ["start", "run"])
def test_a_state_in_use_ends_the_start_with_one_line(tmp_path: Path, command: str) -> None:
    state = State(tmp_path / "state")
    with state.lock():
        ended = _devstack(command, "--state", state.folder)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Another stack (process ")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", ["--postgres-port", "--bedrock-port"])
def test_a_taken_port_ends_the_start_with_one_line(tmp_path: Path, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = _devstack("--state", tmp_path / "state", option, str(port))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {port} is taken")
    assert option in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["dance"], ["--s3-port", "70000"], ["demo", "/nowhere/film.mp4"]])
def test_a_wrong_command_line_ends_with_code_2(arguments: list[str]) -> None:
    ended = _devstack(*arguments)
    assert ended.returncode == 2
    assert "error:" in ended.stderr


def test_clean_removes_the_state_but_not_one_in_use(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with state.lock():
        assert _devstack("clean", "--state", state.folder).returncode == 1
    assert state.folder.exists()
    assert _devstack("clean", "--state", state.folder).returncode == 0
    assert not state.folder.exists()
    assert _devstack("clean", "--state", state.folder).returncode == 0


@pytest.mark.parametrize("option", ["--user", "--organization"])
def test_a_name_that_the_api_would_not_take_makes_no_token(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["token", option, "de\u202emo"])
    assert "the name holds characters that cannot be seen" in capsys.readouterr().err
