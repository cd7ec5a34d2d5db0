"""The installed packages are those of uv.lock, and each of their files has a hash there. Checked offline."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

LOCK = Path(__file__).resolve().parent.parent / "uv.lock"
# Packages that create the environment and are not part of it.
MAKERS = {"uv", "pip", "setuptools", "wheel"}
PACKAGES: list[dict[str, Any]] = [
    package for package in tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"] if "registry" in package["source"]
]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_installed_is_what_is_locked() -> None:
    """Some packages are locked in several versions, each for some of the Pythons."""
    locked = {(plain(package["name"]), package["version"]) for package in PACKAGES}
    installed = {(plain(str(package.metadata["Name"])), package.version) for package in distributions()}
    assert {(name, version) for name, version in installed - locked if name not in MAKERS} == set()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package["name"]))
def test_every_file_comes_from_the_public_index_and_has_its_hash(package: dict[str, Any]) -> None:
    assert package["source"] == {"registry": "https://pypi.org/simple"}
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
    assert files
    for file in files:
        assert file["url"].startswith("https://files.pythonhosted.org/")
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])
