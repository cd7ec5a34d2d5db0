"""Code that the pages name exists: `path/file.py`, `path/file.py:name` and `path/file.py:Class.method`."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
    "devstack/standin/README.md",
]
_NAMED = re.compile(r"`([\w./-]+\.py)(?::([\w.]+))?`")


PAGES = [page for page in _PAGES if (ROOT / page).is_file()]


@cache
def names(path: Path) -> frozenset[str]:
    """The names that a module and its classes define."""
    defined: set[str] = set()

    def add(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                defined.add(f"{prefix}{node.name}")
            if isinstance(node, ast.ClassDef):
                add(node.body, f"{prefix}{node.name}.")
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            defined.update(f"{prefix}{target.id}" for target in targets if isinstance(target, ast.Name))

    add(ast.parse(path.read_text(encoding="utf-8")).body, "")
    return frozenset(defined)


@pytest.mark.parametrize("page", PAGES)
def test_files_and_names_are_in_the_code(page: str) -> None:
    missing = []
    for file, name in _NAMED.findall((ROOT / page).read_text(encoding="utf-8")):
        path = ROOT / file
        if not path.is_file() or (name and name not in names(path)):
            missing.append(f"{file}:{name}" if name else file)
    assert missing == []
