"""`python -m bench.attacks --url http://127.0.0.1:8000/graphql --token …`: how long each attack takes to be answered.

One after another, each three times, the fastest counts; a normal query is timed beside them. Loopback only.
"""

import argparse
import sys
import time
from urllib.parse import urlsplit

import httpx

from bench.attacks import ATTACKS, Attack, operation

_ROUNDS = 3
_BOUND_MS = 150.0
_NORMAL = operation("(a normal query)", 200, None, "{ viewer { id } }")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.attacks", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True, help="an access token that holds")
    chosen = parser.parse_args()
    if urlsplit(chosen.url).hostname not in ("127.0.0.1", "::1", "localhost"):
        print("Attacks are sent to this machine only: give a loopback --url.", file=sys.stderr)
        return 2
    with httpx.Client(timeout=60, trust_env=False) as http:
        timed = [(_fastest(http, chosen.url, chosen.token, attack), attack) for attack in (_NORMAL, *ATTACKS)]
    for milliseconds, attack in sorted(timed, key=lambda one: -one[0])[:15]:
        print(f"{milliseconds:8.1f} ms  {attack.name}")
    slow = sum(milliseconds > _BOUND_MS for milliseconds, _ in timed)
    print(f"normal query {timed[0][0]:.1f} ms; {len(ATTACKS)} attacks, {slow} slower than {_BOUND_MS:.0f} ms")
    return 1 if slow else 0


def _fastest(http: httpx.Client, url: str, token: str, attack: Attack) -> float:
    headers = dict(attack.headers)
    if attack.with_token:
        headers.setdefault("authorization", f"Bearer {token}")
    address = url + (f"?{attack.query}" if attack.query else "")
    took = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        answer = http.request(attack.method, address, content=attack.body, headers=headers)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != attack.status:
            print(f"{attack.name}: {answer.status_code} instead of {attack.status}", file=sys.stderr)
    return min(took)


if __name__ == "__main__":
    sys.exit(main())
