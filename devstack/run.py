"""`make run` and `make demo`: the stack, the product on it, the tour, then serving until Ctrl-C."""

import asyncio
import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from devstack.openai.bridge import describe_bridge
from devstack.openai.settings import load_local_models
from devstack.processes.waits import report_waits
from devstack.stack.preload import PreloadedPrograms
from devstack.stack.product import choose_api_port, list_programs, require_free_port, run_product
from devstack.stack.stack import Options, Stack
from devstack.state import State
from devstack.token import access_token
from devstack.tour.client import TourClient
from devstack.tour.journey import run_tour
from devstack.tour.operations import SAMPLE_QUERY
from devstack.tour.screen import Screen

_TOUR_STATE = "tour.json"
# A little more than the longest operation (EXECUTION_TIMEOUT_SECONDS) of a machine whose CPU runs the model.
_LOCAL_SECONDS = 660.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """video: any file for the tour, None for the sample scene (shown at the first start only).
    port: of the API, None for 8000 or a free one. began: the time.time() from which durations are measured.
    """

    began: float
    video: Path | None = None
    port: int | None = None
    workers: int = 1


async def run(state: State, options: Options, run_options: RunOptions) -> None:
    """Show the tour and serve until cancelled. Raises StackProblem and TourStopped, after it has stopped everything."""
    require_free_port(run_options.port)
    screen = Screen(run_options.began)
    screen.show_title("Watchgraph", "ask your footage anything")
    async with contextlib.AsyncExitStack() as exit_stack:
        # Runs last, "Stopping …" below runs first.
        exit_stack.callback(screen.print_paragraph, "Everything is stopped.")
        options = await _choose_models(options, screen)
        with screen.step("Start", "PostgreSQL, S3, SQS and models on loopback; then the API and its worker"):
            stack = Stack(state, options, PreloadedPrograms(list_programs(run_options.workers)))
            with screen.show_spinner("starting the services …") as say:
                async with report_waits(stack.waits, say):
                    await exit_stack.enter_async_context(stack)
            await exit_stack.enter_async_context(stack.keep_running(screen.warn))
            services = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in sorted(stack.timings.items()))
            screen.print_paragraph(services, style="dim")
            with screen.show_spinner("starting the API and its worker …") as say:
                serving = run_product(stack, choose_api_port(stack, run_options.port), run_options.workers, screen.warn)
                async with report_waits(stack.waits, say):
                    address = await exit_stack.enter_async_context(serving)
        exit_stack.callback(screen.print_paragraph, "Stopping …")
        token = access_token(stack.environment["SECRET_KEY"])
        if run_options.video is not None or state.read(_TOUR_STATE) is None:
            api = (
                TourClient(address, token)
                if options.local_models is None
                else TourClient(address, token, _LOCAL_SECONDS)
            )
            await _show_tour(api, screen, run_options.video)
            state.write(_TOUR_STATE, {"version": 1})
        screen.show_next_steps(f"{address}/graphql", token, SAMPLE_QUERY)
        await asyncio.Future()  # until cancelled


async def _choose_models(options: Options, screen: Screen) -> Options:
    """The options with the models of LOCAL_LLM_URL, if it is set; says which models answer. Raises StackProblem."""
    local = load_local_models()
    if not local.is_set:
        screen.print_paragraph("The rule-based stand-in answers; docs/models.md says how a model does.", style="dim")
        return options
    line, slots = await describe_bridge(local)
    screen.print_paragraph(line)
    return replace(options, local_models=local, model_slots=slots)


async def _show_tour(api: TourClient, screen: Screen, video: Path | None) -> None:
    try:
        await run_tour(api, screen, video)
    finally:
        await api.close()
