"""Figures that keep the code readable. ruff (branches per function) and test_layers.py (lines per file) hold others."""

import ast
import graphlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grimp
from radon.complexity import cc_visit

from tests.test_layers import ENTRY_POINTS, PACKAGES, ROOT

MAX_PARAMETERS = 6
# Functions that have more. The number only ever falls: lower it with each that goes. 12 is the aim.
MAX_LONG_SIGNATURES = 11
MAX_TYPE_IGNORES = 10
MAX_FILES_PER_LEVEL = 15
# Folders that may have more files on their level. A migration is a file of its own and never moves.
CROWDED_FOLDERS = {"models/migrations/versions": 1000}
# radon also counts comprehensions, and each `and` and `or`, so ruff's limit of 10 branches does not imply this one.
MAX_COMPLEXITY = 15
# A graph's types name each other; these modules are the one circle.
CIRCLE = "schema.types"


def list_product_files() -> Iterator[Path]:
    """Every Python file but the tests."""
    yield from (ROOT / f"{name}.py" for name in sorted(ENTRY_POINTS))
    for package in sorted(PACKAGES - {"tests"}):
        yield from (ROOT / package).rglob("*.py")


def count_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Parameters that a caller sees: without self and cls."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    bound = bool(positional) and positional[0].arg in ("self", "cls")
    more = sum(argument is not None for argument in (arguments.vararg, arguments.kwarg))
    return len(positional) - bound + len(arguments.kwonlyargs) + more


def list_long_signatures(source: str) -> list[str]:
    functions = (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [function.name for function in functions if count_parameters(function) > MAX_PARAMETERS]


def test_few_functions_have_many_parameters() -> None:
    assert list_long_signatures(
        "class A:\n def f(self, a, b, c, d, e, f): ...\ndef g(a, b, c, d, *e, f, **h): ..."
    ) == ["g"]
    found = [f"{path}: {name}" for path in list_product_files() for name in list_long_signatures(path.read_text())]
    assert len(found) <= MAX_LONG_SIGNATURES, found


def test_few_lines_are_kept_from_mypy() -> None:
    lines = [
        line for path in list_product_files() for line in path.read_text().splitlines() if "# type: ignore" in line
    ]
    assert len(lines) <= MAX_TYPE_IGNORES, lines
    # mypy reports those that are not needed; these are those that name no rule.
    assert [line for line in lines if not re.search(r"# type: ignore\[[a-z-]+\]", line)] == []


def test_no_folder_has_many_files_on_one_level() -> None:
    files = [path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    counts = Counter(str(path.parent) for path in files if path.name != "__init__.py")
    crowded = {name: count for name, count in counts.items() if count > CROWDED_FOLDERS.get(name, MAX_FILES_PER_LEVEL)}
    assert crowded == {}


def test_no_function_is_complex() -> None:
    found = [
        (str(path.relative_to(ROOT)), block.name, block.complexity)
        for path in list_product_files()
        for block in cc_visit(path.read_text())
        if block.complexity > MAX_COMPLEXITY
    ]
    assert found == []


def test_no_modules_import_each_other_in_circles() -> None:
    """At run time: imports for type checkers alone make no circle."""
    graph = grimp.build_graph(*sorted(PACKAGES - {"tests"}), exclude_type_checking_imports=True, cache_dir=None)
    assert len(graph.modules) > 500
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    circle = {module for module in imports if module.startswith(f"{CIRCLE}.")}
    # The types' own circle counts as one module.
    joined = {module: {CIRCLE if name in circle else name for name in names} for module, names in imports.items()}
    joined[CIRCLE] = set().union(*(joined.pop(module) for module in circle), joined.get(CIRCLE, ())) - {CIRCLE}
    # Raises CycleError, which names the circle.
    graphlib.TopologicalSorter(joined).prepare()
