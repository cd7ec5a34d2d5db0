"""`python -m bench.attacks`: runs each attack on the GraphQL endpoint, and prints its answer and time.

Without --url it starts an API on its own embedded stack. It watches the API's memory, compares another organization's
id with a missing one, tries what a VIEWER and forged tokens must not get, replaces files after their confirmation, and
measures how much of the database's memory generated SQL takes. Names of kinds select these kinds.

Kind "door": the attacks run in sequence, three rounds; the fastest counts. Then the slow ones run once: slow clients,
clients that disconnect, and crowds, beside which another caller's read may take three times as long. Loopback only.
Exit code 1 if an answer is wrong, if one takes more than 150 ms of the server's CPU (or, if that is unknown, of time),
if the log has an unexpected line, if memory grows from round to round, or if a database session holds too much memory.
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

# All but the first need a server that the bench started.
KINDS = ("door", "ids", "swaps", "rights", "sql")
ROUNDS, MAX_MS, MAX_MIB = 3, 150.0, 16.0
_NORMAL_QUERY = operation("(a normal query)", 200, None, "{ viewer { id } }")
# Name, expected answer, and the function that tries it.
Trial = tuple[str, str, Callable[[], Awaitable[str]]]


@dataclass(slots=True)
class AttackTimes:
    """An attack's answer, and its shortest times of all rounds: wall time, and CPU time of the server's loop."""

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
        async def send() -> str:
            headers = dict(attack.headers)
            if attack.with_token:
                headers.setdefault("authorization", f"Bearer {server.token}")
            address = f"{server.address}/graphql" + (f"?{attack.query}" if attack.query else "")
            answer = await http.request(attack.method, address, content=attack.body, headers=headers)
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
            return f"{answer.status_code} {' '.join(sorted(codes))}".strip()

        return attack.name, f"{attack.status} {attack.code or ''}".strip(), send

    async def socket(attack: int) -> str:
        return str(await run_socket_attack(port, server.token, SOCKETS[attack]) or "borne")

    trials = [request(attack) for attack in (_NORMAL_QUERY, *ATTACKS)]
    trials += [
        (attack.name, str(attack.expected or "borne"), partial(socket, number)) for number, attack in enumerate(SOCKETS)
    ]
    return trials


async def run_guard_attacks(server: BenchServer) -> int:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        trials = build_trials(http, server)
        results = [AttackTimes() for _ in trials]
        memory: list[float | None] = [server.read_memory_mib()]
        for _ in range(ROUNDS):
            for (_, _, trial), result in zip(trials, results, strict=True):
                loop, began = server.read_loop_ms(), time.perf_counter()
                result.answer = await trial()
                result.add((time.perf_counter() - began) * 1000, loop, server.read_loop_ms())
            memory.append(server.read_memory_mib())
    wrong = _print_table(trials, results)
    print("attacks that take time:")
    wrong += await run_slow_attacks(server, urlsplit(server.address).port or 80)
    slow = sum(result.wall_ms > MAX_MS for result in results)
    busy = sum(result.loop_ms > MAX_MS for result in results)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; a normal query takes {results[0].wall_ms:.1f} ms")
    count = len(trials) - 1 + len(SLOW_REQUESTS) + 3
    print(f"{count} attacks: {wrong} answered otherwise, {slow} answered after more than {MAX_MS:.0f} ms,")
    print(f"{busy} took the server's loop more than that (what an idle machine would show)")
    lines = list(server.list_unhandled())
    print("\n".join(["lines of the log that nobody foresaw: " + str(len(lines)), *lines[:10]]))
    grew = _has_grown(memory)
    too_slow = slow if server.read_loop_ms() is None else busy
    return 1 if wrong or too_slow or lines or grew else 0


def _print_table(trials: Sequence[Trial], results: Sequence[AttackTimes]) -> int:
    """Print all, the slowest first. Returns the number of wrong answers."""
    print("   answer        loop  (milliseconds)")
    pairs = list(zip(trials, results, strict=True))
    for (name, expected, _), result in sorted(pairs, key=lambda pair: -pair[1].wall_ms):
        mark = "" if result.answer == expected else f"   ! {expected} is right"
        print(f"{result.wall_ms:9.1f} {result.loop_ms:11.1f}  {result.answer:32} {name}{mark}")
    return sum(result.answer != expected for (_, expected, _), result in pairs)


def _has_grown(memory: Sequence[float | None]) -> bool:
    """Print the API's memory before the first and after each round. Only the first round may grow it, by caches."""
    measured = [value for value in memory if value is not None]
    if len(measured) != len(memory):
        return False
    print("memory of the API: " + ", ".join(f"{value:.1f}" for value in measured) + " MiB before and after each round")
    return measured[-1] - measured[1] > MAX_MIB


async def _main(chosen: argparse.Namespace) -> int:
    kinds = chosen.kinds or (KINDS if chosen.url is None else KINDS[:1])
    async with start_server(chosen.url, chosen.token) as server:
        failed = 0
        if "door" in kinds:
            failed |= await run_guard_attacks(server)
        if "ids" in kinds:
            await print_timing_ratios(server)
        for kind, run in (("swaps", run_swap_attacks), ("rights", run_rights_attacks), ("sql", run_memory_attacks)):
            if kind in kinds:
                failed |= int(await run(server) > 0)
        return failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.attacks", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"kinds: {', '.join(KINDS)} (default: all; with --url only door)")
    parser.add_argument("--url", help="a running server on this machine, instead of a new one")
    parser.add_argument("--token", help="an access token for it")
    chosen = parser.parse_args()
    unknown = set(chosen.kinds) - set(KINDS if chosen.url is None else KINDS[:1])
    if unknown:
        parser.error(f"no such kinds here: {', '.join(sorted(unknown))}")
    return asyncio.run(_main(chosen))


if __name__ == "__main__":
    sys.exit(main())
