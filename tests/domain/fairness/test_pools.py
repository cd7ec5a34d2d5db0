"""A pool is bounded, shared, and refuses when it is full; no code uses the default executor of the event loop."""

import ast
import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.fairness.pools import ConcurrencyLimit, Pool
from models.errors import Busy, RequestAbandoned

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = ("schema", "resolvers", "domain", "vision", "datasources", "models")


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """Work that lasts until the event is set."""
    event = threading.Event()
    yield event
    event.set()


async def begun(pool: Pool, organization: str, held: threading.Event, times: int) -> list["asyncio.Task[bool]"]:
    tasks = [asyncio.create_task(pool.run(organization, lambda: held.wait(10))) for _ in range(times)]
    await asyncio.sleep(0.05)
    return tasks


async def test_one_organization_s_work_does_not_keep_another_s_from_being_done(held: threading.Event) -> None:
    pool = Pool("thumbnails", 2, max_waiting=32, share=0.75)
    tasks = await begun(pool, "loud", held, 20)
    async with asyncio.timeout(5):
        assert await pool.run("quiet", lambda: "done") == "done"
    held.set()
    assert all(await asyncio.gather(*tasks))


async def test_a_full_pool_says_when_to_come_again_and_still_has_room_for_others(held: threading.Event) -> None:
    pool = Pool("thumbnails", 2, max_waiting=4, share=0.75)
    tasks = await begun(pool, "loud", held, 4)
    with pytest.raises(Busy) as refused:
        await pool.run("loud", lambda: None)
    assert refused.value.code == "BUSY"
    assert refused.value.reset_at > datetime.now(UTC)
    assert refused.value.details["resetAt"] == refused.value.reset_at.isoformat()
    other = await begun(pool, "other", held, 2)
    # Now all that may wait do: whoever comes next is turned away, and a place of his own helps him.
    with pytest.raises(Busy):
        await pool.run("other", lambda: None)
    held.set()
    await asyncio.gather(*tasks, *other)
    assert await pool.run("loud", lambda: "done") == "done"


async def test_it_runs_no_more_at_once_than_it_has_places(held: threading.Event) -> None:
    pool = Pool("decoding", 2, max_waiting=None, share=1.0)
    running, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        held.wait(0.02)
        with lock:
            running -= 1

    await asyncio.gather(*(pool.run(f"o{number % 3}", work) for number in range(12)))
    assert most == 2


async def test_work_that_is_not_wanted_any_more_is_told_and_its_place_is_free_when_it_ends() -> None:
    pool, stopped = Pool("frames", 1), threading.Event()
    task = asyncio.create_task(pool.run("a", lambda: stopped.wait(10), stopped=stopped))
    await asyncio.sleep(0.05)
    assert not pool.has_free_slot("a")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert stopped.is_set()
    async with asyncio.timeout(5):
        assert await pool.run("b", lambda: 1) == 1


async def test_who_leaves_while_waiting_leaves_the_queue(held: threading.Event) -> None:
    pool, gone = Pool("frames", 1, max_waiting=2, share=1.0), asyncio.Event()
    tasks = await begun(pool, "a", held, 1)
    waiting = asyncio.create_task(pool.run("a", lambda: True, wait_for_disconnect=gone.wait))
    await asyncio.sleep(0.05)
    gone.set()
    with pytest.raises(RequestAbandoned):
        await waiting
    pool.check_capacity("a")
    held.set()
    await asyncio.gather(*tasks)


async def test_what_the_function_raises_is_raised_and_the_place_is_free() -> None:
    pool = Pool("frames", 1)

    def fails() -> None:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            await pool.run("a", fails)
    assert pool.has_free_slot("a")


def test_of_what_is_under_way_each_organization_has_so_much() -> None:
    exports = ConcurrencyLimit("exports", 2, expected_seconds=5.0)
    with exports.acquire("a"), exports.acquire("a"):
        with pytest.raises(Busy) as refused, exports.acquire("a"):
            raise AssertionError
        assert (refused.value.reset_at - datetime.now(UTC)).total_seconds() > 3
        with exports.acquire("b"):
            pass
    with exports.acquire("a"):
        pass


def _defaults(tree: ast.AST) -> Iterator[int]:
    """Lines that put work on the loop's default executor, or change it."""
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in ("to_thread", "set_default_executor"):
            yield node.lineno  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run_in_executor":
            first = node.args[0] if node.args else None
            if first is None or (isinstance(first, ast.Constant) and first.value is None):
                yield node.lineno


def test_nothing_of_the_product_runs_on_the_executor_that_everybody_shares() -> None:
    files = [ROOT / "app.py", ROOT / "worker.py", *(path for name in PRODUCT for path in (ROOT / name).rglob("*.py"))]
    found = {f"{path.relative_to(ROOT)}:{line}" for path in files for line in _defaults(ast.parse(path.read_text()))}
    assert found == set()


def test_the_watch_sees_what_it_looks_for() -> None:
    code = "asyncio.to_thread(f)\nloop.run_in_executor(None, f)\nfrom asyncio import to_thread\nto_thread(f)\n"
    assert len(list(_defaults(ast.parse(code)))) == 3
    assert list(_defaults(ast.parse("loop.run_in_executor(self._own, f)"))) == []
