"""Downloads of workers that were killed are cleaned up; those of running ones are theirs."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from datasources.downloads import open_download_folder


def test_only_the_folders_of_processes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = {pid: tmp_path / f"watchgraph-worker-{pid}-x" for pid in (gone.pid, os.getppid(), 1, 10**30)}
    for folder in names.values():
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # As on systems that have none.
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: not path.is_relative_to("/proc") and exists(path))
    with open_download_folder() as mine:
        left = set(tmp_path.iterdir())
    assert left == {names[os.getppid()], names[1], mine}
    assert not mine.is_dir()
