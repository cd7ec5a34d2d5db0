"""Renders the access rules as a page. `python -m schema.access_page` writes docs/access.md."""

from collections.abc import Iterable
from pathlib import Path

from datasources.identity.access_list import MAX_AGE_SECONDS, MAX_DELAY_SECONDS
from models.access.claims import MAX_NAME_LENGTH
from models.access.site_access import SERVICE_TOKEN_PREFIX, SERVICE_USER_PREFIX
from models.enums import Role
from models.footage.object_keys import MAX_SEGMENT_BYTES
from resolvers.core.access import AccessRule
from resolvers.core.budget import EXACT_CLIP_FACTOR, MUTATION_UNITS
from schema.build import create_schema
from schema.graphql.permissions import list_ingest_fields, list_root_rules, list_stricter_fields
from schema.guard.rate_limit import MIN_COST

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
_HEAD = """# Who may do what

Written by `python -m schema.access_page` from what the fields of the schema declare and from the table in
`resolvers/core/budget.py`; a test compares them. Every field below a root field shows things of the caller's own
organization and [sites](#sites) only. The id of another's thing answers exactly as one that does not exist.

OPERATOR includes INGEST and VIEWER, and ADMIN includes all; INGEST, which only brings footage, and VIEWER, which only
looks at it, do not include each other. Without a valid token, every field answers `UNAUTHENTICATED`; without the role,
`FORBIDDEN`. Roles are words of the token's claim, spelled as here or translated by `JWT_ROLE_NAMES`; other words mean
nothing.

"""
_FIELDS = """
## Fields below the root that need more

A caller who reaches an object reads its fields, but these need a higher role than their type. The check is at the
field, on every path to it: a list, `node`, a mutation's answer, a step of a subscription. A refused field is null,
with an error `FORBIDDEN` at its path; its neighbours are answered. A client that shows lists to VIEWER leaves these
fields out (`viewer { roles }` says what it may ask for), or accepts data that comes with errors.

"""
_INGEST = """
## What INGEST reads

INGEST sends footage and events, and learns what became of them. Of the things that it reaches, it reads these fields;
every other field of a video or of another thing with an id is `FORBIDDEN` to it, on every path.

"""
_FOOTAGE = """
## Taking footage out

`Video.downloadUrl`, `Event.clipUrl`, `Clip.url` and `Mutation.exportClip` take footage out. `FOOTAGE_ROLE` sets another
role for all of them. Their URLs are valid for an hour at most, or for `FOOTAGE_URL_SECONDS`; until then whoever has
such a URL needs no token. The audit log notes each before it is handed out. Pictures (`thumbnailUrl`, `frameUrl`) are
part of lists and answers: VIEWER sees them, by URLs that are valid for 15 minutes.

`Video.playbackUrl` and `Video.playback` play footage in a browser. `PLAYBACK_ROLE` sets another role than VIEWER for
them: who watches can also keep what is played. The audit log notes the URL once per person, video and hour
([playback.md](playback.md)).

## Whose session it is

Everybody in the organization who sees their sites reads sessions of questions. A session belongs to the user who
started it: every mutation of a session or of its questions is for that user and for OPERATOR. That includes further
questions in it (`prompt` and `vlmChat` with `sessionId`), `cancelPrompt`, `ratePrompt`, `renamePromptSession`,
`closePromptSession` and `deletePromptSession`. Another VIEWER gets `FORBIDDEN`, and starts a session of their own. A
question carries no other name than its session's; the audit log says who asked in another user's session.
`PromptSession.owner` and `viewerCanUpdate` say whose it is and what the caller may; `promptSessions(mine: true)` lists
the caller's own.
"""
_BUDGET = """
## Model work a day

These mutations spend units of their organization's day (UTC), `AI_UNITS_PER_DAY`. A call that is refused for another
reason costs nothing. A `prompt` with `verify: true` costs what `vlmChat` does: a model looks at as many pictures. When
no units are left, they answer `BUDGET_EXCEEDED` with `resetAt`.

| mutation | units |
| --- | --- |
"""


_CLIPS = f"""
Clips have a budget of their own, so that an organization without units can still export evidence. `Mutation.exportClip`
spends the seconds of the clip from `CLIP_SECONDS_PER_DAY`, and {EXACT_CLIP_FACTOR} times as many for an exact one,
which is encoded anew. A clip that was cut before, or is being cut, costs nothing. `Mutation.exportEvidence` spends the
seconds of all its parts, and {EXACT_CLIP_FACTOR} times as many where people are blurred.

Footage that is made playable (`Video.playbackUrl`, where browsers do not play the original) spends its seconds from
`PLAYBACK_SECONDS_PER_DAY`, and each picture that `Video.frameUrl` makes one of `FRAMES_PER_DAY`. What was made before
costs nothing.

## Automatic work

A summary that a finished analysis queues by itself (`SUMMARIZE_AFTER_ANALYSIS`) spends the units of
`Mutation.generateSummary` on the same day. All automatic work together spends at most the part `AUTOMATIC_AI_SHARE` of
`AI_UNITS_PER_DAY`. When that is spent, the summary is not written: the video's summary is `FAILED`, `summaryProgress`
says `AUTOMATIC_SHARE_SPENT`, and `generateSummary` writes it when somebody asks.

## Quotas

An organization's quotas; 0 means no limit. A call that would exceed one gets a userError `QUOTA_EXCEEDED`, which names
the quota, its limit and what would be used. Concurrent calls cannot exceed a quota together.

| setting | what it counts | checked by |
| --- | --- | --- |
| `ORGANIZATION_OPEN_UPLOADS` | announced uploads that are not confirmed, aborted or expired | `requestUpload` |
| the same number | announced pictures that are not confirmed or expired (an hour) | `requestThumbnailUpload` |
| `ORGANIZATION_OPEN_UPLOAD_BYTES` | their bytes, as announced | `requestUpload` |
| `ORGANIZATION_STORED_BYTES` | bytes of originals, clips, renditions and packages | `requestUpload`, `confirmUpload` |
| `ORGANIZATION_OPEN_PACKAGES` | evidence packages that are being made; at least 1 | `exportEvidence` |
| `ORGANIZATION_ANALYSES_PER_DAY` | analyses that were queued today (UTC) | `confirmUpload`, `startAnalysis` |

To `requestUpload`, open uploads count as stored, so that each of them can be confirmed. An upload whose confirmation a
quota refuses stays as it is, and can be confirmed later.

## Fair shares

Each kind of concurrent work has a pool, and an organization has at most the part `ORGANIZATION_SHARE` of its slots:
drawing chosen pictures, inspecting files that arrived, computing their checksums, extracting frames, checking and
running SQL that a model wrote, calls of models (`MODEL_CALLS_AT_ONCE`), and a worker's slots for jobs. Where a process
has one slot, the share is that slot. Waiting work is served by organization: first the one with the fewest slots, of
those the one that was served longest ago. The same holds for questions in the API, and for queued jobs of every kind.

Where too many wait already, or too many questions of an organization are open (`ORGANIZATION_QUESTIONS_AT_ONCE`), or 20
of its clips are waited for, the answer is `BUSY` with `resetAt`, status 503 and `Retry-After`; nothing is stored or
spent then. Slots are per process: n processes have n times as many.

## Rate limit

Each operation costs its complexity (fields; lists multiply), at least {MIN_COST} points, of its caller's
`RATE_POINTS_PER_MINUTE`: a token bucket that refills over time. A caller is a user of an organization; without a valid
token, a network address, which has a tenth of the points. An empty bucket answers `THROTTLED` with `resetAt`, status
429 and `Retry-After`. Buckets are in the memory of each API process: behind a load balancer, n processes allow a caller
up to n times the rate.

## Names in tokens

The names of users, organizations and sites may hold any visible character, in any script, up to {MAX_NAME_LENGTH}
characters. An organization's or a site's name must fit into {MAX_SEGMENT_BYTES} bytes of a key (docs/uploads.md), and a
user's may not begin with `{SERVICE_USER_PREFIX}`. A token whose names hold
control, bidirectional or zero-width characters, or begin or end with a space, is refused; the server's log says which.
"""


_SITES = f"""
## Sites

A video is at a site, or at none; everything about it is at its site. A caller who is limited to sites sees their
footage and nothing else, neither other sites' nor what is at none: lists, counts, statistics, searches, answers and
their SQL, subscriptions and URLs are as if nothing else were there, and an id from elsewhere answers exactly as a
missing one. `viewer {{ sites }}` says which they are; null: every site. Roles hold within them: an ADMIN of one site
reads that site's entries of the audit log. Quotas, budgets and rates are the organization's.

Two things limit a caller, and both have to allow a site:

- **The token.** The claim `JWT_SITES_CLAIM` (`sites`) is a list of names, or a text of names between commas or,
  without a comma, between blanks. A token without the claim is not limited by it; an empty list is no site at all. A
  token whose claim is anything else is refused, and the server's log says why. Names follow the rules for
  organizations below.
- **A grant**, for users whose identity provider knows no sites. A user without a grant is not limited by grants. With
  `SITES_DEFAULT=none`, whoever has neither a claim nor a grant sees nothing.

```sh
python -m worker tokens grant   --organization ORG --user USER --site seoul-3 --site busan  # replaces
python -m worker tokens grant   --organization ORG --user USER --all-sites                  # SITES_DEFAULT=none
python -m worker tokens grants  --organization ORG
python -m worker tokens ungrant --organization ORG --user USER
```

Grants take effect as revocations do, below. A socket whose user's sites have changed is closed (4403), and a stream
ends without `complete`, so that clients connect again and see what they may see now.

A session or answer about one video is at its site. One about all footage is read by those who see at least the sites
that its asker saw, and stays with them when a video that it cites moves to another site. An upload that names no camera
is at its caller's only site; a caller of several names the camera (`SITE_REQUIRED`), and one of none is refused
(`NO_SITES`).

## Service tokens

A device needs no identity provider: an operator makes a token for it, which is accepted beside all others.

```sh
python -m worker tokens create --organization ORG --name nvr-1 --site seoul-3 --role INGEST --days 365
python -m worker tokens list   --organization ORG
python -m worker tokens revoke --organization ORG --name nvr-1
```

It begins with `{SERVICE_TOKEN_PREFIX}`, is shown once and kept as a hash. It acts as the user
`{SERVICE_USER_PREFIX}NAME`, which no other token can be for; without `--site` it is for every site, without `--days`
it does not expire. `list` says when it was last used, to the minute. A name is used by one token that is not revoked.
Making and revoking are noted in the audit log, and take effect as revocations do. `revoke --everybody` and `--user
{SERVICE_USER_PREFIX}NAME` revoke service tokens, too.
"""


_REVOKING = f"""
## Revoking tokens

A token is valid until it expires or is revoked:

```sh
python -m worker tokens revoke --organization ORG --user USER      # all that were issued to them until now
python -m worker tokens revoke --organization ORG --jti ID         # one token, by the claim jti
python -m worker tokens revoke --organization ORG --everybody      # all of the organization's until now
python -m worker tokens list   --organization ORG
python -m worker tokens lift   --organization ORG REVOCATION
```

`--before TIME` sets another time than now; a time in the future locks a user out until then. USER and ORG are the
values of the token's claims. A revocation takes effect within {MAX_DELAY_SECONDS:.0f} seconds in every API process:
requests are answered `UNAUTHENTICATED`, sockets are closed (4401), streams end with that error. A token without `iat`
counts as issued before any time; one whose `iat` is more than ten seconds ahead is refused. An issuer whose clock is
ahead by less may have issued tokens that survive by as much: revoke with a `--before` some seconds later. A token
without `jti`, or with one of more than 255 characters, is revoked by its user. The audit log notes revoking and
lifting.

What the token was used for stays done, jobs that it ordered go on, and URLs that were signed for it stay valid until
they expire. A process that could not read the revocations for {MAX_AGE_SECONDS:.0f} seconds answers everybody
`UNAVAILABLE`. Open sockets and streams stay, and go on when the database, the source of everything they send, answers
again.
"""


def render_page() -> str:
    schema = create_schema()._schema
    roots = _render_table(list_root_rules(schema).items())
    stricter = _render_table((field.name, field.rule) for field in list_stricter_fields(schema))
    stricter += _INGEST + "".join(f"- `{name}`\n" for name in list_ingest_fields(schema))
    units = "".join(f"| `{name}` | {units} |\n" for name, units in MUTATION_UNITS.items())
    return _HEAD + roots + _FIELDS + stricter + _FOOTAGE + _SITES + _REVOKING + _BUDGET + units + _CLIPS


def _render_table(fields: Iterable[tuple[str, AccessRule]]) -> str:
    lines = [f"| field | {' | '.join(Role)} |", f"| --- | {' | '.join('---' for _ in Role)} |"]
    for field, rule in fields:
        marks = ("yes" if rule.allows(role) else "" for role in Role)
        lines.append(f"| `{field}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
