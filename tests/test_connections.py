"""Who holds a connection asks for no other: as many at once as the pool has would wait for each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("resolvers", "domain", "datasources")
# It reads once per process, and keeps what it read.
KNOWN = {"datasources/postgres/search/vector_index.py is_usable self.check_settings()"}


def list_other_calls(tree: ast.AST) -> Iterator[str]:
    """What functions that are given a connection await without it."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        arguments = [*function.args.args, *function.args.kwonlyargs]
        if not any(argument.arg == "connection" for argument in arguments):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                call = ast.unparse(node.value)
                if "connection" not in call:
                    yield f"{function.name} {call}"


def test_functions_within_a_transaction_read_by_its_connection() -> None:
    found = {
        f"{path.relative_to(ROOT)} {call}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for call in list_other_calls(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == KNOWN


def test_the_watch_sees_what_it_looks_for() -> None:
    code = "async def f(connection):\n    await read(connection, 1)\n    await data.videos.get_by_ids(caller, [1])\n"
    assert list(list_other_calls(ast.parse(code))) == ["f data.videos.get_by_ids(caller, [1])"]
