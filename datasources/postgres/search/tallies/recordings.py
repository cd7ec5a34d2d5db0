"""The recordings of a scope: when each began and ended by the clock, and what of it cannot be seen."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import video
from datasources.postgres.search.coverage import RECORDING_END, build_footage_conditions
from models.asking.groups import Recording
from models.enums import VideoStatus
from models.filters import EventFilter

_IS_READY = video.c.status == VideoStatus.READY
_COLUMNS = (
    video.c.id,
    video.c.camera,
    video.c.site,
    video.c.timezone,
    video.c.recorded_at,
    RECORDING_END.label("ended"),
    # Of a clock that jumped, positions are no times of day.
    and_(_IS_READY, func.cardinality(video.c.jumps) == literal_column("0")).label("is_analysed"),
    cast(video.c.gaps, Text).label("gaps"),
)


async def list_recordings(connection: AsyncConnection, wanted: EventFilter | None, limit: int) -> Sequence[Recording]:
    """At most `limit` recordings that a search with this filter could have seen, by the clock."""

    def compose(narrowed: EventFilter | None) -> Select[Any]:
        conditions = [] if narrowed is None else build_footage_conditions(narrowed)
        in_time = (video.c.recorded_at.asc().nulls_last(), video.c.id)
        return select(*_COLUMNS).where(*conditions).order_by(*in_time).limit(literal_column(str(limit)))

    rows = await fetch_by_filters(connection, ("recordings", limit), compose, wanted)
    return [_to_recording(row) for row in rows]


def _to_recording(row: Sequence[Any]) -> Recording:
    video_id, camera, site, timezone, began, ended, is_analysed, gaps = row
    unseen = [(float(start), float(end)) for start, end, *_ in json.loads(gaps or "[]")]
    ends: datetime | None = None if began is None else ended
    return Recording(video_id, camera, site, timezone, began, ends, is_analysed, unseen)
