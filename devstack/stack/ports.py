"""Chooses ports on loopback: the fixed one, the one of the last start, or a free one."""

import random
import socket
from collections.abc import Mapping

from devstack.problem import StackProblem
from devstack.state import State

# SeaweedFS listens for gRPC this far above each of its ports, so a chosen port has that port free too.
GRPC_OFFSET = 10000
# Even with the offset, below the ranges from which Linux and macOS take ports of outgoing connections: no connection
# takes a port between the check and the moment its server listens.
_RANGE = range(12000, 22000)


def is_free(port: int) -> bool:
    """Whether a server can listen on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_ports(state: State, names: list[str], fixed: Mapping[str, int]) -> dict[str, int]:
    """One port for each name: the same as at the last start if it is still free.

    Raises StackProblem if a fixed port is taken.
    """
    for name, port in fixed.items():
        if not is_free(port):
            raise StackProblem(
                f"Port {port} is taken by another program. Choose another with --{name}-port, or leave the option out."
            )
    remembered = state.read("ports.json") or {}
    chosen = dict(fixed)
    for name in names:
        if name in chosen:
            continue
        port = int(remembered.get(name, 0))
        if not port or port in chosen.values() or not _is_free_with_grpc(port):
            port = _find_free(set(chosen.values()) | set(remembered.values()))
        chosen[name] = port
    state.write("ports.json", chosen)
    return chosen


def _is_free_with_grpc(port: int) -> bool:
    return is_free(port) and is_free(port + GRPC_OFFSET)


def _find_free(avoid: set[int]) -> int:
    for port in random.sample(_RANGE, k=len(_RANGE)):
        if port not in avoid and _is_free_with_grpc(port):
            return port
    raise StackProblem(f"No port between {_RANGE.start} and {_RANGE.stop} is free on 127.0.0.1.")
