"""The table of roles as a page of the docs. `python -m schema.access_page` writes docs/access.md anew."""

from collections.abc import Iterable
from pathlib import Path

from datasources.identity.revocation_list import MAX_AGE_SECONDS, MAX_DELAY_SECONDS
from models.access.claims import MAX_NAME_LENGTH
from models.enums import Role
from models.footage.object_keys import MAX_SEGMENT_BYTES
from resolvers.core.budget import EXACT_CLIP_FACTOR, MUTATION_UNITS
from schema.build import create_schema
from schema.graphql.permissions import list_root_rules, list_stricter_fields
from schema.guard.rate_limit import MIN_COST

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
_HEAD = """# Who may do what

Written by `python -m schema.access_page` from what the fields of the schema declare and from the table in
`resolvers/core/budget.py`; a test compares them. Every field below a root field shows things of the caller's own
organization only; the id of another organization's thing answers exactly as one that does not exist.

A role may do what the roles before it may: VIEWER, OPERATOR, ADMIN. Without a token that holds, every field answers
`UNAUTHENTICATED`; with too small a role, `FORBIDDEN`. Roles are words of the token's claim exactly as they stand here,
or as `JWT_ROLE_NAMES` translates them; other words mean nothing.

"""
_FIELDS = """
## Fields below the root that need more

Whoever comes to a thing reads its fields, but these need more than it takes to come to their type. They are checked
where they stand, whichever way leads there: a list, `node`, a mutation's answer, a step of a subscription. Refused,
such a field is null, with an error `FORBIDDEN` at its path; what stands beside it is answered. A client that shows
lists to VIEWER leaves them out (`viewer { roles }` says what it may ask for), or takes data that comes with errors.

"""
_FOOTAGE = """
These, and `Mutation.exportClip`, take footage out. `FOOTAGE_ROLE` may say another role for all three. Their URLs hold
an hour at most, or what `FOOTAGE_URL_SECONDS` says; until then whoever has such a URL needs no token. Each is noted in
the audit log before it is given. Pictures (`thumbnailUrl`, `frameUrl`) are what lists and answers are made of: VIEWER
sees them, by URLs that hold 15 minutes.

## Whose session it is

Sessions of questions are read by everybody of the organization, and belong to whoever began them: every mutation that
takes a session or a question of one is for them and for OPERATOR. That is so for asking on in it (`prompt` and
`vlmChat` with `sessionId`) as for `cancelPrompt`, `ratePrompt`, `renamePromptSession`, `closePromptSession` and
`deletePromptSession`. Another VIEWER is answered `FORBIDDEN`, and begins a session of their own. A question bears no
name but its session's: who asked on in another's is in the audit log.
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
the seconds of the clip, {EXACT_CLIP_FACTOR} times as many of an exact one, which is encoded anew, of `CLIP_SECONDS_PER_DAY`.
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
| the same number | pictures announced, and neither confirmed nor ended (an hour) | `requestThumbnailUpload` |
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

Each operation costs its complexity (fields; lists multiply), at least {MIN_COST} points, of its caller's
`RATE_POINTS_PER_MINUTE`: a bucket that fills as time passes. A caller is a user of an organization; without a token
that holds, a network address, which has a tenth. An empty bucket answers `THROTTLED` with `resetAt`, status 429 and
`Retry-After`. Buckets are kept in the memory of each API process: behind a load balancer, n processes allow a caller
up to n times the rate.

## Names in tokens

A user's and an organization's name may hold anything that can be seen, in any script, up to {MAX_NAME_LENGTH} characters; an
organization's must fit into {MAX_SEGMENT_BYTES} bytes of a key (docs/uploads.md). A token whose names hold control,
bidirectional or zero-width characters, or begin or end with a blank, is not taken; the server's log says which.
"""


_REVOKING = f"""
## Revoking tokens

A token holds until it expires, unless it is revoked:

```sh
python -m worker tokens revoke --organization ORG --user USER      # all that were issued to them until now
python -m worker tokens revoke --organization ORG --jti ID         # one token, by the claim jti
python -m worker tokens revoke --organization ORG --everybody      # all of the organization's until now
python -m worker tokens list   --organization ORG
python -m worker tokens lift   --organization ORG REVOCATION
```

`--before TIME` says another moment than now; one in the future locks a user out until then. USER and ORG are what the
token's claims say. It takes hold within {MAX_DELAY_SECONDS:.0f} seconds in every API process: requests are
answered `UNAUTHENTICATED`, sockets are closed (4403), streams end with that error. A token without `iat` counts as
issued before any moment; one whose `iat` lies more than ten seconds ahead is refused. An issuer whose clock is ahead by
less may have issued tokens that survive by as much: revoke with a `--before` some seconds later. A token without `jti`,
or with one of more than 255 characters, is revoked by its user. Revoking and lifting are noted in the audit log.

What the token was used for stays done, jobs it ordered go on, and URLs that were signed for it hold until their end. A
process that could not read for {MAX_AGE_SECONDS:.0f} seconds what is revoked answers everybody `UNAVAILABLE`;
sockets and streams that are open stay, and go on when the database, from which all they tell comes, answers again.
"""


def render_page() -> str:
    schema = create_schema()._schema
    roots = _render_table((name, rule.role) for name, rule in list_root_rules(schema).items())
    stricter = _render_table((field.name, field.rule.role) for field in list_stricter_fields(schema))
    units = "".join(f"| `{name}` | {units} |\n" for name, units in MUTATION_UNITS.items())
    return _HEAD + roots + _FIELDS + stricter + _FOOTAGE + _REVOKING + _BUDGET + units + _CLIPS


def _render_table(fields: Iterable[tuple[str, Role]]) -> str:
    lines = [f"| field | {' | '.join(Role)} |", f"| --- | {' | '.join('---' for _ in Role)} |"]
    ranks = list(Role)
    for field, needed in fields:
        marks = ("yes" if ranks.index(role) >= ranks.index(needed) else "" for role in ranks)
        lines.append(f"| `{field}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
