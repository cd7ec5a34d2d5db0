"""Shared fixtures: the embedded stack, and a database, buckets, a queue and settings for each test."""

import gc
import logging
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from botocore.retries.standard import ExponentialBackoff

from config import Settings
from devstack.stack.aws import create_client
from devstack.stack.s3 import make_buckets
from devstack.stack.sqs import make_queue
from devstack.token import access_token
from models.access.principal import Principal
from models.enums import Role
from tests.support import shared_stack
from tests.support.leaks import LEAKS, find_logs
from tests.support.shared_files import find_run_folder, make_once

# The environment must not lead a test to a paid model or to somebody's database.
for _name in [name for name in os.environ if name.startswith(("AWS_", "PG", "DB_", "DATABASE_", "WATCHGRAPH_"))]:
    del os.environ[_name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
# No test uses TLS with AWS. Each client reads one unused certificate instead of more than a hundred.
os.environ["AWS_CA_BUNDLE"] = str(Path(__file__).with_name("nobody.pem"))

_HERE = Path(__file__).parent
_LONGEST = (
    "test_closed_world.py",
    "bench/test_chaos.py",
    "worker/failures/test_chaos.py",
    "worker/failures/test_many_processes.py",
    "worker/failures/test_lost_workers.py",
    "worker/analysis/test_resuming.py",
    "worker/inbox/test_interrupted.py",
    "worker/inbox/test_refusals.py",
    "bench/test_ingest.py",
    "ingest/",
)


@dataclass(frozen=True)
class Database:
    """A migrated, empty database for one test. url: for SQLAlchemy with asyncpg; dsn: plain postgresql://."""

    name: str
    dsn: str
    owner_dsn: str

    @property
    def url(self) -> str:
        """The application's login, which row-level security restricts."""
        return self.dsn.replace("postgresql://", "postgresql+asyncpg://", 1)

    @property
    def owner_url(self) -> str:
        """The login of the tables' owner."""
        return self.owner_dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass(frozen=True)
class Buckets:
    storage: str
    thumbnails: str
    highlights: str


@pytest.fixture(scope="session")
def _stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return find_run_folder(tmp_path_factory) / "stack"


@pytest.fixture(scope="session", autouse=True)
def _hold_the_stack(_stack_folder: Path) -> Iterator[None]:
    with shared_stack.hold_stack(_stack_folder):
        yield


def pytest_collection_finish() -> None:
    """Exempt what exists by now from garbage collection: modules and collected tests stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first, so that no process waits long for another at the end."""
    items.sort(key=lambda item: not str(item.path.relative_to(_HERE)).startswith(_LONGEST))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every test that needs the embedded stack, directly or through another fixture."""
    if "stack" in getattr(item, "fixturenames", ()):
        item.add_marker("stack")


def stack_variables(config: pytest.Config, folder: Path) -> dict[str, str]:
    """The variables of the embedded stack. Fails the test in a run without the stack."""
    if "not stack" in str(config.option.markexpr):
        pytest.fail("This run starts no stack. The test must request it by the `stack` fixture.")
    return shared_stack.environment(folder)


@pytest.fixture(scope="session")
def stack(_hold_the_stack: None, _stack_folder: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment variables of the embedded stack, which runs once per test run.

    Sets the AWS keys in this process as well: botocore reads them from the environment.
    """
    environment = stack_variables(request.config, _stack_folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            patch.setenv(name, environment[name])
        LEAKS.add_secrets(environment)
        yield environment


@pytest.fixture(scope="session", autouse=True)
def _no_secret_is_logged(_stack_folder: Path) -> Iterator[None]:
    """Fail the run if a log of this process, the stack or a child process has a token, signature, key or password."""
    root = logging.getLogger()
    root.addHandler(LEAKS)
    root.setLevel(logging.INFO)
    # httpx is the client of the tests, not of the product, and logs whole URLs.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    yield
    root.removeHandler(LEAKS)
    for folder in (_stack_folder.parent, _stack_folder / "logs"):
        LEAKS.search_files(find_logs(folder))
    assert LEAKS.found == []


@pytest.fixture(scope="session", autouse=True)
def _quick_clients() -> Iterator[None]:
    """Cut botocore's pauses between retries to a tenth, and load httpx's certificates once, not once a client."""
    pause = ExponentialBackoff.delay_amount
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExponentialBackoff, "delay_amount", lambda self, context: pause(self, context) / 10)
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _owner(stack: dict[str, str]) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(stack["DATABASE_OWNER_URL"].rpartition("/")[0] + "/postgres")
    yield connection
    await connection.close()


@pytest_asyncio.fixture(loop_scope="session")
async def database(stack: dict[str, str], _owner: Any) -> AsyncIterator[Database]:
    """A clone of the migrated, empty database."""
    name = f"test_{uuid.uuid4().hex}"
    await _owner.execute(f"CREATE DATABASE {name} TEMPLATE watchgraph STRATEGY FILE_COPY")
    yield Database(
        name,
        dsn=stack["DATABASE_URL"].rpartition("/")[0] + f"/{name}",
        owner_dsn=stack["DATABASE_OWNER_URL"].rpartition("/")[0] + f"/{name}",
    )
    await _owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _aws(stack: dict[str, str]) -> Iterator[tuple[Any, Any]]:
    keys = {"s3_access_key": stack["AWS_ACCESS_KEY_ID"], "s3_secret_key": stack["AWS_SECRET_ACCESS_KEY"]}
    s3, sqs = (
        create_client("s3", stack["AWS_ENDPOINT_URL_S3"], keys),
        create_client("sqs", stack["AWS_ENDPOINT_URL_SQS"], keys),
    )
    yield s3, sqs
    s3.close()
    sqs.close()


@pytest.fixture
def buckets(_aws: tuple[Any, Any]) -> Iterator[Buckets]:
    """Three empty buckets. The first object in each takes 0.2 s: SeaweedFS creates a volume for it."""
    s3, _ = _aws
    made = uuid.uuid4().hex
    names = Buckets(f"storage-{made}", f"thumbnails-{made}", f"highlights-{made}")
    make_buckets(s3, [names.storage, names.thumbnails, names.highlights])
    yield names
    for name in (names.storage, names.thumbnails, names.highlights):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
            for entry in page.get("Contents", []):
                s3.delete_object(Bucket=name, Key=entry["Key"])
        s3.delete_bucket(Bucket=name)


@pytest.fixture
def queue_url(_aws: tuple[Any, Any]) -> Iterator[str]:
    """An empty queue with its dead-letter queue (its URL: this one followed by `-dead`)."""
    _, sqs = _aws
    url = make_queue(sqs, f"test-{uuid.uuid4().hex}")
    yield url
    sqs.delete_queue(QueueUrl=url)
    sqs.delete_queue(QueueUrl=f"{url}-dead")


@pytest.fixture
def settings(stack: dict[str, str], database: Database, buckets: Buckets, queue_url: str) -> Settings:
    """The embedded stack's settings with this test's own database, buckets and queue."""
    values: dict[str, Any] = {
        name.lower(): value for name, value in stack.items() if name.lower() in Settings.model_fields
    }
    values |= {
        "database_url": database.dsn,
        "aws_storage_bucket_name": buckets.storage,
        "aws_thumbnails_bucket_name": buckets.thumbnails,
        "aws_highlights_bucket_name": buckets.highlights,
        "aws_sqs_queue_url": queue_url,
    }
    return Settings(**values)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the whole run, for what all workers need once: see `make_once`."""
    return find_run_folder(tmp_path_factory) / "shared"


@pytest.fixture(scope="session")
def crossing(shared_folder: Path) -> bytes:
    """An MP4 file of 12 seconds in which two people walk past each other."""
    # Drawing needs libraries that most tests do without.
    from evals.scenes.catalogue import SCENES
    from evals.scenes.render import render

    scene = replace(SCENES["crossing"], fps=6.25)
    return make_once(shared_folder, "crossing", lambda: render(scene, shared_folder)[0].read_bytes())


@pytest.fixture
def principal() -> Principal:
    """A user with every role, in an organization that only this test has."""
    return Principal("tester", f"org-{uuid.uuid4().hex[:12]}", frozenset(Role))


@pytest.fixture
def tokens(stack: dict[str, str]) -> Callable[[Principal], str]:
    """`tokens(principal)`: an access token that the API under `settings` accepts."""

    def token(principal: Principal) -> str:
        return access_token(
            stack["SECRET_KEY"],
            user=principal.user_id,
            organization=principal.organization,
            roles=principal.roles,
            sites=principal.sites,
        )

    return token
