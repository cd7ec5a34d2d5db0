"""What runs too long is cancelled, and nothing else is."""

import asyncio

import pytest

from schema.transport.connections.deadlines import Deadlines


async def test_what_is_in_time_goes_on_and_leaves_no_timer_that_matters() -> None:
    deadlines = Deadlines(0.02)
    for _ in range(3):
        with deadlines.limit():
            await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    with deadlines.limit():
        await asyncio.sleep(0)


async def test_each_of_several_ends_after_its_own_time() -> None:
    deadlines, loop = Deadlines(0.05), asyncio.get_running_loop()

    async def run(wait: float) -> float:
        await asyncio.sleep(wait)
        began = loop.time()
        with pytest.raises(TimeoutError), deadlines.limit():
            await asyncio.sleep(60)
        return loop.time() - began

    for took in await asyncio.gather(*map(run, (0, 0.02, 0.04))):
        assert took >= 0.05


async def test_whoever_is_cancelled_by_somebody_else_stays_cancelled() -> None:
    deadlines = Deadlines(60)

    async def run() -> None:
        with deadlines.limit():
            await asyncio.sleep(60)

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_inside_is_told_as_it_is() -> None:
    with pytest.raises(ValueError, match="mine"), Deadlines(60).limit():
        raise ValueError("mine")
