"""The log of new events: written by the transaction that stores them, read by subscribers that come back.

Events become visible with their transactions' commits, whatever their ids and times say. The log is in the order of the
commits: a trigger (sql/announcements.sql) gives each row its position at the commit, and notifies of it in that order.
What comes after an event in the log is what a subscriber that got it last has missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.errors import NotFound, WrongState

CHANNEL = "watchgraph_events"
# Announced ids that are kept in memory for slow subscribers, and sent to one that comes back. Who is further behind
# gets an error.
MAX_BUFFERED_EVENTS = 10_000
# A notification's payload has at most 8,000 bytes.
_IDS_PER_NOTIFICATION = 200
KEPT_DAYS = 7
# At most so many old rows are deleted by a transaction that adds one.
_DELETED_AT_ONCE = 100
# Rows that another transaction is deleting are left to it: an announcement waits for nothing.
_ANNOUNCE = text(
    """
    WITH chunk AS (
      SELECT (n - 1) / :per_notification AS number, array_agg(id ORDER BY n) AS ids
      FROM unnest(:ids) WITH ORDINALITY AS given (id, n) GROUP BY 1
    ), outdated AS (
      DELETE FROM event_announcement WHERE id IN (
        SELECT id FROM event_announcement
        WHERE organization = :organization AND announced_at < now() - make_interval(days => :kept_days)
        ORDER BY announced_at LIMIT :deleted_at_once FOR UPDATE SKIP LOCKED
      )
    )
    INSERT INTO event_announcement (organization, event_ids) SELECT :organization, ids FROM chunk ORDER BY number
    """
).bindparams(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True))))
# An id begins with the time at which it was made (UUIDv7), within the transaction: the row is near that time.
_AFTER = text(
    """
    WITH seen AS (
      SELECT position, array_position(event_ids, :after) AS place FROM event_announcement
      WHERE organization = :organization AND :after = ANY (event_ids)
        AND announced_at > to_timestamp(:seconds) - interval '1 hour'
        AND announced_at < to_timestamp(:seconds) + interval '1 hour'
      LIMIT 1
    )
    SELECT later.position, CASE WHEN later.position = seen.position THEN event_ids[seen.place + 1:] ELSE event_ids END
    FROM seen JOIN event_announcement AS later
      ON later.organization = :organization AND later.position >= seen.position
    ORDER BY later.position LIMIT :at_most
    """
).bindparams(bindparam("after", type_=PG_UUID(as_uuid=True)))
_SINCE = text(
    """
    SELECT position, event_ids FROM event_announcement WHERE organization = :organization AND announced_at >= :moment
    ORDER BY position LIMIT :at_most
    """
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Events that a transaction stored, in their order, and their place in the log."""

    position: int
    ids: Sequence[UUID]


def hash_organization(organization: str) -> str:
    """What stands for the organization in a notification: the database's function of this name."""
    return sha256(organization.encode()).hexdigest()[:32]


async def announce(connection: AsyncConnection, organization: str, ids: Sequence[UUID]) -> None:
    """Log new events in the caller's transaction. When it commits, every process is notified of them."""
    if ids:
        values = {
            "ids": list(ids),
            "organization": organization,
            "per_notification": _IDS_PER_NOTIFICATION,
            "kept_days": KEPT_DAYS,
            "deleted_at_once": _DELETED_AT_ONCE,
        }
        await connection.execute(_ANNOUNCE, values)


def parse_notification(payload: str) -> tuple[str, Announcement]:
    """The organization's hash and what is announced."""
    organization_hash, position, ids = payload.split(":")
    keys = [UUID(hex=ids[at : at + 32]) for at in range(0, len(ids), 32)]
    return organization_hash, Announcement(int(position), keys)


async def list_announced_after(postgres: Postgres, principal: Principal, after: UUID) -> list[Announcement]:
    """What the organization's log has after this event, in order; the first one is the rest of the event's own row.

    Raises NotFound where it is not in the log (any more), and EVENTS_MISSED where too many came after it.
    """
    values = {
        "after": after,
        "organization": principal.organization,
        "seconds": (after.int >> 80) / 1000,
        "at_most": MAX_BUFFERED_EVENTS + 2,
    }
    async with postgres.transaction(principal) as connection:
        found = [Announcement(*row) for row in await connection.execute(_AFTER, values)]
    if not found:
        raise NotFound
    if sum(len(each.ids) for each in found) > MAX_BUFFERED_EVENTS:
        raise WrongState("EVENTS_MISSED")
    return found


async def list_announced_since(postgres: Postgres, principal: Principal, moment: datetime) -> list[Announcement]:
    """What was announced by transactions that began at `moment` or later, in order: MAX_BUFFERED_EVENTS + 1 at most."""
    values = {"organization": principal.organization, "moment": moment, "at_most": MAX_BUFFERED_EVENTS + 1}
    async with postgres.transaction(principal) as connection:
        return [Announcement(*row) for row in await connection.execute(_SINCE, values)]
