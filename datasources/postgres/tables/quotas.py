"""Measures an organization's quota usage, in the transactions that add to it."""

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute, fetch_row
from models.access.principal import Principal
from models.access.quotas import QuotaUsage

# Other transactions of the organization wait here until this one ends, so that they cannot exceed a quota together.
_LOCK_ORGANIZATION = "SELECT pg_advisory_xact_lock(hashtextextended($1, 9))"
_USAGE = "SELECT uploads, open_bytes, stored_bytes FROM quota_usage()"
# An index covers the organization's queued jobs of a kind (migration 0019). Jobs without a video are of no site.
_PICTURES = """
SELECT count(*) AS pictures FROM job
WHERE kind = 'DELETE' AND status = 'QUEUED' AND payload ->> 'bucket' = 'thumbnails' AND payload -> 'taken' IS NULL
"""


async def count_open_pictures(connection: AsyncConnection, principal: Principal) -> int:
    """The number of pictures that were announced and are neither confirmed nor expired. Locks the organization."""
    await execute(connection, _LOCK_ORGANIZATION, principal.organization)
    row = await fetch_row(connection, _PICTURES)
    assert row is not None
    return int(row["pictures"])


async def measure_usage(connection: AsyncConnection, principal: Principal) -> QuotaUsage:
    """The organization's current usage. Locks the organization until the caller's transaction ends."""
    await execute(connection, _LOCK_ORGANIZATION, principal.organization)
    row = await fetch_row(connection, _USAGE)
    assert row is not None
    return QuotaUsage(*row)
