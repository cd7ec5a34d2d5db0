"""Runs work on cameras in a process of its own that is killed in the middle of it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

_PROGRAM = """
import asyncio, sys
from datasources.postgres.cameras.adoption import CameraAdoption
from datasources.postgres.cameras.corrections import CameraCorrections
from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from domain.cameras.following import FootageFollower
from models.access.principal import Principal

async def main(url, organization):
    postgres = await Postgres.connect(url)
    corrections = CameraCorrections(postgres, Audit(postgres))
    follower = FootageFollower(postgres, corrections, CameraFootage(postgres))
    worker = Principal.worker(organization)
    while True:
        await CameraAdoption(postgres).adopt(organization, 20)
        for camera in await corrections.list_unfinished(worker):
            await follower.follow(worker, camera, 10_000)

asyncio.run(main(*sys.argv[1:]))
"""


async def kill_in_the_middle(url: str, organization: str, is_begun: Callable[[], Awaitable[bool]]) -> None:
    """Start the work, and kill it with SIGKILL once it has done a part."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, url, organization, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            while not await is_begun():
                assert process.returncode is None, (await process.communicate())[1].decode()
                await asyncio.sleep(0.01)
    finally:
        process.kill()
        await process.wait()
