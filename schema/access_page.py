"""The table of roles as a page of the docs. `python -m schema.access_page` writes docs/access.md anew."""

from pathlib import Path

from models.enums import Role
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

## Work that nobody asked for

A summary that a finished analysis queues by itself (`SUMMARIZE_AFTER_ANALYSIS`) spends the units of
`Mutation.generateSummary` of the same day, and all such work together at most the part `AUTOMATIC_AI_SHARE` of
`AI_UNITS_PER_DAY`. Where that is spent it is not written: the video's summary is `FAILED`, `summaryProgress` tells
`AUTOMATIC_SHARE_SPENT`, and `generateSummary` writes it when somebody asks.

## How much one may have

An organization's quotas; 0 is any. What would go beyond one is a userError `QUOTA_EXCEEDED` that names the quota, its
limit and what would be used. Those who ask at once cannot go beyond it together.

| setting | what it counts | looked at by |
| --- | --- | --- |
| `ORGANIZATION_OPEN_UPLOADS` | uploads announced, and neither confirmed, aborted nor ended | `requestUpload` |
| `ORGANIZATION_OPEN_UPLOAD_BYTES` | their bytes, as announced | `requestUpload` |
| `ORGANIZATION_STORED_BYTES` | bytes of originals and clips | `requestUpload`, `confirmUpload` |
| `ORGANIZATION_ANALYSES_PER_DAY` | analyses that were queued today (UTC) | `confirmUpload`, `startAnalysis` |

To `requestUpload`, what is open counts as stored: what was let in can be confirmed. An upload whose confirmation is
refused by a quota stays as it is, and can be confirmed later.

## Turns

What is done at once is bounded, each sort of work for itself, and of the places of each an organization has at most the
part `ORGANIZATION_SHARE`: drawing chosen pictures, looking into files that arrived, their checksums, looking at
frames, checking and running SQL that a model wrote, calls of models (`MODEL_CALLS_AT_ONCE`), and a worker's places for
jobs. Where a process has one place of a sort, the share is that place. Those who wait have their turns by organization:
first whoever has fewest places, and of those whoever was served longest ago. So it is with questions in the API, and
with queued jobs of every kind.

Where too many wait already, or too many questions of an organization are under way
(`ORGANIZATION_QUESTIONS_AT_ONCE`), or 20 of its clips are waited for, the answer is `BUSY` with `resetAt`, status 503
and `Retry-After`; nothing is written down then, nor spent. Places are those of one process: n processes have n times as
many.

## How fast one may ask

Each operation costs its complexity (fields; lists multiply), at least {LEAST} points, of its caller's
`RATE_POINTS_PER_MINUTE`: a bucket that fills as time passes. A caller is a user of an organization; without a token
that holds, a network address, which has a tenth. An empty bucket answers `THROTTLED` with `resetAt`, status 429 and
`Retry-After`. Buckets are kept in the memory of each API process: behind a load balancer, n processes allow a caller
up to n times the rate.
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
