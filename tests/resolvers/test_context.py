"""Loaders batch what the fields of an operation load, and no field's end is another's."""

import asyncio
from typing import Any

import pytest

from resolvers.core.context import SharingLoader


async def test_a_field_that_is_given_up_takes_no_value_from_another_that_loads_the_same() -> None:
    began, release = asyncio.Event(), asyncio.Event()
    asked: list[list[int]] = []

    async def load(keys: list[int]) -> list[int]:
        asked.append(keys)
        began.set()
        await release.wait()
        return [10 * key for key in keys]

    loader = SharingLoader(load_fn=load)

    async def wait(key: int) -> Any:
        return await loader.load(key)

    given_up, kept = asyncio.create_task(wait(1)), asyncio.create_task(wait(1))
    await began.wait()
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    release.set()
    assert await asyncio.wait_for(kept, 30) == 10
    assert asked == [[1]]
