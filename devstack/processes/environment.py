"""The environment that child processes inherit."""

import os

# Variables that would point the product at other services than the embedded stack.
# The endpoint alone asks an OpenAI-compatible server, and gets its key.
_REMOVED_PREFIXES = ("AWS_", "PG", "DB_", "DATABASE_", "LOCAL_LLM_", "LOCAL_VLM_")


def build_child_environment() -> dict[str, str]:
    """This process's environment without the variables that point at services other than the embedded stack."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED_PREFIXES)}
    for name in ("no_proxy", "NO_PROXY"):
        environment[name] = ",".join(filter(None, [environment.get(name), "127.0.0.1", "localhost"]))
    return environment
