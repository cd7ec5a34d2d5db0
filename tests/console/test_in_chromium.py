"""An operator's tasks, driven in headless Chromium, on a desktop and a phone, in both languages."""

import asyncio
import shutil

import pytest

from tests.console.conftest import ServedConsole
from tests.console.packages import CONSOLE, NODE, needs_packages

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# For what hangs: on a quiet machine it takes two minutes, on one that is shared several times as long.
SECONDS = 900


@needs_packages
@pytest.mark.skipif(CHROMIUM is None, reason="install Chromium (Debian: apt-get install chromium)")
async def test_an_operator_does_every_task(served_console: ServedConsole) -> None:
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), "tasks/run.mjs", served_console.address, served_console.token, str(served_console.footage)),
        cwd=CONSOLE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        told, _ = await process.communicate()
        pytest.fail(f"not done after {SECONDS} s:\n{told.decode()}")
    assert process.returncode == 0, told.decode()
    assert told.decode().count("ok ") >= 4 * 12, told.decode()
