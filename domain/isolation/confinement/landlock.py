"""Landlock (Linux 5.13 and later): the process may read and write only below the listed paths, and not use TCP.

It also keeps the process from inspecting others, such as its parent, whose environment has secrets. The C library has
no wrappers for the system calls; their numbers are the same on every machine (linux/landlock.h).
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL = 1 << 13, 1 << 14, 1 << 15
_FIRST_VERSION_RIGHTS = (1 << 13) - 1
_FILE_RIGHTS = 1 | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
READ = _READ_FILE | _READ_DIR
LIST = _READ_DIR
# Read, write, create, rename and remove files and folders; no execution, devices, sockets or pipes.
WRITE = READ | _WRITE_FILE | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | _REFER | _TRUNCATE
READ_WRITE_FILE = _READ_FILE | _WRITE_FILE


def restrict(libc: ctypes.CDLL, allowed: Iterable[tuple[str, int]], *, network: bool) -> bool:
    """Allow only these paths, each with the rights below it. no_new_privs has to be set.

    Missing paths are skipped. network: whether TCP stays allowed. False where the kernel does not support Landlock;
    then nothing changes.
    """
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1:
        return False
    handled = _FIRST_VERSION_RIGHTS | sum(
        right for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL)) if version >= since
    )
    # Binding and connecting by TCP (version 4); abstract sockets and signals to others (version 6).
    attributes = struct.pack("=QQQ", handled, 0 if network else 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path, rights in allowed:
            _allow_path(libc, rules, path, rights & handled)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow_path(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FILE_RIGHTS
        rule = struct.pack("=Qi", rights, descriptor)
        if rights and libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), "a path cannot be allowed", path)
    finally:
        os.close(descriptor)
