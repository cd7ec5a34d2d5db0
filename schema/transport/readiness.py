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
from schema.transport.connections.pacing import PacedAdmission
from schema.transport.http import authenticate

ProbeResult = TypeVar("ProbeResult")
READY, DEGRADED, UNAVAILABLE = "ready", "degraded", "unavailable"
_DATABASE_SECONDS, _OTHERS_SECONDS = 3.0, 5.0
_HEADERS = {"Cache-Control": "no-store"}


class CachedProbe(Generic[ProbeResult]):
    """What is found out by one for all who ask meanwhile, and kept for so many seconds."""

    def __init__(
        self, find: Callable[[], Awaitable[ProbeResult]], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._probe = find
        self._seconds = seconds
        self._clock = clock
        self._probing: asyncio.Task[ProbeResult] | None = None
        self._finished_at = 0.0

    async def get(self) -> ProbeResult:
        """Raises what finding it raised, to all who asked meanwhile."""
        finding = self._probing
        if finding is None or (finding.done() and self._clock() - self._finished_at >= self._seconds):
            finding = self._probing = asyncio.create_task(self._run_probe())
        # Who leaves does not take it away from the others.
        return await asyncio.shield(finding)

    async def _run_probe(self) -> ProbeResult:
        try:
            return await self._probe()
        finally:
            self._finished_at = self._clock()

    async def close(self) -> None:
        """End what is still being found."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)


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
        self._database = CachedProbe(database, seconds)
        self._others = CachedProbe(others, seconds)
        self._is_authenticated = known
        self._admission = PacedAdmission()

    async def answer(self, request: Request) -> JSONResponse:
        await self._admission.wait_turn(request.client.host if request.client else "")
        known = await self._is_authenticated(request)
        if not known:
            return _to_response(await self._database.get(), {})
        database, others = await asyncio.gather(self._database.get(), self._others.get())
        return _to_response(database, {"database": database, **others})

    async def close(self) -> None:
        """End what is still being found out."""
        await self._database.close()
        await self._others.close()


def _to_response(database: bool, named: Mapping[str, bool]) -> JSONResponse:
    status = UNAVAILABLE if not database else READY if all(named.values()) else DEGRADED
    return JSONResponse({"status": status, **named}, 200 if database else 503, _HEADERS)


def build_readiness(get_resources: Callable[[], tuple[Datasources, Limits]]) -> Readiness:
    """The endpoint over what the process has opened."""

    async def database() -> bool:
        return await get_resources()[0].database_health.is_reachable(_DATABASE_SECONDS)

    async def others() -> Mapping[str, bool]:
        data, limits = get_resources()
        converse = {use.purpose: use.model_id for use in limits.model_uses if use.converses}
        buckets, queue, models = await asyncio.gather(
            _is_reachable(data.objects.is_reachable()),
            _is_reachable(data.queue.is_reachable()),
            data.models.check_models(converse),
        )
        return {"buckets": buckets, "queue": queue, **{f"model:{name}": found for name, found in models.items()}}

    async def known(request: Request) -> bool:
        try:
            # What is revoked stands in the database, which may be what is away; nothing but names is told here.
            found = await authenticate(get_resources()[0], request.headers.get("authorization"), check_revoked=False)
            return found is not None
        except Unavailable:
            # Nobody knows who asks.
            return False

    return Readiness(database, others, known)


async def _is_reachable(check: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(_OTHERS_SECONDS):
            return await check
    except (WatchgraphError, TimeoutError):
        return False
