"""What is served of the console is what its sources say. With Node and the locked packages it is built anew."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from graphql import build_schema, parse, validate

from tests.console.packages import CONSOLE, NODE, ROOT, needs_packages

BUILT = CONSOLE / "built"
AGAIN = "run `make console-build` and commit what it writes"
_SINGLE = ("index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts")


def hash_sources() -> str:
    """As console/scripts/sources.mjs computes it."""
    sources = [path.relative_to(CONSOLE).as_posix() for path in (CONSOLE / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted([*_SINGLE, *(name for name in sources if not re.search(r"\.test\.tsx?$", name))]):
        digest.update(name.encode() + b"\0" + (CONSOLE / name).read_bytes() + b"\0")
    return digest.hexdigest()


def test_it_was_built_from_the_sources_that_are_here() -> None:
    assert (BUILT / "sources.sha256").read_text().strip() == hash_sources(), AGAIN


def test_everything_that_it_sends_fits_the_schema() -> None:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    document = parse((CONSOLE / "operations.graphql").read_text(encoding="utf-8"))
    assert not [error.message for error in validate(schema, document)], AGAIN


@needs_packages
def test_its_types_are_those_of_the_schema(tmp_path: Path) -> None:
    copy = tmp_path / "console"
    shutil.copytree(CONSOLE, copy, ignore=shutil.ignore_patterns("node_modules", "built"))
    shutil.copytree(ROOT / "schema", tmp_path / "schema", ignore=shutil.ignore_patterns("*.py", "*_files"))
    (copy / "node_modules").symlink_to(CONSOLE / "node_modules")
    subprocess.run([NODE, "scripts/codegen.mjs"], cwd=copy, check=True, timeout=120)
    for path in sorted((CONSOLE / "src" / "gql").iterdir()):
        assert (copy / "src" / "gql" / path.name).read_bytes() == path.read_bytes(), AGAIN
    assert (copy / "operations.graphql").read_bytes() == (CONSOLE / "operations.graphql").read_bytes(), AGAIN


@needs_packages
def test_building_again_makes_the_same_files(tmp_path: Path) -> None:
    copy = tmp_path / "console"
    shutil.copytree(CONSOLE, copy, ignore=shutil.ignore_patterns("node_modules", "built"))
    (copy / "node_modules").symlink_to(CONSOLE / "node_modules")
    environment = {**os.environ, "NODE_PATH": str(CONSOLE / "node_modules")}
    subprocess.run([NODE, "scripts/build.mjs"], cwd=copy, env=environment, check=True, timeout=120)
    made = {path.relative_to(copy / "built"): path.read_bytes() for path in (copy / "built").rglob("*.*")}
    kept = {path.relative_to(BUILT): path.read_bytes() for path in BUILT.rglob("*.*")}
    assert made.keys() == kept.keys(), AGAIN
    assert made == kept, AGAIN


@needs_packages
def test_its_logic_passes_its_own_tests() -> None:
    told = subprocess.run(
        [NODE, "node_modules/vitest/vitest.mjs", "run"], cwd=CONSOLE, capture_output=True, text=True, timeout=180
    )
    assert told.returncode == 0, told.stdout + told.stderr


@needs_packages
def test_its_types_are_right() -> None:
    told = subprocess.run(
        [NODE, "node_modules/typescript/bin/tsc", "--noEmit"], cwd=CONSOLE, capture_output=True, text=True, timeout=180
    )
    assert told.returncode == 0, told.stdout
