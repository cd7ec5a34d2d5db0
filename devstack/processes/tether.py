"""Executes another program so that it ends when its parent ends.

Run by its path, never imported: `python -I -S tether.py PARENT SIGNAL UID GID MEMORY PROGRAM ARGUMENT…`. A UID of -1
keeps the user. MEMORY limits the private bytes of each process of the program, on Linux; -1 sets no limit. On Linux the
kernel also sends SIGNAL to the program when PARENT ends, even by kill -9; elsewhere the next start of the stack finds
the program (orphans.py). The process keeps its id across the exec.
"""

import ctypes
import os
import resource
import sys

_PR_SET_PDEATHSIG = 1


def _main(parent: int, signal: int, uid: int, gid: int, memory: int, command: list[str]) -> None:
    if memory >= 0 and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # Must follow the change of user: the kernel drops the request when credentials change.
        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0) != 0:
            sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}")
        if os.getppid() != parent:
            sys.exit("the parent ended before this process began")
    try:
        os.execv(command[0], command)  # noqa: S606 - the point of this file: no shell, an absolute path
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    parent, signal, uid, gid, memory = map(int, sys.argv[1:6])
    _main(parent, signal, uid, gid, memory, sys.argv[6:])
