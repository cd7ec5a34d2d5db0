"""An embedded stack that lives for one evaluation."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from devstack.openai.bridge import describe_bridge
from devstack.openai.settings import load_local_models
from devstack.stack.product import run_product
from devstack.stack.stack import Options, Stack
from devstack.token import access_token

_ORGANIZATION = "golden"
T = TypeVar("T")


def run_on_temporary_stack(work: Callable[[str, str], T]) -> T:
    """Call work(GraphQL address, token) while stack, API and a worker run. Raises StackProblem."""

    async def run(folder: Path) -> T:
        async with Stack(folder, await _choose_options()) as stack:
            token = access_token(stack.environment["SECRET_KEY"], organization=_ORGANIZATION)
            async with run_product(stack, stack.ports["api"], 1, _warn) as address:
                return await asyncio.to_thread(work, f"{address}/graphql", token)

    with TemporaryDirectory(prefix="watchgraph-evals-") as folder:
        # PostgreSQL runs as another user where we are root.
        Path(folder).chmod(0o755)
        return asyncio.run(run(Path(folder)))


async def _choose_options() -> Options:
    """With the models of LOCAL_LLM_URL, if it is set. Raises StackProblem."""
    options, local = Options(durable=False), load_local_models()
    if not local.is_set:
        return options
    line, slots = await describe_bridge(local)
    _warn(line)
    return replace(options, local_models=local, model_slots=slots)


def _warn(line: str) -> None:
    print(line, file=sys.stderr)
