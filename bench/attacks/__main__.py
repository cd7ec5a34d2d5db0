"""`python -m bench.attacks`: each attack on the GraphQL door, its answer, and how long that takes.

Without --url it starts an API on an embedded stack of its own, watches its memory, tries another organization's id
beside a missing one, what a VIEWER and forged tokens must not get, what is swapped behind the server's back, and how
much memory SQL as a model may write it takes of the database. With names of kinds, those alone.

At the door one attack after another, three rounds, the fastest counts. Then, once, those that take time: slow clients,
clients that leave, and crowds, beside which another caller's read may take three times as long. Loopback only. Ends
with 1 where an answer is another than it should be, one takes the server more than 150 ms of CPU (without knowing that:
longer than 150 ms), a line of the log tells of what nobody foresaw, memory grows from round to round, or a session of
the database holds more than it may.
"""

import argparse
import asyncio
import math
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import httpx

from bench.attacks import ATTACKS, SOCKETS, Attack, operation, run_socket_attack
from bench.attacks.probing import print_timing_ratios
from bench.attacks.rights import run_rights_attacks
from bench.attacks.sql_memory import run_memory_attacks
from bench.attacks.swapping import run_swap_attacks
from bench.attacks.waiting import SLOW_REQUESTS, run_slow_attacks
from bench.harness.server import BenchServer, start_server

# All but the first need a server of our own.
KINDS = ("door", "ids", "swaps", "rights", "sql")
ROUNDS, MAX_MS, MAX_MIB = 3, 150.0, 16.0
_NORMAL_QUERY = operation("(a normal query)", 200, None, "{ viewer { id } }")
# What is tried: its name, how it should be answered, and the trial.
Trial = tuple[str, str, Callable[[], Awaitable[str]]]


@dataclass(slots=True)
class AttackTimes:
    """What an attack came to: its answer, and the least that any round took, by the clock and of the server's loop."""

    answer: str = ""
    wall_ms: float = math.inf
    loop_ms: float = math.inf

    def add(self, wall_ms: float, before: float | None, after: float | None) -> None:
        self.wall_ms = min(self.wall_ms, wall_ms)
        if before is not None and after is not None:
            self.loop_ms = min(self.loop_ms, after - before)


def build_trials(http: httpx.AsyncClient, server: BenchServer) -> list[Trial]:
    port = urlsplit(server.address).port or 80

    def request(attack: Attack) -> Trial:
        async def sent() -> str:
            headers = dict(attack.headers)
            if attack.with_token:
                headers.setdefault("authorization", f"Bearer {server.token}")
            address = f"{server.address}/graphql" + (f"?{attack.query}" if attack.query else "")
            answer = await http.request(attack.method, address, content=attack.body, headers=headers)
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
            return f"{answer.status_code} {' '.join(sorted(codes))}".strip()

        return attack.name, f"{attack.status} {attack.code or ''}".strip(), sent

    async def socket(attack: int) -> str:
        return str(await run_socket_attack(port, server.token, SOCKETS[attack]) or "borne")

    found = [request(attack) for attack in (_NORMAL_QUERY, *ATTACKS)]
    found += [(one.name, str(one.expected or "borne"), partial(socket, number)) for number, one in enumerate(SOCKETS)]
    return found


async def run_guard_attacks(server: BenchServer) -> int:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        tried = build_trials(http, server)
        taken = [AttackTimes() for _ in tried]
        memory: list[float | None] = [server.read_memory_mib()]
        for _ in range(ROUNDS):
            for (_, _, trial), one in zip(tried, taken, strict=True):
                loop, began = server.read_loop_ms(), time.perf_counter()
                one.answer = await trial()
                one.add((time.perf_counter() - began) * 1000, loop, server.read_loop_ms())
            memory.append(server.read_memory_mib())
    wrong = _print_table(tried, taken)
    print("attacks that take time:")
    wrong += await run_slow_attacks(server, urlsplit(server.address).port or 80)
    slow, busy = sum(one.wall_ms > MAX_MS for one in taken), sum(one.loop_ms > MAX_MS for one in taken)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; a normal query takes {taken[0].wall_ms:.1f} ms")
    count = len(tried) - 1 + len(SLOW_REQUESTS) + 3
    print(f"{count} attacks: {wrong} answered otherwise, {slow} answered after more than {MAX_MS:.0f} ms,")
    print(f"{busy} took the server's loop more than that (what an idle machine would show)")
    lines = list(server.list_unhandled())
    print("\n".join(["lines of the log that nobody foresaw: " + str(len(lines)), *lines[:10]]))
    grew = _has_grown(memory)
    too_slow = slow if server.read_loop_ms() is None else busy
    return 1 if wrong or too_slow or lines or grew else 0


def _print_table(tried: Sequence[Trial], taken: Sequence[AttackTimes]) -> int:
    """Print all, the slowest first. How many were answered otherwise than they should be."""
    print("   answer        loop  (milliseconds)")
    for (name, expected, _), one in sorted(zip(tried, taken, strict=True), key=lambda pair: -pair[1].wall_ms):
        mark = "" if one.answer == expected else f"   ! {expected} is right"
        print(f"{one.wall_ms:9.1f} {one.loop_ms:11.1f}  {one.answer:32} {name}{mark}")
    return sum(one.answer != expected for (_, expected, _), one in zip(tried, taken, strict=True))


def _has_grown(memory: Sequence[float | None]) -> bool:
    """Print the API's memory before, and after each round: the first may fill caches, the others must not grow."""
    told = [value for value in memory if value is not None]
    if len(told) != len(memory):
        return False
    print("memory of the API: " + ", ".join(f"{value:.1f}" for value in told) + " MiB before and after each round")
    return told[-1] - told[1] > MAX_MIB


async def _main(chosen: argparse.Namespace) -> int:
    kinds = chosen.kinds or (KINDS if chosen.url is None else KINDS[:1])
    async with start_server(chosen.url, chosen.token) as server:
        failed = 0
        if "door" in kinds:
            failed |= await run_guard_attacks(server)
        if "ids" in kinds:
            await print_timing_ratios(server)
        for kind, tried in (("swaps", run_swap_attacks), ("rights", run_rights_attacks), ("sql", run_memory_attacks)):
            if kind in kinds:
                failed |= int(await tried(server) > 0)
        return failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.attacks", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)} (with --url, door alone)")
    parser.add_argument("--url", help="a running server on this machine instead of one of our own")
    parser.add_argument("--token", help="an access token that it takes")
    chosen = parser.parse_args()
    unknown = set(chosen.kinds) - set(KINDS if chosen.url is None else KINDS[:1])
    if unknown:
        parser.error(f"no such kinds here: {', '.join(sorted(unknown))}")
    return asyncio.run(_main(chosen))


if __name__ == "__main__":
    sys.exit(main())
