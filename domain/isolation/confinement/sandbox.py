"""The sandbox of a subprocess: what it may reach; everything else is denied."""

import ctypes
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.isolation.confinement import landlock
from domain.isolation.confinement.environment import ROOT
from domain.isolation.confinement.seccomp import install_filter

_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_CAPABILITIES_VERSION = 0x20080522
# Where memory runs out, the kernel kills a child before its parent.
_OOM_SCORE = 500
_MAX_DESCRIPTORS = 256
_SYSTEM_PATHS = (
    "/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/filesystems", "/sys", "/dev/urandom",
    "/dev/random",
)  # fmt: skip
_CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What a child may reach besides Python and this program's code.

    reads: files and folders. writes: the only folder that it may write to. network: for a child that reads the object
    store and decodes nothing.
    """

    reads: tuple[str, ...] = ()
    writes: str | None = None
    network: bool = False


def enter_sandbox(sandbox: Sandbox) -> list[str]:
    """Deny this process everything outside the sandbox, irrevocably. Returns the names of the measures that took
    effect.

    Call it before there is a second thread. Measures that the platform lacks are skipped; only limits exist everywhere.
    """
    measures = _set_limits()
    if not sys.platform.startswith("linux"):
        return measures
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        measures.append("no_new_privs")
    if not sandbox.network and _unshare_network(libc):
        measures.append("network namespace")
    _raise_oom_score()
    locked = landlock.restrict(libc, _allowed_paths(sandbox), network=sandbox.network)
    if locked:
        measures.append("landlock")
    if _drop_capabilities(libc, may_read=locked):
        measures.append("no capabilities")
    if install_filter(libc, sockets=sandbox.network):
        measures.append("seccomp")
    return measures


def _set_limits() -> list[str]:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = _MAX_DESCRIPTORS if most == resource.RLIM_INFINITY else min(_MAX_DESCRIPTORS, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))
    return ["limits"]


def _unshare_network(libc: ctypes.CDLL) -> bool:
    """Move to a namespace without network; possible as root, or where users may create namespaces."""
    if os.geteuid() == 0:
        return bool(libc.unshare(_CLONE_NEWNET | _CLONE_NEWIPC) == 0)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) != 0:
        return False
    # Without a mapping, the user could create no files.
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{name}").write_text(line, encoding="ascii")
    return True


def _raise_oom_score() -> None:
    try:
        Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")
    except OSError:
        # It can only be raised, and may be higher already.
        return


def _drop_capabilities(libc: ctypes.CDLL, *, may_read: bool) -> bool:
    """Drop root's capabilities. may_read: keep that of reading other users' files, as Landlock limits the files."""
    keep = 1 << 2 if may_read and os.geteuid() == 0 else 0
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(keep, keep, 0, 0, 0, 0)
    return bool(libc.capset(ctypes.byref(header), ctypes.byref(sets)) == 0)


def _allowed_paths(sandbox: Sandbox) -> Iterator[tuple[str, int]]:
    yield from ((path, landlock.READ) for path in _SYSTEM_PATHS)
    yield from ((path, landlock.READ_WRITE_FILE) for path in ("/dev/null", "/dev/zero"))
    for path in {*sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix, *_library_paths()}:
        # The folder of this program may hold .env and keys beside the code.
        if path and Path(path).resolve() not in (ROOT, *ROOT.parents):
            yield path, landlock.READ
    yield str(ROOT), landlock.LIST
    yield from ((str(path), landlock.READ) for path in _own_code_paths())
    yield from ((path, landlock.READ) for path in sandbox.reads)
    if sandbox.writes is not None:
        yield sandbox.writes, landlock.WRITE
    if sandbox.network:
        yield "/etc", landlock.READ
        yield from ((os.environ[name], landlock.READ) for name in _CERTIFICATE_VARIABLES if os.environ.get(name))


def _library_paths() -> list[str]:
    return os.environ.get("LD_LIBRARY_PATH", "").split(":")


def _own_code_paths() -> Iterator[Path]:
    for path in ROOT.iterdir():
        if path.suffix == ".py" or (path / "__init__.py").is_file():
            yield path
