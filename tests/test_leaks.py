"""The check for secrets in the test run's log finds them."""

import logging
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from datasources.log import JsonFormatter
from tests.support.leaks import LEAKS, LeakDetector, find_logs

SIGNED = "https://bucket.example/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0123abcd"
ROOT = Path(__file__).resolve().parent.parent
# Keys of AWS, private keys, signed tokens, signed addresses.
KEYS = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|"
    r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+|X-Amz-Signature=[0-9a-f]{16}"
)
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJraW0ifQ.c2lnbmF0dXJl"


def test_the_whole_run_is_watched() -> None:
    assert LEAKS in logging.getLogger().handlers


@pytest.mark.parametrize("text", [SIGNED, TOKEN, "the secret key itself", "the database password"])
def test_a_secret_is_found_where_nothing_hides_it(text: str) -> None:
    leaks = LeakDetector()
    leaks.setFormatter(logging.Formatter("%(message)s"))
    leaks.add_secrets(
        {"SECRET_KEY": "the secret key itself", "DATABASE_URL": "postgresql://user:the database password@host/name"}
    )
    leaks.handle(logging.makeLogRecord({"msg": f"somebody wrote {text} down"}))
    assert len(leaks.found) == 1


@pytest.mark.parametrize("text", [SIGNED, f"Authorization: Bearer {TOKEN}", TOKEN])
def test_what_the_product_writes_hides_it(text: str) -> None:
    leaks = LeakDetector()
    leaks.setFormatter(JsonFormatter(tracebacks=True))
    leaks.handle(logging.makeLogRecord({"msg": f"somebody wrote {text} down"}))
    assert leaks.found == []
    assert leaks.lines == 1


def test_logs_of_child_processes_are_looked_into() -> None:
    # Outside of the run's folder, where the session's own check would find it.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "below").mkdir()
        (folder / "below" / "worker-1.log").write_text(f"nothing\n{TOKEN}\n")
        (folder / "note.txt").write_text(TOKEN)
        leaks = LeakDetector()
        leaks.search_files([*find_logs(folder), folder / "gone.log"])
    assert len(leaks.found) == 1
    assert "worker-1.log" in leaks.found[0]


def test_no_secret_stands_in_the_list_of_processes(stack: dict[str, str]) -> None:
    """Every user of a machine can read its programs' command lines."""
    if sys.platform == "linux":
        lines = [_command(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
    else:
        output = subprocess.run(["/bin/ps", "-ax", "-o", "command="], capture_output=True, text=True, check=True)
        lines = output.stdout.splitlines()
    # The stack's programs must be among them, or the list is not the right one.
    assert any("postgres" in line for line in lines)
    assert LEAKS.holds_secret(stack["SECRET_KEY"])
    assert [line for line in lines if LEAKS.holds_secret(line)] == []


def test_the_repository_holds_no_secret() -> None:
    """Except the ones that tests invent."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone of the repository")
    files = [name for name in listed.stdout.decode().split("\0") if name and not name.startswith("tests/")]
    assert "README.md" in files
    assert ".env" not in files
    found = [name for name in files if (ROOT / name).is_file() and _holds_a_key((ROOT / name).read_bytes())]
    assert found == []


def _holds_a_key(content: bytes) -> bool:
    marks = (b"AKIA", b"PRIVATE KEY", b"eyJ", b"X-Amz-Signature=")
    return any(mark in content for mark in marks) and KEYS.search(content.decode(errors="replace")) is not None


def _command(path: Path) -> str:
    """A process's command line; empty if it has ended."""
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
