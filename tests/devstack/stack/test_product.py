"""Under `make run`, API and worker get no owner's login of the database, and their children no secrets."""

import asyncio
import sys
from pathlib import Path

import httpx
import pytest

from bench.chaos.journey import Journey, run_journey
from bench.harness.client import BenchClient
from devstack.stack.product import run_product
from devstack.stack.stack import Stack
from devstack.token import access_token

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
]
# Of a child that decodes: whatever the product itself has to have.
SECRET = ("SECRET_KEY", "AWS_", "DATABASE_", "DB_")


def environ(pid: int) -> dict[str, str]:
    """As the kernel keeps it; empty where there is no such process (any more)."""
    try:
        entries = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(entry.decode().partition("=")[::2] for entry in entries if entry)


def decoders() -> dict[int, int]:
    """Children that look into files, each with its parent."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if b"domain.isolation.child" in (place / "cmdline").read_bytes().split(b"\0"):
                found[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


async def watch(parents: set[int], seen: dict[int, dict[str, str]]) -> None:
    while True:
        for pid, parent in decoders().items():
            if parent in parents and not seen.get(pid):
                seen[pid] = environ(pid)
        await asyncio.sleep(0.02)


async def test_neither_has_the_owner_s_login_and_no_child_has_a_secret(
    own_folder: Path, crossing: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever starts the stack may have one of their own.
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:hidden@db/wg")
    async with Stack(own_folder) as stack, run_product(stack, stack.ports["api"], 1, print) as address:
        recorded = stack.state.read("processes.json")
        pids = {name: int(recorded[name][0]) for name in ("api", "worker-1")}
        for pid in pids.values():
            seen = environ(pid)
            assert {"SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"} <= set(seen)
            assert "DATABASE_OWNER_URL" not in seen
            assert not [name for name, value in seen.items() if "watchgraph_owner" in value or "hidden" in value]
        children: dict[int, dict[str, str]] = {}
        watching = asyncio.create_task(watch(set(pids.values()), children))
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            client = BenchClient(http, address, access_token(stack.environment["SECRET_KEY"]))
            async with asyncio.timeout(300):
                await run_journey(client, crossing, "Watched", Journey())
        watching.cancel()
        [key, url] = [stack.environment[name] for name in ("AWS_SECRET_ACCESS_KEY", "DATABASE_URL")]
    told = [seen for seen in children.values() if seen]
    assert len(told) >= 2
    for seen in told:
        assert "PATH" in seen
        assert [name for name in seen if name.startswith(SECRET)] == []
        assert [name for name, value in seen.items() if key in value or url in value] == []
