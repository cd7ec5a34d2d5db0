"""The table of roles as a page of the docs. `python -m schema.access_page` writes docs/access.md anew."""

from pathlib import Path

from models.claims import LONGEST
from models.enums import Role
from models.object_keys import LONGEST_SEGMENT_BYTES
from resolvers.access import REQUIRED
from resolvers.budget import EXACT_TIMES, UNITS
from schema.rates import LEAST

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
_HEAD = """# Who may do what

Written by `python -m schema.access_page` from the tables in `resolvers/access.py` and `resolvers/budget.py`; a test
keeps it true. Every field below a root field shows things of the caller's own organization only; the id of another
organization's thing answers exactly as one that does not exist.

A role may do what the roles before it may: VIEWER, OPERATOR, ADMIN. Without a token that holds, every field answers
`UNAUTHENTICATED`; with too small a role, `FORBIDDEN`. Sessions of questions are changed by whoever began them, and by
OPERATOR.

"""
_BUDGET = """
## Model work a day

These mutations spend units of their organization's day (UTC), `AI_UNITS_PER_DAY`. What is refused for another reason
costs nothing; when none are left they answer `BUDGET_EXCEEDED` with `resetAt`.

| mutation | units |
| --- | --- |
"""


_CLIPS = f"""
Clips have a budget of their own, so that who has asked too much can still export evidence: `Mutation.exportClip` spends
the seconds of the clip, {EXACT_TIMES} times as many of an exact one, which is encoded anew, of `CLIP_SECONDS_PER_DAY`.
One that was cut before, or is being cut, costs nothing.

## How fast one may ask

Each operation costs its complexity (fields; lists multiply), at least {LEAST} points, of its caller's
`RATE_POINTS_PER_MINUTE`: a bucket that fills as time passes. A caller is a user of an organization; without a token
that holds, a network address, which has a tenth. An empty bucket answers `THROTTLED` with `resetAt`, status 429 and
`Retry-After`. Buckets are kept in the memory of each API process: behind a load balancer, n processes allow a caller
up to n times the rate.

## Names in tokens

A user's and an organization's name may hold anything that can be seen, in any script, up to {LONGEST} characters; an
organization's must fit into {LONGEST_SEGMENT_BYTES} bytes of a key (docs/uploads.md). A token whose names hold control,
bidirectional or zero-width characters, or begin or end with a blank, is not taken; the server's log says which.
"""


def text() -> str:
    units = "".join(f"| `{name}` | {units} |\n" for name, units in UNITS.items())
    return _HEAD + _table() + _BUDGET + units + _CLIPS


def _table() -> str:
    lines = [f"| field | {' | '.join(Role)} |", f"| --- | {' | '.join('---' for _ in Role)} |"]
    ranks = list(Role)
    for field, needed in REQUIRED.items():
        marks = ("yes" if ranks.index(role) >= ranks.index(needed) else "" for role in ranks)
        lines.append(f"| `{field}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
