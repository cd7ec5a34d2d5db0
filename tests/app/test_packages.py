"""The API needs the packages of `dependencies` alone: an image for it has neither scipy nor onnxruntime."""

import asyncio
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import httpx
import pytest

from config import Settings
from models.access.principal import Principal
from tests.support.serving import ApiTestClient

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
# Started with the modules to block as arguments; then it is `python -m app`.
_BLOCKED_START = """
import runpy, sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ImportError(f"{name} is not among the API's packages")

blocked, sys.argv = set(sys.argv[1].split(",")), ["app"]
sys.meta_path.insert(0, Blocker())
runpy.run_module("app", run_name="__main__", alter_sys=True)
"""
# Modules whose functions the API runs in subprocesses: they read headers, take frames and check thumbnails.
_CHILD_MODULES = ("domain.uploads.inspection", "domain.videos.thumbnail", "vision.stills.stills")


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def list_api_packages() -> set[str]:
    """The packages that `dependencies` brings, with what these need, as uv.lock says."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    needs: dict[str, list[dict[str, Any]]] = {}
    extras: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for package in packages:
        needs.setdefault(package["name"], []).extend(package.get("dependencies", ()))
        for extra, more in package.get("optional-dependencies", {}).items():
            extras.setdefault((package["name"], extra), []).extend(more)
    wanted: set[str] = set()
    waiting = list(needs["watchgraph"])
    visited: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        need = waiting.pop()
        name, chosen = need["name"], tuple(need.get("extra", ()))
        if (name, chosen) in visited:
            continue
        visited.add((name, chosen))
        wanted.add(name)
        waiting += needs.get(name, ())
        for extra in chosen:
            waiting += extras.get((name, extra), ())
    return wanted


def list_blocked_modules() -> set[str]:
    """Top-level modules that are installed here, and come with none of the API's packages."""
    wanted = list_api_packages()
    return {
        module
        for module, names in packages_distributions().items()
        if not {normalize(name) for name in names} & wanted and module not in sys.stdlib_module_names
    }


def test_the_vision_parts_are_no_packages_of_the_api() -> None:
    wanted, blocked = list_api_packages(), list_blocked_modules()
    assert {"starlette", "strawberry-graphql", "cryptography", "av"} <= wanted
    assert not {"onnxruntime"} & wanted
    assert {"onnxruntime", "moto", "httpx", "pytest"} <= blocked
    assert not {"starlette", "strawberry", "graphql", "av", "numpy"} & blocked


def run_imports(modules: Iterable[str], code: str) -> subprocess.CompletedProcess[str]:
    lines = ["import sys", *(f"import {name}" for name in modules), code]
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_neither_the_api_nor_its_subprocesses_import_the_vision_parts() -> None:
    report = "print({'onnxruntime'} & {name.partition('.')[0] for name in sys.modules})"
    api = run_imports(["app", *_CHILD_MODULES], report)
    assert (api.stdout, api.stderr) == ("set()\n", "")
    # The same report finds them where they are.
    worker = run_imports(["worker", "vision.people.track"], report)
    assert "onnxruntime" in worker.stdout, worker.stderr


@pytest.mark.slow
async def test_the_api_serves_with_its_own_packages_alone(
    settings: Settings, principal: Principal, tokens: Callable[[Principal], str], tmp_path: Path
) -> None:
    values = settings.model_dump(exclude_none=True) | {"port": 0}
    variables = {name.upper(): str(value) for name, value in values.items() if isinstance(value, str | int | float)}
    keys = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PATH")}
    log = tmp_path / "api.log"
    with log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _BLOCKED_START, ",".join(sorted(list_blocked_modules()))),
            env={**keys, "NO_PROXY": "*", "AWS_EC2_METADATA_DISABLED": "true", **variables},
            stderr=lines,
            cwd=ROOT,
        )
    try:
        async with asyncio.timeout(READY_SECONDS):
            while (address := re.search(r"running on (http://[\d.:]+)", log.read_text())) is None:
                assert process.returncode is None, log.read_text()
                await asyncio.sleep(0.05)
        async with httpx.AsyncClient(base_url=address[1]) as http:
            data = await ApiTestClient(http, tokens(principal)).data(
                "{ viewer { id } videos(first: 1) { totalCount } }"
            )
        assert data["videos"] == {"totalCount": 0}
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
