"""`python -m bench.attacks`: each attack on the GraphQL door, its answer, and how long that takes.

Without --url it starts an API on an embedded stack of its own, watches its memory, and tries another organization's id
beside a missing one. One attack after another, three rounds, the fastest counts. Loopback only. Ends with 1 where an
answer is another than it should be, one takes longer than 150 ms, which holds on an idle machine, a line of the log
tells of what nobody foresaw, or memory grows from round to round.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import httpx

from bench.attacks import ATTACKS, SOCKETS, Attack, operation, outcome
from bench.attacks.probing import ratios
from bench.served import Served, served

ROUNDS, MOST_MS, MOST_MIB = 3, 150.0, 16.0
_NORMAL = operation("(a normal query)", 200, None, "{ viewer { id } }")
# What is tried: its name, how it should be answered, and the trial.
Trial = tuple[str, str, Callable[[], Awaitable[str]]]


def trials(http: httpx.AsyncClient, server: Served) -> list[Trial]:
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
        return str(await outcome(port, server.token, SOCKETS[attack]) or "borne")

    found = [request(attack) for attack in (_NORMAL, *ATTACKS)]
    found += [
        (one.name, str(one.expected or "borne"), lambda number=number: socket(number))  # type: ignore[misc]
        for number, one in enumerate(SOCKETS)
    ]
    return found


async def attacked(server: Served) -> int:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        tried = trials(http, server)
        fastest = [float("inf")] * len(tried)
        answers = [""] * len(tried)
        memory: list[float | None] = [server.memory_mib()]
        for _ in range(ROUNDS):
            for number, (_, _, trial) in enumerate(tried):
                began = time.perf_counter()
                answers[number] = await trial()
                fastest[number] = min(fastest[number], (time.perf_counter() - began) * 1000)
            memory.append(server.memory_mib())
    wrong = _table(tried, answers, fastest)
    slow = sum(milliseconds > MOST_MS for milliseconds in fastest)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; a normal query takes {fastest[0]:.1f} ms")
    print(f"{len(tried) - 1} attacks: {wrong} answered otherwise, {slow} slower than {MOST_MS:.0f} ms")
    lines = list(server.unhandled())
    print("\n".join(["lines of the log that nobody foresaw: " + str(len(lines)), *lines[:10]]))
    return 1 if wrong or slow or lines or _grew(memory) else 0


def _table(tried: Sequence[Trial], answers: Sequence[str], fastest: Sequence[float]) -> int:
    """Print all, the slowest first. How many were answered otherwise than they should be."""
    for milliseconds, (name, expected, _), answer in sorted(
        zip(fastest, tried, answers, strict=True), key=lambda one: -one[0]
    ):
        mark = "" if answer == expected else f"   ! {expected} is right"
        print(f"{milliseconds:8.1f} ms  {answer:32} {name}{mark}")
    return sum(answer != expected for (_, expected, _), answer in zip(tried, answers, strict=True))


def _grew(memory: Sequence[float | None]) -> bool:
    """Print the API's memory before, and after each round: the first may fill caches, the others must not grow."""
    told = [value for value in memory if value is not None]
    if len(told) != len(memory):
        return False
    print("memory of the API: " + ", ".join(f"{value:.1f}" for value in told) + " MiB before and after each round")
    return told[-1] - told[1] > MOST_MIB


async def _main(chosen: argparse.Namespace) -> int:
    async with served(chosen.url, chosen.token) as server:
        failed = await attacked(server)
        if server.secret_key:
            await ratios(server)
        return failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.attacks", description=__doc__)
    parser.add_argument("--url", help="a running server on this machine instead of one of our own")
    parser.add_argument("--token", help="an access token that it takes")
    return asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
