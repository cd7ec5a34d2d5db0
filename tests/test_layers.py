"""The entry points import only the packages that they may. import-linter does not see them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    *("schema", "resolvers", "domain", "vision", "datasources", "models"),
    *("devstack", "evals", "bench", "ingest", "tests"),
}
ENTRY_POINTS = {"app", "app_commands", "worker", "worker_commands", "config"}
ALLOWED_IMPORTS = {
    "app": PACKAGES - {"devstack", "evals", "bench", "ingest", "tests"} | {"app_commands", "config"},
    "app_commands": {"datasources", "models", "config"},
    "worker": {"domain", "vision", "datasources", "models", "config", "worker_commands"},
    "worker_commands": {"domain", "datasources", "models", "config"},
    "config": {"models"},
}


def list_imports(path: Path) -> set[str]:
    """The packages and entry points that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names & (PACKAGES | ENTRY_POINTS)


@pytest.mark.parametrize("entry_point", sorted(ENTRY_POINTS))
def test_an_entry_point_imports_only_the_packages_that_it_may(entry_point: str) -> None:
    assert list_imports(ROOT / f"{entry_point}.py") - ALLOWED_IMPORTS[entry_point] == set()


def test_every_python_file_at_the_root_is_an_entry_point() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} == ENTRY_POINTS


def test_files_stay_one_idea_long() -> None:
    """About 250 lines; a file that grows past 300 should be two."""
    files = [path for package in PACKAGES - {"tests"} for path in (ROOT / package).rglob("*.py")]
    long = {str(path.relative_to(ROOT)): count for path in files if (count := len(path.read_text().splitlines())) > 300}
    assert long == {}
