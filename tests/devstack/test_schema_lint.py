"""The schema is checked by graphql-eslint, with exceptions that are listed, on a machine with Python alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from devstack.schema_lint import __main__ as lint

SOUND = '''
"""Anything with an id."""
interface Node { """Its id.""" id: ID! }
"""What can be read."""
type Query { """A thing.""" node("""Which.""" id: ID!): Node """Another.""" thing: Thing """Its place.""" at: PageInfo }
"""Where a page stands."""
type PageInfo {
  """Whether more follow.""" hasNextPage: Boolean!
  """Whether more come before.""" hasPreviousPage: Boolean!
  """Of the first.""" startCursor: String
  """Of the last.""" endCursor: String
}
"""Something."""
type Thing implements Node { """Its id.""" id: ID! }
'''


def run(sdl: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "devstack.schema_lint", str(sdl)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


def test_the_lock_names_no_machine_and_every_package_with_its_hash() -> None:
    lock = (lint.HERE / "package-lock.json").read_text("utf-8")
    assert lock.count('"integrity"') == lock.count('"node_modules/')
    assert "http://" not in lock
    assert all("registry.npmjs.org" in line for line in lock.splitlines() if '"resolved"' in line)


@pytest.mark.slow
def test_what_breaks_a_rule_fails_and_is_named(tmp_path: Path) -> None:
    """A field without a description, and a type's name that no generated code would like."""
    sdl = tmp_path / "broken.graphql"
    sdl.write_text(SOUND.replace('"""Another.""" thing', "thing").replace("Thing", "lower_thing"), encoding="utf-8")
    found = run(sdl)
    assert found.returncode == 1, found.stderr
    assert "require-description" in found.stdout
    assert "naming-convention" in found.stdout
    sdl.write_text(SOUND, encoding="utf-8")
    assert run(sdl).returncode == 0
