"""Finds the user that PostgreSQL runs as, since it refuses root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from devstack.problem import StackProblem


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int

    def can_reach(self, folder: Path) -> bool:
        """Whether this user may enter `folder` and every folder above it. Folders that do not exist are skipped."""
        return all(self._can_enter(step) for step in (folder, *folder.parents) if step.exists())

    def _can_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        return bool(status.st_mode & stat.S_IXOTH)


def find_unprivileged_account() -> Account | None:
    """`nobody` if this process is root; None otherwise, since its own user will do. Raises StackProblem."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise StackProblem(
            "PostgreSQL refuses to run as root and this machine has no user 'nobody'. Add one."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)
