"""Following new events."""

from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import TypeVar

from models.filters import EventFilter
from models.paging import Row
from resolvers.core.context import Context

T = TypeVar("T")


async def stream_new_events(
    context: Context,
    wanted: EventFilter | None,
    columns: frozenset[str],
    of_video: frozenset[str],
    key: Hashable,
    render: Callable[[Row], T],
) -> AsyncGenerator[T, None]:
    """What `make` makes of each new event that fits, with these columns and those of its video. Has no end.

    Followers of one organization whose keys are equal get the same objects, made once.
    """
    principal = context.caller
    with context.data.listener.open_event_feed(principal) as stream:
        async with aclosing(stream.iter_batches(wanted, columns, of_video)) as batches:
            async for rows, shared in batches:

                async def made(rows: list[Row] = rows) -> list[T]:
                    return [render(row) for row in rows]

                for one in await shared.run_once(key, made):
                    # What the loaders remember belongs to the event before.
                    context.clear_loaders()
                    yield one
