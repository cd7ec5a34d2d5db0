"""The README counts the rules. The stand-in is frozen: a count that changes needs a change of a tool's contract."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import devstack.standin

README = Path(devstack.standin.__file__).with_name("README.md")


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """The regular expressions in a constant: itself, or anywhere in its tuples, lists and dictionaries."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns(tuple(value.items()))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from patterns(part)


def test_the_readme_says_how_many_rules_there_are() -> None:
    rules: set[re.Pattern[str]] = set()
    for module in pkgutil.walk_packages(devstack.standin.__path__, f"{devstack.standin.__name__}."):
        constants = vars(importlib.import_module(module.name))
        rules.update(pattern for value in constants.values() for pattern in patterns(value))
    stated = re.search(r"test double of (\d+) rules", README.read_text(encoding="utf-8"))
    assert stated is not None
    assert len(rules) == int(stated.group(1))
