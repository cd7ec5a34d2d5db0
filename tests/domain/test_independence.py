"""Tests of decisions script their models: nothing here reaches the stand-in that plays the model offline."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Of pytest itself: it starts the stack for whatever test asks for it.
_FIXTURES = "tests.conftest"


def list_imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return modules


def find_importers(package: str, starts: list[Path]) -> list[str]:
    """The files that import a package: those in `starts`, and helpers of tests that they import, however indirectly."""
    pending, seen, importers = list(starts), set(starts), []
    while pending:
        path = pending.pop()
        modules = list_imports(path)
        if any(module.partition(".")[0] == package for module in modules):
            importers.append(str(path.relative_to(ROOT)))
        helpers = {
            ROOT / f"{module.replace('.', '/')}.py"
            for module in modules
            if module.startswith("tests.") and not module.startswith(_FIXTURES)
        }
        fresh = {helper for helper in helpers if helper.is_file()} - seen
        seen |= fresh
        pending += fresh
    return importers


def test_no_test_of_a_decision_reaches_the_stand_in() -> None:
    assert find_importers("devstack", sorted(Path(__file__).parent.rglob("*.py"))) == []


def test_an_import_through_a_helper_is_found() -> None:
    whole_answers = ROOT / "tests/devstack/standin/test_whole_answers.py"
    assert "devstack" not in {module.partition(".")[0] for module in list_imports(whole_answers)}
    assert find_importers("devstack", [whole_answers]) == ["tests/devstack/standin/standin_models.py"]
