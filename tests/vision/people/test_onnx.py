"""onnxruntime keeps to itself: no device id, and one place that imports it, which says so first."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# Any import of onnxruntime while its telemetry is on ends the process.
_WATCH = """
import os, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime" and os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
            os._exit(9)
sys.meta_path.insert(0, Watch())
"""
_DETECTS = """
import time
import numpy as np
from vision.people.detect import Detector
Detector().detect_people(np.zeros((90, 160, 3), np.uint8))
time.sleep(0.5)
"""


def run(code: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    surroundings = {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, check=False)


def test_one_place_imports_it() -> None:
    folders = ("app.py", "config.py", "worker.py", "vision", "domain", "devstack", "bench", "evals", "datasources")
    sources = [path for name in folders for path in [ROOT / name, *(ROOT / name).rglob("*.py")] if path.is_file()]
    imports = re.compile(r"^\s*(import onnxruntime|from onnxruntime)", re.MULTILINE)
    found = {path.relative_to(ROOT) for path in sources if imports.search(path.read_text(encoding="utf-8"))}
    assert found == {Path("vision/people/onnx.py")}


@pytest.mark.slow
@pytest.mark.parametrize(
    "module", ["app", "worker", "vision.analyze", "devstack.standin.vision.pose", "bench.analysis"]
)
def test_whoever_imports_it_has_turned_its_telemetry_off(module: str, tmp_path: Path) -> None:
    done = run(f"{_WATCH}\nimport {module}", tmp_path)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.slow
def test_looking_at_a_picture_leaves_nothing_at_home(tmp_path: Path) -> None:
    done = run(_DETECTS, tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert list(tmp_path.rglob("*")) == []
