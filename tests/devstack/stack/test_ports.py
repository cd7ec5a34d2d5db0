"""Ports on loopback."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.problem import StackProblem
from devstack.stack.ports import GRPC_OFFSET, choose_ports, is_free
from devstack.state import State


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_fixed_port_that_is_taken_is_said_with_the_option_that_changes_it(tmp_path: Path, taken: int) -> None:
    with pytest.raises(StackProblem, match=f"Port {taken} is taken .* --postgres-port"):
        choose_ports(State(tmp_path), ["postgres", "s3"], {"postgres": taken})


def test_ports_stay_the_same_at_the_next_start(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert choose_ports(state, ["postgres", "s3"], {}) == choose_ports(state, ["postgres", "s3"], {})


def test_a_remembered_port_that_was_taken_meanwhile_is_replaced(tmp_path: Path) -> None:
    state = State(tmp_path)
    before = choose_ports(state, ["postgres", "s3"], {})
    with socket.create_server(("127.0.0.1", before["s3"])):
        after = choose_ports(state, ["postgres", "s3"], {})
    assert after["postgres"] == before["postgres"]
    assert after["s3"] not in before.values()


def test_chosen_ports_differ_and_are_free_for_grpc_too(tmp_path: Path) -> None:
    names = [f"service-{number}" for number in range(30)]
    chosen = choose_ports(State(tmp_path), names, {}).values()
    assert len(set(chosen)) == len(names)
    assert all(is_free(port) and is_free(port + GRPC_OFFSET) for port in chosen)
