"""onnxruntime keeps to itself: no device id, and one place that imports it, which says so first."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# Imports each module in a child of its own. Any import of onnxruntime while its telemetry is on ends that child. Their
# parent has imported libraries that do not import onnxruntime, which would else take most of the time of each child.
_IMPORTS_EACH = """
import os, sys, traceback
import aioboto3, asyncpg, av, numpy, sqlalchemy.ext.asyncio, strawberry
assert "onnxruntime" not in sys.modules
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime" and os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
            os._exit(9)
sys.meta_path.insert(0, Watch())
for module in sys.argv[1:]:
    if (child := os.fork()) == 0:
        try:
            __import__(module)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(module, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_MODULES = ("app", "worker", "vision.analyze", "devstack.standin.vision.pose", "bench.analysis")
_DETECTS = """
import time
import numpy as np
from vision.detection.detect import Detector
Detector().detect_people(np.zeros((90, 160, 3), np.uint8))
time.sleep(0.5)
"""


def run(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    surroundings = {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=surroundings, capture_output=True, check=False
    )


def test_one_place_imports_it() -> None:
    folders = ("app.py", "config.py", "worker.py", "vision", "domain", "devstack", "bench", "evals", "datasources")
    sources = [path for name in folders for path in [ROOT / name, *(ROOT / name).rglob("*.py")] if path.is_file()]
    imports = re.compile(r"^\s*(import onnxruntime|from onnxruntime)", re.MULTILINE)
    found = {path.relative_to(ROOT) for path in sources if imports.search(path.read_text(encoding="utf-8"))}
    assert found == {Path("vision/detection/onnx.py")}


@pytest.mark.slow
def test_whoever_imports_it_has_turned_its_telemetry_off(tmp_path: Path) -> None:
    done = run(_IMPORTS_EACH, tmp_path, *_MODULES)
    assert done.stdout.decode().splitlines() == [f"{module} 0" for module in _MODULES], done.stderr.decode()


@pytest.mark.slow
def test_an_import_with_its_telemetry_on_is_noticed(tmp_path: Path) -> None:
    assert run(_IMPORTS_EACH, tmp_path, "onnxruntime").stdout.decode() == "onnxruntime 9\n"


@pytest.mark.slow
def test_looking_at_a_picture_leaves_nothing_at_home(tmp_path: Path) -> None:
    done = run(_DETECTS, tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert list(tmp_path.rglob("*")) == []
