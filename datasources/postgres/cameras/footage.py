"""What cameras recorded when: their latest footage, the hours without any, and what happened by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from datasources.postgres.core.driver import execute, fetch_rows
from datasources.postgres.core.engine import Postgres
from datasources.postgres.sql import read_statement
from models.access.principal import Principal
from models.enums import EventType, GapReason
from models.filters import TimeRange
from models.footage.gaps import Gap

_GAPS, _TIMELINE = map(read_statement, ("camera_gaps", "camera_timeline"))
_ORGANIZATIONS = text("SELECT * FROM organizations_with_cameras()")
_IS_STALE = "last_footage_at IS DISTINCT FROM last_footage(id)"
_STALE = f"SELECT id FROM camera WHERE ($1::uuid[] IS NULL OR id = ANY ($1::uuid[])) AND {_IS_STALE}"  # noqa: S608
_REFRESH = f"UPDATE camera SET last_footage_at = last_footage(id) WHERE id = $1 AND {_IS_STALE}"  # noqa: S608
# A shorter time between two recordings is no gap: recorders need it to close a file.
SEAM_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ClockBucket:
    """A bucket of a camera's time: events that begin in it by type, and people seen. number counts from 0."""

    number: int
    counts: dict[EventType, int]
    people: int


class CameraFootage:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_organizations(self) -> list[str]:
        """The organizations that have cameras."""
        async with self._postgres.system_transaction() as connection:
            return list((await connection.execute(_ORGANIZATIONS)).scalars())

    async def refresh_last_footage(self, principal: Principal, camera_ids: Sequence[UUID] | None = None) -> None:
        """Set the end of the latest recording of these cameras, or of all.

        Each in its own transaction: whoever holds a camera may be waiting for another one.
        """
        async with self._postgres.transaction(principal) as connection:
            stale = await fetch_rows(connection, _STALE, None if camera_ids is None else list(camera_ids))
        for row in stale:
            async with self._postgres.transaction(principal) as connection:
                await execute(connection, _REFRESH, row["id"])

    async def list_gaps(
        self, principal: Principal, camera_ids: Sequence[UUID], period: TimeRange, at_most: int
    ) -> list[list[Gap]]:
        """The first gaps of each camera in a period with both ends, by time, in one statement."""
        values = (list(camera_ids), period.start, period.end, SEAM_SECONDS, at_most)
        gaps: dict[UUID, list[Gap]] = {camera_id: [] for camera_id in camera_ids}
        async with self._postgres.transaction(principal) as connection:
            for row in await fetch_rows(connection, _GAPS, *values):
                gap = Gap(period_from=row["starts"], period_to=row["ends"], reason=GapReason(row["reason"]))
                gaps[row["camera_id"]].append(gap)
        return [gaps[camera_id] for camera_id in camera_ids]

    async def count_by_bucket(
        self, principal: Principal, camera_ids: Sequence[UUID], start: datetime, end: datetime, seconds: float
    ) -> list[list[ClockBucket]]:
        """The buckets of each camera that have events, in one statement. The first bucket begins at `start`."""
        values = (list(camera_ids), start, end, seconds)
        found: dict[UUID, dict[int, ClockBucket]] = {camera_id: {} for camera_id in camera_ids}
        async with self._postgres.transaction(principal) as connection:
            for row in await fetch_rows(connection, _TIMELINE, *values):
                _add_row(found[row["camera_id"]], row)
        return [list(found[camera_id].values()) for camera_id in camera_ids]


def _add_row(buckets: dict[int, ClockBucket], row: asyncpg.Record) -> None:
    number = row["number"]
    bucket = buckets.get(number) or ClockBucket(number, {}, 0)
    if row["whole"]:
        buckets[number] = ClockBucket(number, bucket.counts, row["people"])
    elif row["begun"]:
        counts = {**bucket.counts, EventType(row["type"]): row["begun"]}
        buckets[number] = ClockBucket(number, counts, bucket.people)
    else:
        buckets[number] = bucket
