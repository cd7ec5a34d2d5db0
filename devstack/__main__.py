"""Runs the stack alone (start) or with the product (run, demo), makes tokens (token), removes the state (clean)."""

import argparse
import asyncio
import contextlib
import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from devstack.problem import StackProblem
from devstack.state import State
from models.access.claims import find_flaw, find_organization_flaw
from models.enums import Role

_PORTS = ("postgres", "s3", "sqs", "bedrock")


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 after a clean stop, 1 with one line on stderr for a StackProblem, 2 for a wrong command line."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # The default command.
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["start", *arguments]
    chosen = _build_parser().parse_args(arguments)
    # A terminal that cannot show a character gets a question mark instead of a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    state = State(chosen.state) if chosen.state else State.default()
    try:
        if chosen.command == "clean":
            _clean(state)
        elif chosen.command == "token":
            print(_make_token(state, chosen))
        elif chosen.command in ("run", "demo"):
            asyncio.run(_run_until_signal(_run_product(state, chosen)))
        else:
            asyncio.run(_run_until_signal(_serve_stack(state, chosen)))
    except StackProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _build_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--state", type=Path, help="state folder (default: $WATCHGRAPH_STATE, else .watchgraph)")
    for name in _PORTS:
        common.add_argument(
            f"--{name}-port", type=_parse_port, metavar="PORT", help=f"fixed port for {name} (default: free)"
        )
    product = argparse.ArgumentParser(add_help=False)
    product.add_argument("--port", type=_parse_port, default=os.environ.get("PORT") or None, help="the API's port")
    product.add_argument("--workers", type=int, default=os.environ.get("WORKERS") or 1, help="worker processes")
    product.add_argument("--began", type=float, default=time.time(), help=argparse.SUPPRESS)
    parser = argparse.ArgumentParser(prog="python -m devstack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("start", parents=[common], help="the stack alone; prints its settings (the default)")
    commands.add_parser("run", parents=[common, product], help="stack, API and worker; a tour at the first start")
    demo = commands.add_parser("demo", parents=[common, product], help="the same, with a tour of your own video")
    demo.add_argument("video", type=_parse_video)
    token = commands.add_parser("token", help="print an access token that this state's stack takes")
    token.add_argument("--state", type=Path, help="state folder (default: $WATCHGRAPH_STATE, else .watchgraph)")
    token.add_argument("--user", type=_build_claim_type(find_flaw), default="newcomer")
    token.add_argument("--organization", type=_build_claim_type(find_organization_flaw), default="demo")
    token.add_argument("--role", action="append", choices=sorted(Role), help="may be repeated (default: all)")
    token.add_argument("--hours", type=float, default=24.0, help="how long it holds (default: 24)")
    commands.add_parser("clean", parents=[common], help="remove the state folder")
    return parser


def _build_claim_type(flaw: Callable[[str], str | None]) -> Callable[[str], str]:
    """An argparse type that refuses what the API would refuse."""

    def check_claim(text: str) -> str:
        problem = flaw(text)
        if problem is not None:
            raise argparse.ArgumentTypeError(f"the name {problem}")
        return text

    return check_claim


def _parse_port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


def _parse_video(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {path}")
    return path


def _build_options(chosen: argparse.Namespace) -> Any:
    from devstack.stack.stack import Options

    fixed = {name: getattr(chosen, f"{name}_port") for name in _PORTS}
    return Options(ports={name: port for name, port in fixed.items() if port is not None})


def _make_token(state: State, chosen: argparse.Namespace) -> str:
    if not state.folder.exists():
        raise StackProblem(f"There is no state in {state.folder}: start the stack once, with make run.")
    from devstack.token import access_token

    return access_token(
        state.load_secrets()["secret_key"],
        user=chosen.user,
        organization=chosen.organization,
        roles=frozenset(Role(name) for name in chosen.role or Role),
        lifetime=timedelta(hours=chosen.hours),
    )


async def _serve_stack(state: State, chosen: argparse.Namespace) -> None:
    from devstack.openai.bridge import describe_bridge
    from devstack.openai.settings import load_local_models
    from devstack.processes.waits import report_waits
    from devstack.stack.stack import Stack
    from devstack.token import access_token
    from devstack.tour.screen import ReminderTimer

    is_due = ReminderTimer()

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    options, local = _build_options(chosen), load_local_models()
    if local.is_set:
        line, slots = await describe_bridge(local)
        say(line)
        options = replace(options, local_models=local, model_slots=slots)
    stack = Stack(state, options)
    async with contextlib.AsyncExitStack() as exit_stack:
        async with report_waits(stack.waits, lambda line: say(line) if line and is_due() else None):
            await exit_stack.enter_async_context(stack)
        await exit_stack.enter_async_context(stack.keep_running(say))
        for name, value in {**stack.defaults, **stack.environment}.items():
            print(f"{name}={value}")
        print(f"# An access token: {access_token(stack.environment['SECRET_KEY'])}", flush=True)
        await asyncio.Future()  # until cancelled


async def _run_product(state: State, chosen: argparse.Namespace) -> None:
    from devstack.run import RunOptions, run
    from devstack.tour.stopped import TourStopped

    run_options = RunOptions(chosen.began, getattr(chosen, "video", None), chosen.port, chosen.workers)
    try:
        await run(state, _build_options(chosen), run_options)
    except TourStopped as problem:
        raise StackProblem(str(problem)) from None


async def _run_until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Run until the work ends, or until SIGINT or SIGTERM cancels it. A second signal is ignored."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _CancelOnce(task))
    with contextlib.suppress(asyncio.CancelledError):
        await task


class _CancelOnce:
    def __init__(self, task: "asyncio.Task[None]") -> None:
        self._task: asyncio.Task[None] | None = task

    def __call__(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _clean(state: State) -> None:
    if not state.folder.exists():
        return
    with state.lock():
        if elsewhere := state.read("elsewhere.json"):
            shutil.rmtree(elsewhere, ignore_errors=True)
            with contextlib.suppress(OSError):  # the folder may hold another clone's data
                Path(elsewhere).parent.rmdir()
        shutil.rmtree(state.folder)
    print(f"Removed {state.folder}.")


if __name__ == "__main__":
    sys.exit(main())
