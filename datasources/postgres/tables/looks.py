"""Looks of a vision model: which parts of a video are worth one, what they told, and what a day's looks cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import is_held_by, job
from datasources.postgres.tables.spending import OverBudget
from models.access.principal import Principal
from models.footage.looks import Look, LookReport, LookSegment, Unlooked
from models.jobs import Claim, LeaseLost
from models.tables import LookRow, Video

look = LookRow.__table__
video = Video.__table__
_SEGMENT, _REPORT = TypeAdapter(LookSegment), TypeAdapter(LookReport)
# More than anybody pays for a day.
_UNLIMITED = 2**62
# The row stays locked until the transaction ends, so that no two processes spend the same dollars.
_RESERVE = """
INSERT INTO look_spending (organization, day, camera, micro_usd) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization, day, camera) DO UPDATE SET micro_usd = look_spending.micro_usd + excluded.micro_usd
WHERE look_spending.micro_usd + excluded.micro_usd <= $5
RETURNING micro_usd
"""
_GIVE_BACK = """
UPDATE look_spending SET micro_usd = micro_usd - $4
WHERE organization = $1 AND day = $2 AND camera = ANY($3) RETURNING micro_usd
"""
_ALL_CAMERAS = ""
_NO_CAMERA = "none"


class Looks:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def open(self, claim: Claim, pipeline: str, looks: Sequence[Look]) -> list[Look]:
        """Store the parts that an analysis by this pipeline version found, and return them with what is known of them.

        What was looked at stays; parts of other versions, or that are none any more, are removed. Raises LeaseLost.
        """
        principal, video_id = claim.principal, claim.job.video_id
        keys = [(each.segment.start, each.segment.end) for each in looks]
        async with self._postgres.transaction(principal) as connection:
            await _require_held(connection, claim)
            stale = (look.c.pipeline != pipeline) | tuple_(look.c.start_seconds, look.c.end_seconds).not_in(keys)
            await connection.execute(delete(look).where(look.c.video_id == video_id, stale))
            if looks:
                rows = [
                    {
                        "video_id": video_id,
                        "organization": principal.organization,
                        "pipeline": pipeline,
                        "start_seconds": each.segment.start,
                        "end_seconds": each.segment.end,
                        "segment": _SEGMENT.dump_python(each.segment, mode="json"),
                        "facts": dict(each.facts),
                        "unlooked": Unlooked.WAITING.value,
                    }
                    for each in looks
                ]
                await connection.execute(insert(look).on_conflict_do_nothing(), rows)
            return await _list_in(connection, video_id, pipeline)

    async def list_of_video(self, principal: Principal, video_id: UUID, pipeline: str) -> list[Look]:
        """The parts of a video, in order of time."""
        async with self._postgres.transaction(principal) as connection:
            return await _list_in(connection, video_id, pipeline)

    async def store(self, claim: Claim, pipeline: str, told: Look) -> None:
        """Store what came of a part, so that no later attempt looks at it again. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await _require_held(connection, claim)
            await connection.execute(
                update(look)
                .where(
                    look.c.video_id == claim.job.video_id,
                    look.c.pipeline == pipeline,
                    look.c.start_seconds == told.segment.start,
                    look.c.end_seconds == told.segment.end,
                )
                .values(
                    report=None if told.report is None else _REPORT.dump_python(told.report, mode="json"),
                    unlooked=None if told.unlooked is None else told.unlooked.value,
                )
            )

    async def count_left_out(self, connection: AsyncConnection, video_id: UUID, pipeline: str) -> int | None:
        """How many parts of a video nothing has looked at, in the caller's transaction; None where no model was to."""
        was_to_look = select(video.c.looking.is_not(None)).where(video.c.id == video_id)
        if not (await connection.execute(was_to_look)).scalar_one_or_none():
            return None
        where = (look.c.video_id == video_id, look.c.pipeline == pipeline, look.c.report.is_(None))
        return int((await connection.execute(select(func.count()).select_from(look).where(*where))).scalar_one())


@dataclass(frozen=True, slots=True)
class LookBudgets:
    """US dollars that the looks of a day (UTC) may cost: an organization's, and each camera's; 0: unlimited."""

    postgres: Postgres
    organization_usd: float
    camera_usd: float
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def open_purse(self, principal: Principal, camera_id: UUID | None) -> "CameraPurse":
        """What pays for looks at this camera's footage. Footage without a camera shares a budget of its own."""
        return CameraPurse(self, principal, _NO_CAMERA if camera_id is None else str(camera_id))


class CameraPurse:
    """For one look after another. What was reserved and never returned, since a process died, stays spent."""

    def __init__(self, budgets: LookBudgets, principal: Principal, camera: str) -> None:
        self._budgets = budgets
        self._principal = principal
        self._camera = camera
        self._day: date | None = None

    async def reserve(self, micro_usd: int) -> bool:
        """Take so much out of both budgets, in one transaction; False, and nothing taken, where either has less."""
        self._day = self._budgets.clock().astimezone(UTC).date()
        limits = {_ALL_CAMERAS: self._budgets.organization_usd, self._camera: self._budgets.camera_usd}
        try:
            async with self._budgets.postgres.transaction(self._principal) as connection:
                for camera, usd in limits.items():
                    limit = round(usd * 1_000_000) or _UNLIMITED
                    values = (self._principal.organization, self._day, camera, micro_usd, limit)
                    if micro_usd > limit or await fetch_value(connection, _RESERVE, *values) is None:
                        raise OverBudget
        except OverBudget:
            return False
        return True

    async def give_back(self, micro_usd: int) -> None:
        """Return what is left of the latest reservation, to the day that it was taken from."""
        if micro_usd and self._day is not None:
            values = (self._principal.organization, self._day, [_ALL_CAMERAS, self._camera], micro_usd)
            async with self._budgets.postgres.transaction(self._principal) as connection:
                await fetch_value(connection, _GIVE_BACK, *values)


async def _require_held(connection: AsyncConnection, claim: Claim) -> None:
    held = select(job.c.id).where(is_held_by(claim)).with_for_update(key_share=True)
    if (await connection.execute(held)).one_or_none() is None:
        raise LeaseLost


async def _list_in(connection: AsyncConnection, video_id: UUID | None, pipeline: str) -> list[Look]:
    query = (
        select(look.c.segment, look.c.facts, look.c.report, look.c.unlooked)
        .where(look.c.video_id == video_id, look.c.pipeline == pipeline)
        .order_by(look.c.start_seconds)
    )
    return [_to_look(row) for row in (await connection.execute(query)).mappings()]


def _to_look(row: Mapping[Any, Any]) -> Look:
    return Look(
        _SEGMENT.validate_python(row["segment"]),
        row["facts"],
        None if row["report"] is None else _REPORT.validate_python(row["report"]),
        None if row["unlooked"] is None else Unlooked(row["unlooked"]),
    )
