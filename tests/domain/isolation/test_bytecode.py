"""Modules that only subprocesses import are compiled beforehand: subprocesses may not write bytecode."""

import sys
from pathlib import Path

import pytest

from domain.isolation.bytecode import start_precompiling

pytestmark = pytest.mark.slow


def test_it_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    process = start_precompiling()
    assert process is not None
    assert process.wait(timeout=120) == 0
    assert list(tmp_path.rglob("scipy/**/*.pyc"))
    assert start_precompiling() is None
