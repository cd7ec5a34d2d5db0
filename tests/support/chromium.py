"""The browser of this machine, for tests of pages."""

import os
import shutil
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def require_chromium() -> str:
    """The path of Chromium, or of Chrome. Skips the test where there is none: apt-get install chromium brings it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and _MAC.exists():
        found = str(_MAC)
    if found is None:
        pytest.skip("There is no Chromium: install it (apt-get install chromium), or say by CHROMIUM where it is.")
    return found
