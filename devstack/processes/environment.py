"""What children inherit of this process's environment."""

import os

# Of the surroundings, what would lead the product elsewhere than to the embedded stack.
_REMOVED_PREFIXES = ("AWS_", "PG", "DB_", "DATABASE_")


def build_child_environment() -> dict[str, str]:
    """This process's environment without what would lead a child of ours elsewhere than to the embedded stack."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED_PREFIXES)}
    for name in ("no_proxy", "NO_PROXY"):
        kept[name] = ",".join(filter(None, [kept.get(name), "127.0.0.1", "localhost"]))
    return kept
