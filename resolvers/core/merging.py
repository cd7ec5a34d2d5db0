"""Several streams as one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


async def merge_streams(streams: Sequence[AsyncGenerator[T, None]]) -> AsyncGenerator[T, None]:
    """Yield what each stream yields, as it comes; ends with the last of them. An error of one ends all.

    Each is one result ahead at most: whoever reads slowly delays them.
    """
    pending: dict[asyncio.Future[T], AsyncGenerator[T, None]] = {_read(stream): stream for stream in streams}
    try:
        while pending:
            done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                stream = pending.pop(task)
                if isinstance(task.exception(), StopAsyncIteration):
                    continue
                yield task.result()
                pending[_read(stream)] = stream
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for stream in streams:
            await stream.aclose()


def _read(stream: AsyncGenerator[T, None]) -> "asyncio.Future[T]":
    reading: Any = anext(stream)
    future: asyncio.Future[T] = asyncio.ensure_future(reading)
    return future
