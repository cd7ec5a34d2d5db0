"""/readyz: whether a load balancer should send requests to this process. One probe in three seconds serves all callers.

Ready means that the database answers, because no request works without it. All replicas share the other services: a
failure there limits every replica, and taking all of them out of the load balancer would leave none.
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
from schema.transport.authentication import authenticate
from schema.transport.connections.pacing import PacedAdmission

ProbeResult = TypeVar("ProbeResult")
READY, DEGRADED, UNAVAILABLE = "ready", "degraded", "unavailable"
_DATABASE_SECONDS, _OTHERS_SECONDS = 3.0, 5.0
_HEADERS = {"Cache-Control": "no-store"}


class CachedProbe(Generic[ProbeResult]):
    """Runs a probe once for all concurrent callers, and keeps its result for `seconds`."""

    def __init__(
        self, probe: Callable[[], Awaitable[ProbeResult]], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._probe = probe
        self._seconds = seconds
        self._clock = clock
        self._probing: asyncio.Task[ProbeResult] | None = None
        self._finished_at = 0.0

    async def get(self) -> ProbeResult:
        """The probe's result. What the probe raises is raised to every caller."""
        probing = self._probing
        if probing is None or (probing.done() and self._clock() - self._finished_at >= self._seconds):
            probing = self._probing = asyncio.create_task(self._run_probe())
        # A caller that is cancelled must not cancel the probe of the others.
        return await asyncio.shield(probing)

    async def _run_probe(self) -> ProbeResult:
        try:
            return await self._probe()
        finally:
            self._finished_at = self._clock()

    async def close(self) -> None:
        """Cancel a probe that is still running."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)


class Readiness:
    """The endpoint's handler.

    database: whether the database answers. others: the same by name for the other services, probed only for requests
    with a valid token. is_authenticated: whether a request has one. None of the three raises.
    """

    def __init__(
        self,
        database: Callable[[], Awaitable[bool]],
        others: Callable[[], Awaitable[Mapping[str, bool]]],
        is_authenticated: Callable[[Request], Awaitable[bool]],
        seconds: float = 3.0,
    ) -> None:
        self._database = CachedProbe(database, seconds)
        self._others = CachedProbe(others, seconds)
        self._is_authenticated = is_authenticated
        self._admission = PacedAdmission()

    async def answer(self, request: Request) -> JSONResponse:
        await self._admission.wait_turn(request.client.host if request.client else "")
        if not await self._is_authenticated(request):
            return _to_response(await self._database.get(), {})
        database, others = await asyncio.gather(self._database.get(), self._others.get())
        return _to_response(database, {"database": database, **others})

    async def close(self) -> None:
        """Cancel probes that are still running."""
        await self._database.close()
        await self._others.close()


def _to_response(database: bool, services: Mapping[str, bool]) -> JSONResponse:
    status = UNAVAILABLE if not database else READY if all(services.values()) else DEGRADED
    return JSONResponse({"status": status, **services}, 200 if database else 503, _HEADERS)


def build_readiness(get_resources: Callable[[], tuple[Datasources, Limits]]) -> Readiness:
    """The endpoint, over the datasources that the process has opened."""

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
        return {
            "buckets": buckets,
            "queue": queue,
            **{f"model:{name}": reachable for name, reachable in models.items()},
        }

    async def is_authenticated(request: Request) -> bool:
        try:
            # Revoked tokens are in the database, which may be down. The response holds nothing but names of services.
            authorization = request.headers.get("authorization")
            return await authenticate(get_resources()[0], authorization, check_revoked=False) is not None
        except Unavailable:
            # The keys to check the token with cannot be fetched.
            return False

    return Readiness(database, others, is_authenticated)


async def _is_reachable(check: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(_OTHERS_SECONDS):
            return await check
    except (WatchgraphError, TimeoutError):
        return False
