"""Counts what an organization's quotas limit, in the transactions that add to it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute, fetch_row
from models.access.principal import Principal
from models.access.quotas import QuotaUsage

# Until the transaction ends, others of the organization wait here: of those who come at once, not all take the rest.
_LOCK_ORGANIZATION = "SELECT pg_advisory_xact_lock(hashtextextended($1, 9))"
# Uploads past their end wait for the sweeper, and count no more. An index holds what is summed (migration 0019).
_USAGE = """
SELECT opened.uploads, opened.bytes AS open_bytes,
  (SELECT coalesce(sum(size_bytes), 0)::bigint FROM video WHERE status <> 'UPLOADING')
  + (SELECT coalesce(sum(size_bytes), 0)::bigint FROM clip) AS stored_bytes
FROM (
  SELECT count(*) AS uploads, coalesce(sum(video.size_bytes), 0)::bigint AS bytes
  FROM upload JOIN video ON video.id = upload.video_id
  WHERE upload.expires_at > now() AND video.status = 'UPLOADING'
) AS opened
"""
# An index holds the organization's waiting jobs of a kind (migration 0019).
_PICTURES = """
SELECT count(*) AS pictures FROM job
WHERE kind = 'DELETE' AND status = 'QUEUED' AND payload ->> 'bucket' = 'thumbnails' AND payload -> 'taken' IS NULL
"""


async def count_open_pictures(connection: AsyncConnection, principal: Principal) -> int:
    """Pictures that were announced, and neither confirmed nor ended; nobody else adds to them meanwhile."""
    await execute(connection, _LOCK_ORGANIZATION, principal.organization)
    row = await fetch_row(connection, _PICTURES)
    assert row is not None
    return int(row["pictures"])


async def measure_usage(connection: AsyncConnection, principal: Principal) -> QuotaUsage:
    """What the organization has now; nobody else adds to it before the caller's transaction ends."""
    await execute(connection, _LOCK_ORGANIZATION, principal.organization)
    row = await fetch_row(connection, _USAGE)
    assert row is not None
    return QuotaUsage(row["uploads"], row["open_bytes"], row["stored_bytes"])
