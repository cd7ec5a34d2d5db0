"""The entry points import only rooms that they may. import-linter sees packages only, so this reads their code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    *("schema", "resolvers", "domain", "vision", "datasources", "models"),
    *("devstack", "evals", "bench", "ingest", "tests"),
}
DOORS = {"app", "worker", "config"}
MAY = {
    "app": ROOMS - {"devstack", "evals", "bench", "ingest", "tests"} | {"config"},
    "worker": {"domain", "vision", "datasources", "models", "config"},
    "config": set(),
}


def imported(path: Path) -> set[str]:
    """The rooms and entry points that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names & (ROOMS | DOORS)


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_enters_only_the_rooms_that_it_may(door: str) -> None:
    assert imported(ROOT / f"{door}.py") - MAY[door] == set()


def test_every_python_file_at_the_root_is_a_door() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} == DOORS


def test_files_stay_one_idea_long() -> None:
    """About 250 lines; a file that grows past 300 should be two."""
    files = [path for room in ROOMS - {"tests"} for path in (ROOT / room).rglob("*.py")]
    long = {str(path.relative_to(ROOT)): count for path in files if (count := len(path.read_text().splitlines())) > 300}
    assert long == {}
