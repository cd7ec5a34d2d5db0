"""`make unit` starts no service."""

from pathlib import Path

import pytest

from tests.conftest import stack_variables
from tests.support import shared_stack


def test_whoever_needs_the_stack_is_marked(request: pytest.FixtureRequest) -> None:
    marked = {item.nodeid for item in request.session.items if item.get_closest_marker("stack")}
    assert marked == {item.nodeid for item in request.session.items if "stack" in getattr(item, "fixturenames", ())}


def test_a_run_without_the_stack_does_not_start_it(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_stack, "environment", lambda _: {"started": "yes"})
    monkeypatch.setattr(request.config.option, "markexpr", "")
    assert stack_variables(request.config, tmp_path) == {"started": "yes"}
    monkeypatch.setattr(request.config.option, "markexpr", "not slow and not stack")
    with pytest.raises(pytest.fail.Exception):
        stack_variables(request.config, tmp_path)


def test_make_unit_leaves_out_what_is_slow_or_needs_the_stack() -> None:
    text = Path(__file__).parent.with_name("Makefile").read_text()
    [line] = [line for line in text.splitlines() if "-m " in line and "pytest" in line]
    assert '-m "not slow and not stack"' in line
    assert "tests/domain tests/vision tests/models" in line
