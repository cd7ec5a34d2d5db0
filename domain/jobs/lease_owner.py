"""The name under which a process holds leases of jobs."""

import os
import socket


def make_lease_owner(suffix: str) -> str:
    """A lease owner for the job table, `<host>:<pid>:<suffix>`. It shows which leases end with a process."""
    return f"{socket.gethostname()}:{os.getpid()}:{suffix}"
