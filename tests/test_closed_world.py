"""The product connects to no other machine: a whole run, with an analysis and questions, records every connection."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_NAMESPACE = 77
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs network namespaces"),
]
_CALLS = (
    "import socket\nwith socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: s.sendto(b'x', ('192.0.2.7', 5353))"
)
# Files that may be left in the home or temporary folder: none.
EXPLAINED: tuple[str, ...] = ()


def files(folder: Path) -> set[str]:
    """Relative names of files below a folder, and of empty folders."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or not any(path.iterdir())}


def test_a_call_is_recorded(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.support.closed_world",
        str(tmp_path / "called"),
        sys.executable,
        "-c",
        _CALLS,
    ]
    if subprocess.run(command, cwd=ROOT, check=False).returncode == NO_NAMESPACE:
        pytest.skip("this user may have no namespace")
    assert "192.0.2.7:5353" in (tmp_path / "called").read_text()


def test_a_whole_run_calls_nobody_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    """The stack, the API, the worker and the tour: an upload, its analysis, questions, a chat and a summary."""
    home, called, log = tmp_path / "home", tmp_path / "called", tmp_path / "log"
    home.mkdir()
    # Not in pytest's own folders: those are closed to the user that PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="watchgraph-closed-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o711)
        state = Path(place) / "state"
        program = [sys.executable, "-m", "devstack", "run", "--state", str(state)]
        surroundings = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "TMPDIR": f"{place}/temporary",
        }
        # Open to the user that PostgreSQL runs as.
        (Path(place) / "temporary").mkdir()
        (Path(place) / "temporary").chmod(0o1777)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.closed_world", str(called), *program],
                cwd=ROOT,
                env=surroundings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            deadline = time.monotonic() + 240
            while process.poll() is None and not (state / "tour.json").exists():
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            if process.poll() == NO_NAMESPACE:
                pytest.skip("this user may have no namespace")
            assert process.poll() is None, log.read_text()
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        left = files(home) | files(Path(place) / "temporary")
    assert called.read_text() == ""
    assert sorted(name for name in left if not name.startswith(EXPLAINED)) == []
