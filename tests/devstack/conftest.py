"""What tests of the stack itself need."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def make_state_folder() -> Iterator[Path]:
    """A state folder that PostgreSQL's user may enter under root, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="watchgraph-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """Such a folder of one test."""
    with make_state_folder() as folder:
        yield folder
