"""A subprocess has no secrets, no network, no other process, and one folder that it may write to."""

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from domain.isolation import limits as bounds
from domain.isolation.confinement.seccomp import build_filter
from domain.isolation.subprocess import IsolatedProcess, IsolationOptions, ResourceLimits, Sandbox, run_isolated
from models.errors import ResourceExhausted, UnusableMedia, WatchgraphError

pytestmark = pytest.mark.slow
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what other systems give: docs/isolation.md")
SECRETS = {
    "SECRET_KEY": "hidden-1",
    "DATABASE_URL": "postgresql://me:hidden-2@db/wg",
    "DATABASE_OWNER_URL": "postgresql://me:hidden-3@db/wg",
    "AWS_SECRET_ACCESS_KEY": "hidden-4",
    "SOMETHING_NEW": "hidden-5",
    "HTTPS_PROXY": "http://me:hidden-6@proxy:3128",
}


def call(
    function: Callable[..., object], *args: object, sandbox: Sandbox | None = None, limits: ResourceLimits | None = None
) -> object:
    options = IsolationOptions(threading.Event(), limits or ResourceLimits(), sandbox)
    return run_isolated(options, function, *args)


def surroundings() -> dict[str, str]:
    return dict(os.environ)


def eventually(read: Callable[[], bytes], seconds: float = 60.0) -> bytes:
    """Reads a file once it has content."""
    until = time.monotonic() + seconds
    while not (found := read()):
        assert time.monotonic() < until, "nothing came"
        time.sleep(0.01)
    return found


def list_open_files(pid: int) -> Iterator[str]:
    """What a process has open. What it closes meanwhile is left out: it begins, and imports modules."""
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield str(entry.readlink())


def tried(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"


def reach(folder: str, secret: str, parent: int) -> dict[str, str]:
    return {
        "socket": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        "socket of the machine": tried(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)),
        "program": tried(lambda: subprocess.run(["/bin/true"], check=False)),
        "process": tried(fork),
        "secret file": tried(lambda: Path(secret).read_text()),
        "secrets of the parent": tried(lambda: Path(f"/proc/{parent}/environ").read_bytes()),
        "signal to the parent": tried(lambda: os.kill(parent, 0)),
        "file in its place": tried(lambda: Path("here").write_text("x")),
        "file elsewhere": tried(lambda: Path(folder, "x").write_text("x")),
    }


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def limits() -> dict[str, int]:
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    return {name: resource.getrlimit(getattr(resource, name))[0] for name in names}


def status() -> str:
    return Path("/proc/self/status").read_text(encoding="ascii")


def writes(path: Path, count: int) -> None:
    path.write_bytes(bytes(count))


def takes(count: int) -> int:
    return len(bytearray(count))


def spins() -> None:
    while True:
        pass


def says(what: object) -> object:
    return what


class Command:
    """What a compromised decoder could send: unpickling it creates a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.system, (f"touch {self._path}",)


def answers_a_command(path: Path) -> object:
    return Command(path)


def test_no_secret_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    environment = call(surroundings)
    assert isinstance(environment, dict)
    assert "hidden" not in repr(environment)
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"
    with_network = call(surroundings, sandbox=Sandbox(network=True))
    assert isinstance(with_network, dict)
    assert set(SECRETS) & set(with_network) == {"HTTPS_PROXY"}


@ON_LINUX
def test_the_kernel_s_own_record_of_its_environment_has_none_either(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    child = IsolatedProcess()
    try:
        assert child.is_waiting
        # Until the new program stands in the process, the kernel tells nothing of its environment.
        environ = eventually(Path(f"/proc/{child.pid}/environ").read_bytes)
        opened = list(list_open_files(child.pid))
    finally:
        child.kill()
    assert b"hidden" not in environ
    assert b"PATH=" in environ
    assert len([one for one in opened if one.startswith("socket:")]) <= 4


@ON_LINUX
def test_it_reaches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / ".env"
    secret.write_text("SECRET_KEY=hidden")
    reached = call(reach, str(tmp_path), str(secret), os.getpid())
    assert isinstance(reached, dict)
    assert {name: result for name, result in reached.items() if result != "PermissionError"} == {}


@ON_LINUX
def test_it_can_get_no_more_rights_and_has_limits() -> None:
    told = str(call(status))
    assert "NoNewPrivs:\t1" in told
    assert "Seccomp:\t2" in told
    seen = call(limits, limits=ResourceLimits(memory_bytes=1 << 30, cpu_seconds=77, file_bytes=5))
    assert seen == {"RLIMIT_AS": 1 << 30, "RLIMIT_CPU": 77, "RLIMIT_FSIZE": 5, "RLIMIT_NOFILE": 256, "RLIMIT_CORE": 0}
    unsaid = call(limits)
    assert isinstance(unsaid, dict)
    assert (unsaid["RLIMIT_AS"], unsaid["RLIMIT_FSIZE"]) == (3 << 30, 0)


def test_a_setting_bounds_all_children(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_memory_ceiling", bounds.DEFAULT_MEMORY_BYTES)
    bounds.set_memory_ceiling(700 << 20)
    with pytest.raises(ResourceExhausted, match="700 MiB"):
        call(takes, 800 << 20, limits=ResourceLimits(memory_bytes=2 << 30))


def test_it_writes_where_it_may_and_no_more_than_it_may(tmp_path: Path) -> None:
    sandbox = Sandbox(writes=str(tmp_path))
    call(writes, tmp_path / "a", 1000, sandbox=sandbox, limits=ResourceLimits(file_bytes=1000))
    assert (tmp_path / "a").stat().st_size == 1000
    with pytest.raises(UnusableMedia) as refused:
        call(writes, tmp_path / "b", 3 << 20, sandbox=sandbox, limits=ResourceLimits(file_bytes=1 << 20))
    assert refused.value.code == "RESULT_TOO_LARGE"


def test_a_file_that_takes_too_much_memory_or_time_is_said_so() -> None:
    with pytest.raises(ResourceExhausted) as memory:
        call(takes, 2 << 30, limits=ResourceLimits(memory_bytes=1 << 30))
    assert (memory.value.code, memory.value.values) == ("OUT_OF_MEMORY", {"limit_mib": 1024})
    with pytest.raises(UnusableMedia) as time:
        call(spins, limits=ResourceLimits(cpu_seconds=1))
    assert time.value.code == "DECODING_TOO_SLOW"


def test_what_it_answers_is_data_and_runs_nothing(tmp_path: Path) -> None:
    created = tmp_path / "taken-over"
    with pytest.raises(WatchgraphError) as refused:
        call(answers_a_command, created)
    assert refused.value.code == "ANALYSIS_CRASHED"
    assert not created.exists()
    assert call(says, {"a": [1, 2.5, b"x", ("y", None)]}) == {"a": [1, 2.5, b"x", ("y", None)]}


def test_the_filter_is_made_for_both_machines() -> None:
    for machine in ("x86_64", "aarch64"):
        code = build_filter(machine, 5, sockets=False)
        assert len(code) % 8 == 0
        assert len(build_filter(machine, 5, sockets=True)) == len(code) - 3 * 2 * 8
