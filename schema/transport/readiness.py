"""/readyz: whether this process should be sent requests, found out once every few seconds for all who ask.

Ready means that the database answers: without it nothing is answered. What else is leaned on is leaned on by all
replicas alike. Without it they answer less, and taken out of a load balancer together they would answer nothing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse

from datasources.bootstrap import Datasources
from models.errors import Unavailable, WatchgraphError
from resolvers.core.context import Limits
from schema.transport.connections.pacing import Turnstile
from schema.transport.http import principal

Found = TypeVar("Found")
READY, DEGRADED, UNAVAILABLE = "ready", "degraded", "unavailable"
_DATABASE_SECONDS, _OTHERS_SECONDS = 3.0, 5.0
_HEADERS = {"Cache-Control": "no-store"}


class Shared(Generic[Found]):
    """What is found out by one for all who ask meanwhile, and kept for so many seconds."""

    def __init__(
        self, find: Callable[[], Awaitable[Found]], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._find = find
        self._seconds = seconds
        self._clock = clock
        self._finding: asyncio.Task[Found] | None = None
        self._found_at = 0.0

    async def get(self) -> Found:
        """Raises what finding it raised, to all who asked meanwhile."""
        finding = self._finding
        if finding is None or (finding.done() and self._clock() - self._found_at >= self._seconds):
            finding = self._finding = asyncio.create_task(self._found())
        # Who leaves does not take it away from the others.
        return await asyncio.shield(finding)

    async def _found(self) -> Found:
        try:
            return await self._find()
        finally:
            self._found_at = self._clock()

    async def close(self) -> None:
        """End what is still being found."""
        if self._finding is not None:
            self._finding.cancel()
            await asyncio.gather(self._finding, return_exceptions=True)


class Readiness:
    """The endpoint. known: whether a request brings a token that holds.

    database and others answer whether each answers; others are asked only for who has a token. Raise nothing.
    """

    def __init__(
        self,
        database: Callable[[], Awaitable[bool]],
        others: Callable[[], Awaitable[Mapping[str, bool]]],
        known: Callable[[Request], Awaitable[bool]],
        seconds: float = 3.0,
    ) -> None:
        self._database = Shared(database, seconds)
        self._others = Shared(others, seconds)
        self._known = known
        self._turnstile = Turnstile()

    async def answer(self, request: Request) -> JSONResponse:
        await self._turnstile.pass_(request.client.host if request.client else "")
        known = await self._known(request)
        if not known:
            return _answer(await self._database.get(), {})
        database, others = await asyncio.gather(self._database.get(), self._others.get())
        return _answer(database, {"database": database, **others})

    async def close(self) -> None:
        """End what is still being found out."""
        await self._database.close()
        await self._others.close()


def _answer(database: bool, named: Mapping[str, bool]) -> JSONResponse:
    status = UNAVAILABLE if not database else READY if all(named.values()) else DEGRADED
    return JSONResponse({"status": status, **named}, 200 if database else 503, _HEADERS)


def readiness(now_open: Callable[[], tuple[Datasources, Limits]]) -> Readiness:
    """The endpoint over what the process has opened."""

    async def database() -> bool:
        return await now_open()[0].pulse.beats(_DATABASE_SECONDS)

    async def others() -> Mapping[str, bool]:
        data, limits = now_open()
        converse = {use.purpose: use.model_id for use in limits.model_uses if use.converses}
        buckets, queue, models = await asyncio.gather(
            _whether(data.objects.reachable()), _whether(data.queue.reachable()), data.models.reachable(converse)
        )
        return {"buckets": buckets, "queue": queue, **{f"model:{name}": found for name, found in models.items()}}

    async def known(request: Request) -> bool:
        try:
            # What is revoked stands in the database, which may be what is away; nothing but names is told here.
            found = await principal(now_open()[0], request.headers.get("authorization"), revocable=False)
            return found is not None
        except Unavailable:
            # Nobody knows who asks.
            return False

    return Readiness(database, others, known)


async def _whether(check: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(_OTHERS_SECONDS):
            return await check
    except (WatchgraphError, TimeoutError):
        return False
