"""The Makefile."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Under `make test` this would be a sub-make, with flags of the outer one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--silent", *arguments],
        cwd=_REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_target_says_in_one_line_what_it_does() -> None:
    text = (_REPOSITORY / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    shown = _make("help")
    assert targets - {"help"} == {"run", "demo", "test", "unit", "lint", "console", "console-build", "clean"}
    assert {line.split()[1] for line in shown.stdout.splitlines()} == targets


def test_a_demo_without_a_video_says_how_to_name_one() -> None:
    ended = _make("demo", "--assume-old=.venv/.ready")
    assert ended.returncode == 2
    assert "make demo VIDEO=path.mp4" in ended.stderr


def test_the_lock_names_only_the_public_index() -> None:
    """UV_DEFAULT_INDEX rewrites every address in the lock: a lock made under it works only where that index is."""
    lock = tomllib.loads((_REPOSITORY / "uv.lock").read_text())
    registries = {package["source"].get("registry") for package in lock["package"]} - {None}
    assert registries == {"https://pypi.org/simple"}
    hosts = set(re.findall(r'url = "https://([^/]+)/', (_REPOSITORY / "uv.lock").read_text()))
    assert hosts == {"files.pythonhosted.org"}
