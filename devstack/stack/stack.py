"""The embedded stack: starts all services at once and stops them together."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol

from devstack.openai.settings import LocalModelSettings, list_patient_defaults
from devstack.problem import StackProblem
from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.processes.supervisor import SupervisedProgram, supervise
from devstack.processes.waits import PendingStarts
from devstack.stack.aws import REGION
from devstack.stack.bedrock_endpoint import MODEL_SETTINGS, BedrockEndpoint
from devstack.stack.job_recovery import JobRecovery
from devstack.stack.migrations import start_and_migrate
from devstack.stack.ports import choose_ports
from devstack.stack.postgres import PostgresServer
from devstack.stack.preload import PreloadedPrograms
from devstack.stack.s3 import PORTS as S3_PORTS
from devstack.stack.s3 import S3Server
from devstack.stack.sqs import SqsServer
from devstack.state import State

BUCKETS = {
    "AWS_STORAGE_BUCKET_NAME": "watchgraph-footage",
    "AWS_THUMBNAILS_BUCKET_NAME": "watchgraph-thumbnails",
    "AWS_HIGHLIGHTS_BUCKET_NAME": "watchgraph-highlights",
}


@dataclasses.dataclass(frozen=True)
class Options:
    """ports: fixed ports by name (postgres, s3, sqs, bedrock); others are free ports, the same at every start.
    durable: False gives up safety against power loss for speed, in tests. bedrock: False starts without the models.
    local_models: of an OpenAI-compatible server, which answer instead of the stand-in. model_slots: its slots.
    """

    ports: Mapping[str, int] = dataclasses.field(default_factory=dict)
    durable: bool = True
    bedrock: bool = True
    local_models: LocalModelSettings | None = None
    model_slots: int = 1


class _Service(Protocol):
    child: ChildProcess | None

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


class Stack:
    """`async with Stack(folder) as stack:` runs the services inside the block. `stack.environment` points at them.

    Raises StackProblem, after it has stopped what was already started.
    """

    def __init__(
        self, state: Path | State, options: Options | None = None, preloaded: PreloadedPrograms | None = None
    ) -> None:
        self.state = state if isinstance(state, State) else State(state)
        self._options = options or Options()
        # Programs of the product that import while the services start.
        self.preloaded = preloaded or PreloadedPrograms()
        self._exit_stack = contextlib.AsyncExitStack()
        self.environment: dict[str, str] = {}
        # What the product gets unless the user set it.
        self.defaults: dict[str, str] = {}
        # The login that owns the tables, for migrations and benches. The product never gets it.
        self.owner_environment: dict[str, str] = {}
        # Seconds until each service was ready.
        self.timings: dict[str, float] = {}
        self.ports: dict[str, int] = {}
        # Services that are not ready yet.
        self.waits = PendingStarts()
        self._services: dict[str, _Service] = {}
        self.register = ProcessRegister(self.state.folder / "processes.json")
        self.postgres: PostgresServer
        self.job_recovery: JobRecovery

    async def __aenter__(self) -> "Stack":
        async with contextlib.AsyncExitStack() as opening:
            opening.enter_context(self.state.lock())
            self.state.require_space()
            # Read before new programs with the same names are recorded; the leftovers end while the new ones import.
            leftovers = self.register.find_leftovers()
            opening.push_async_callback(self.preloaded.stop)
            await self.preloaded.start(self.state, self.register)
            await self.register.end(leftovers)
            await self._start(opening)
            self._exit_stack = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit_stack.aclose()

    async def _start(self, opening: contextlib.AsyncExitStack) -> None:
        ports = choose_ports(self.state, ["postgres", *S3_PORTS, "sqs", "bedrock", "api"], self._options.ports)
        self.ports = ports
        common = (self.state, self.register, self.waits)
        self.postgres = postgres = PostgresServer(*common, ports["postgres"], durable=self._options.durable)
        self.job_recovery = JobRecovery(postgres)
        s3 = S3Server(*common, ports, list(BUCKETS.values()))
        sqs = SqsServer(*common, ports["sqs"])
        local = self._options.local_models
        bedrock = BedrockEndpoint(*common, ports["bedrock"], {} if local is None else local.environment)
        starts: dict[str, Callable[[], Awaitable[None]]] = {
            "postgres": lambda: start_and_migrate(postgres),
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
                    group.create_task(self._start_timed(name, start))
        except ExceptionGroup as failures:
            raise _find_first_problem(failures) from failures
        # The processes of the last run have ended, so their leases must end; their queue has lost its messages.
        await self.job_recovery.resend_messages()
        await self.job_recovery.release_dead_leases()
        self.environment = {
            "STACK": "embedded",
            "CONSOLE": "true",
            "GRAPHIQL": "true",
            "GRAPHQL_INTROSPECTION": "true",
            "GRAPHQL_SUGGESTIONS": "true",
            # Limits that tests and benches never reach; counting still happens.
            "RATE_POINTS_PER_MINUTE": "1000000000",
            "AI_UNITS_PER_DAY": "1000000000",
            "CLIP_SECONDS_PER_DAY": "1000000000",
            "ORGANIZATION_OPEN_UPLOADS": "0",
            "ORGANIZATION_OPEN_UPLOAD_BYTES": "0",
            "ORGANIZATION_STORED_BYTES": "0",
            "ORGANIZATION_ANALYSES_PER_DAY": "0",
            # The models share this machine's CPUs with everything else.
            "MODEL_CALLS_AT_ONCE": "4",
            "SECRET_KEY": self.state.load_secrets()["secret_key"],
            "EVIDENCE_SIGNING_KEY": self.state.load_secrets()["evidence_signing_key"],
            "DATABASE_URL": postgres.url,
            "AWS_ACCESS_KEY_ID": self.state.load_secrets()["s3_access_key"],
            "AWS_SECRET_ACCESS_KEY": self.state.load_secrets()["s3_secret_key"],
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_S3": s3.endpoint,
            "AWS_ENDPOINT_URL_SQS": sqs.endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.endpoint,
            "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": bedrock.endpoint,
            "AWS_SQS_QUEUE_URL": sqs.queue_url,
            **BUCKETS,
            **MODEL_SETTINGS,
        }
        if local is not None:
            slots = str(self._options.model_slots)
            self.environment |= {**local.product_models, "MODEL_CALLS_AT_ONCE": slots}
            self.defaults = {**list_patient_defaults(), "WORKER_PROMPT_SLOTS": slots}
        self.owner_environment = {"DATABASE_OWNER_URL": postgres.owner_url}

    @contextlib.asynccontextmanager
    async def keep_running(self, report: Callable[[str], None]) -> AsyncIterator[None]:
        """Inside the block, report a service that ends and restart it with the same port and data."""
        async with supervise(
            SupervisedProgram(name, partial(self._restart, name), report, child=service.child)
            for name, service in self._services.items()
        ):
            yield

    async def _restart(self, name: str) -> ChildProcess:
        """Start a service that has ended, and recover the jobs that its end affects. Raises StackProblem."""
        service = self._services[name]
        try:
            await service.start()
        except BaseException:
            await service.stop()
            raise
        if name == "sqs":
            await self.job_recovery.resend_messages()
        elif name == "postgres":
            await self.job_recovery.run_pending()
        assert service.child is not None
        return service.child

    async def _start_timed(self, name: str, start: Callable[[], Awaitable[None]]) -> None:
        began = asyncio.get_running_loop().time()
        await start()
        self.timings[name] = asyncio.get_running_loop().time() - began


def _find_first_problem(failures: BaseExceptionGroup[BaseException]) -> StackProblem:
    """The first of the failures, as one line."""
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, StackProblem):
        return error
    first_line = (str(error).strip() or "no reason given").splitlines()[0]
    return StackProblem(f"The stack could not start: {type(error).__name__}: {first_line}")
