"""Attacks on the GraphQL endpoint, each one request or one socket.

`python -m bench.attacks` measures their times; a test checks their answers.
"""

from bench.attacks.attack import Attack, operation
from bench.attacks.requests import REQUESTS
from bench.attacks.sockets import SOCKETS, SocketAttack, run_socket_attack
from bench.attacks.texts import TEXTS

ATTACKS = (*TEXTS, *REQUESTS)
__all__ = ["ATTACKS", "SOCKETS", "Attack", "SocketAttack", "operation", "run_socket_attack"]
