"""Who gives a command, for the audit log."""

import getpass
import os


def get_user_name() -> str:
    """The name of the user who runs this process, or the number where the user has no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())
