"""The values that occur in the events of a scope, so that a planner writes them as they are written there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TextualSelect

from models.access.principal import Principal
from models.asking.evidence import EventValues

# No more events than these are looked at, which bounds the time: of everything, the latest; of less, any.
_EVENTS_READ = 2000
_LISTED = """
    WITH seen AS MATERIALIZED (
      SELECT type, action, objects, track_id FROM event WHERE {scope} LIMIT :read
    ), named AS (
      SELECT 'types' AS kind, type AS value FROM seen
      UNION ALL SELECT 'actions', action FROM seen
      UNION ALL SELECT 'objects', unnest(objects) FROM seen
      UNION ALL SELECT 'people', track_id FROM seen WHERE :with_people
    ), ranked AS (
      SELECT kind, value, row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, value) AS place
      FROM named WHERE value <> '' GROUP BY kind, value
    ), listed AS (
      SELECT kind, jsonb_agg(value ORDER BY place) AS found FROM ranked WHERE place <= :most GROUP BY kind
    )
    SELECT coalesce(jsonb_object_agg(kind, found), '{{}}') AS found FROM listed
"""


def _compose(scope: str, *parameters: BindParameter[Any]) -> TextualSelect:
    statement: TextClause = text(_LISTED.format(scope=scope)).bindparams(*parameters)
    return statement.columns(found=JSONB)


# A statement for each scope, because each is read by another index.
_OF_VIDEO = _compose("video_id = :video_id", bindparam("video_id", type_=PG_UUID(as_uuid=True)))
_OF_CAMERAS = _compose(
    "video_id IN (SELECT id FROM video WHERE camera_id = ANY(:camera_ids))",
    bindparam("camera_ids", type_=ARRAY(PG_UUID(as_uuid=True))),
)
_OF_SITES = _compose("site = ANY(:sites)")
_OF_ALL = _compose("true ORDER BY occurred_sort DESC, id DESC")


async def load_event_values(
    connection: AsyncConnection,
    principal: Principal,
    most: int,
    *,
    video_id: UUID | None = None,
    camera_ids: Sequence[UUID] | None = None,
) -> EventValues:
    """At most `most` values of each kind, the most frequent first; people only of one video, where ids are unique.

    Row-level security hides what the principal may not see. The sites are for speed: no index serves its condition.
    """
    shared = {"read": _EVENTS_READ, "most": most, "with_people": video_id is not None}
    if video_id is not None:
        result = await connection.execute(_OF_VIDEO, {**shared, "video_id": video_id})
    elif camera_ids is not None:
        result = await connection.execute(_OF_CAMERAS, {**shared, "camera_ids": list(camera_ids)})
    elif principal.sites is not None:
        result = await connection.execute(_OF_SITES, {**shared, "sites": sorted(principal.sites)})
    else:
        result = await connection.execute(_OF_ALL, shared)
    return EventValues(**{kind: tuple(values) for kind, values in result.scalar_one().items()})
