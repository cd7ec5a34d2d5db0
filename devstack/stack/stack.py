"""The whole embedded stack: everything starts at once, and everything stops together."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol

from devstack.processes.orphans import Register
from devstack.processes.ports import choose
from devstack.processes.process import Child
from devstack.processes.supervisor import Supervised, kept
from devstack.processes.waits import Waits
from devstack.stack.aws import REGION
from devstack.stack.bedrock_endpoint import MODELS, BedrockEndpoint
from devstack.stack.migrations import start_migrated
from devstack.stack.postgres import Postgres
from devstack.stack.preload import Ahead
from devstack.stack.problem import StackProblem
from devstack.stack.s3 import PORTS as S3_PORTS
from devstack.stack.s3 import S3
from devstack.stack.sqs import Sqs
from devstack.stack.stale_jobs import Leftovers
from devstack.stack.state import State

BUCKETS = {
    "AWS_STORAGE_BUCKET_NAME": "watchgraph-footage",
    "AWS_THUMBNAILS_BUCKET_NAME": "watchgraph-thumbnails",
    "AWS_HIGHLIGHTS_BUCKET_NAME": "watchgraph-highlights",
}


@dataclasses.dataclass(frozen=True)
class Options:
    """ports: fixed ports by name (postgres, s3, sqs, bedrock); the others are free ones, the same at every start.
    durable: False trades safety against power loss for speed, for tests. bedrock: False starts without the models.
    """

    ports: Mapping[str, int] = dataclasses.field(default_factory=dict)
    durable: bool = True
    bedrock: bool = True


class _Service(Protocol):
    child: Child | None

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Stack:
    """`async with Stack(folder) as stack:` the services run inside the block; `stack.environment` points at them.

    Raises StackProblem, with everything already started stopped again.
    """

    def __init__(self, state: Path | State, options: Options | None = None, ahead: Ahead | None = None) -> None:
        self.state = state if isinstance(state, State) else State(state)
        self._options = options or Options()
        # Programs of the product that import meanwhile.
        self.ahead = ahead or Ahead()
        self._open = contextlib.AsyncExitStack()
        self.environment: dict[str, str] = {}
        # The login that owns the tables, for migrations and looks from outside: never for the product.
        self.owner: dict[str, str] = {}
        # How long each service took to answer, in seconds.
        self.timings: dict[str, float] = {}
        self.ports: dict[str, int] = {}
        # What each start waits for.
        self.waits = Waits()
        self._services: dict[str, _Service] = {}
        self.register = Register(self.state.folder / "processes.json")
        self.postgres: Postgres
        self.leftovers: Leftovers

    async def __aenter__(self) -> "Stack":
        async with contextlib.AsyncExitStack() as opening:
            opening.enter_context(self.state.locked())
            self.state.require_space()
            # Told before others of the same names come; they may end while those import.
            left = self.register.leftovers()
            opening.push_async_callback(self.ahead.stop)
            await self.ahead.start(self.state, self.register)
            await self.register.end(left)
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def _start(self, opening: contextlib.AsyncExitStack) -> None:
        ports = choose(self.state, ["postgres", *S3_PORTS, "sqs", "bedrock", "api"], self._options.ports)
        self.ports = ports
        common = (self.state, self.register, self.waits)
        self.postgres = postgres = Postgres(*common, ports["postgres"], durable=self._options.durable)
        self.leftovers = Leftovers(postgres)
        s3 = S3(*common, ports, list(BUCKETS.values()))
        sqs = Sqs(*common, ports["sqs"])
        bedrock = BedrockEndpoint(*common, ports["bedrock"])
        starts: dict[str, Callable[[], Awaitable[None]]] = {
            "postgres": lambda: start_migrated(postgres),
            "s3": s3.start,
            "sqs": sqs.start,
        }
        self._services = {"postgres": postgres, "s3": s3, "sqs": sqs}
        if self._options.bedrock:
            starts["bedrock"] = bedrock.start
            self._services["bedrock"] = bedrock

        async def stop_all() -> None:
            await asyncio.gather(*(service.stop() for service in self._services.values()))

        opening.push_async_callback(stop_all)
        try:
            async with asyncio.TaskGroup() as group:
                for name, start in starts.items():
                    group.create_task(self._timed(name, start))
        except ExceptionGroup as failures:
            raise _first(failures) from failures
        # Whatever ended the last run, nobody of it holds a job any more, and its queue is forgotten.
        await self.leftovers.after_the_queue_forgot()
        await self.leftovers.after_a_death()
        self.environment = {
            "STACK": "embedded",
            "GRAPHIQL": "true",
            "GRAPHQL_INTROSPECTION": "true",
            "GRAPHQL_SUGGESTIONS": "true",
            # Nobody else is on this machine: enough for tests and benches, and the counting still runs.
            "RATE_POINTS_PER_MINUTE": "1000000000",
            "AI_UNITS_PER_DAY": "1000000000",
            "CLIP_SECONDS_PER_DAY": "1000000000",
            "ORGANIZATION_OPEN_UPLOADS": "0",
            "ORGANIZATION_OPEN_UPLOAD_BYTES": "0",
            "ORGANIZATION_STORED_BYTES": "0",
            "ORGANIZATION_ANALYSES_PER_DAY": "0",
            # The models share this machine's processors with everything else.
            "MODEL_CALLS_AT_ONCE": "4",
            "SECRET_KEY": self.state.secrets()["secret_key"],
            "DATABASE_URL": postgres.url,
            "AWS_ACCESS_KEY_ID": self.state.secrets()["s3_access_key"],
            "AWS_SECRET_ACCESS_KEY": self.state.secrets()["s3_secret_key"],
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_S3": s3.endpoint,
            "AWS_ENDPOINT_URL_SQS": sqs.endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": bedrock.endpoint,
            "AWS_SQS_QUEUE_URL": sqs.queue_url,
            **BUCKETS,
            **MODELS,
        }
        self.owner = {"DATABASE_OWNER_URL": postgres.owner_url}

    @contextlib.asynccontextmanager
    async def kept(self, tell: Callable[[str], None]) -> AsyncIterator[None]:
        """Inside the block, a service that dies is said so by `tell` and started again: same port, same data."""
        async with kept(
            Supervised(name, partial(self._again, name), tell, child=service.child)
            for name, service in self._services.items()
        ):
            yield

    async def _again(self, name: str) -> Child:
        """Start a service that has died, and put right what died with it. Raises StackProblem."""
        service = self._services[name]
        try:
            await service.start()
        except BaseException:
            await service.stop()
            raise
        if name == "sqs":
            await self.leftovers.after_the_queue_forgot()
        elif name == "postgres":
            await self.leftovers.again()
        assert service.child is not None
        return service.child

    async def _timed(self, name: str, start: Callable[[], Awaitable[None]]) -> None:
        began = asyncio.get_running_loop().time()
        await start()
        self.timings[name] = asyncio.get_running_loop().time() - began


def _first(failures: BaseExceptionGroup[BaseException]) -> StackProblem:
    """One of the reasons, as one line."""
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, StackProblem):
        return error
    first_line = (str(error).strip() or "no reason given").splitlines()[0]
    return StackProblem(f"The stack could not start: {type(error).__name__}: {first_line}")
