"""Who holds a job."""

import os
import socket


def lease_owner(suffix: str) -> str:
    """The owner of a lease, as its row names it: `<host>:<pid>:<mark>`. Who sees that process die may release it."""
    return f"{socket.gethostname()}:{os.getpid()}:{suffix}"
