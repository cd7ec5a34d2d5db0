"""The id by which a worker owns leases."""

import os
import socket


def lease_owner(suffix: str) -> str:
    """The owner of a lease in the job table, `<host>:<pid>:<suffix>`: it tells whose leases end with a process."""
    return f"{socket.gethostname()}:{os.getpid()}:{suffix}"
