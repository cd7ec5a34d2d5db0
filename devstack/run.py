"""`make run` and `make demo`: the stack, the product on it, the tour, then serving until Ctrl-C."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

from devstack.processes.waits import told
from devstack.stack.preload import Ahead
from devstack.stack.product import api_port, names, product, require_free
from devstack.stack.stack import Options, Stack
from devstack.stack.state import State
from devstack.token import access_token
from devstack.tour.client import Api
from devstack.tour.journey import tour
from devstack.tour.operations import TO_PASTE
from devstack.tour.screen import Screen

_SEEN = "tour.json"


@dataclass(frozen=True, slots=True)
class Run:
    """video: any file for the tour, None for the sample scene (shown at the first start only).
    port: of the API, None for 8000 or a free one. began: time.time() from which the whole is measured.
    """

    began: float
    video: Path | None = None
    port: int | None = None
    workers: int = 1


async def run(state: State, options: Options, wish: Run) -> None:
    """Show and serve until cancelled. Raises StackProblem and TourStopped, with everything stopped."""
    require_free(wish.port)
    screen = Screen(wish.began)
    screen.title("Watchgraph", "ask your footage anything")
    async with contextlib.AsyncExitStack() as opened:
        # Unwound last, and "Stopping" first.
        opened.callback(screen.say, "Everything is stopped.")
        with screen.step("Start", "PostgreSQL, S3, SQS and models on loopback; then the API and its worker"):
            stack = Stack(state, options, Ahead(names(wish.workers)))
            with screen.waiting("starting the services …") as say:
                async with told(stack.waits, say):
                    await opened.enter_async_context(stack)
            await opened.enter_async_context(stack.kept(screen.warn))
            services = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(stack.timings.items()))
            screen.say(services, style="dim")
            with screen.waiting("starting the API and its worker …") as say:
                serving = product(stack, api_port(stack, wish.port), wish.workers, screen.warn)
                async with told(stack.waits, say):
                    address = await opened.enter_async_context(serving)
        opened.callback(screen.say, "Stopping …")
        token = access_token(stack.environment["SECRET_KEY"])
        if wish.video is not None or state.read(_SEEN) is None:
            await _show(Api(address, token), screen, wish.video)
            state.write(_SEEN, {"version": 1})
        screen.invitation(f"{address}/graphql", token, TO_PASTE)
        await asyncio.Future()  # until somebody asks for the end


async def _show(api: Api, screen: Screen, video: Path | None) -> None:
    try:
        await tour(api, screen, video)
    finally:
        await api.close()
