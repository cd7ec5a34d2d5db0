"""A process started with few files allowed has as many as the system gives; the API holds fewer connections."""

import resource
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
_SHOW = """
import resource
from datasources.file_limits import get_descriptor_limit, raise_descriptor_limit
before = get_descriptor_limit()
print(before, raise_descriptor_limit(), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
"""
_CONNECTIONS = """
import app, config
print(app._build_connection_limits(config.Settings(connections_max=100000)).max_connections)
"""


def shown(program: str, soft: int, hard: int) -> list[int]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=_ROOT, preexec_fn=limit
    )
    return [int(word) for word in told.stdout.split()]


def test_the_limit_is_raised_to_what_the_system_allows() -> None:
    assert shown(_SHOW, 256, 1000) == [256, 1000, 1000]


def test_connections_stay_below_it() -> None:
    [most] = shown(_CONNECTIONS, 1000, 1000)
    assert 0 < most <= 500
