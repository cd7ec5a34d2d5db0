"""How much videos are used: cited in answers, downloaded, their events reviewed."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import video
from models.access.principal import Principal
from models.keeping.tiers import TIER_COLUMNS
from models.rows.video import VideoRow

# One statement for a page of videos. What people do with footage stands in the audit log.
_USES = text("""
WITH wanted AS (SELECT unnest(CAST(:ids AS uuid[])) AS id),
cited AS (
  SELECT citation ->> 'video_id' AS id, count(*) AS number
  FROM prompt_history CROSS JOIN LATERAL jsonb_array_elements(citations) AS citation
  WHERE created_at > now() - interval '90 days' AND citation ->> 'video_id' = ANY (CAST(:names AS text[]))
  GROUP BY 1
), taken AS (
  SELECT coalesce(event.video_id, entry.target_id) AS id, entry.action
  FROM audit_entry AS entry LEFT JOIN event ON entry.target_kind = 'EVENT' AND event.id = entry.target_id
  WHERE entry.at > now() - interval '90 days'
    AND entry.action IN ('downloadUrl', 'clipUrl', 'exportClip', 'exportEvidence', 'reviewEvent')
)
SELECT wanted.id,
  coalesce((SELECT number FROM cited WHERE cited.id = wanted.id::text), 0) AS citations,
  (SELECT count(*) FROM taken WHERE taken.id = wanted.id AND action <> 'reviewEvent') AS downloads,
  (SELECT count(*) FROM taken WHERE taken.id = wanted.id AND action = 'reviewEvent') AS reviews
FROM wanted
""")


class VideoUses:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(self, principal: Principal, after: UUID | None, at_most: int) -> list[VideoRow]:
        """The next videos, by id, with TIER_COLUMNS."""
        query = select(*(video.c[name] for name in TIER_COLUMNS)).order_by(video.c.id).limit(at_most)
        if after is not None:
            query = query.where(video.c.id > after)
        async with self._postgres.transaction(principal) as connection:
            return list(cast("Sequence[VideoRow]", (await connection.execute(query)).mappings().all()))

    async def count_uses(self, principal: Principal, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, int]]:
        """How often each video was cited, downloaded and reviewed in the last 90 days."""
        values = {"ids": list(ids), "names": [str(id_) for id_ in ids]}
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_USES, values)).all()
        return {
            row.id: {"citations": row.citations, "downloads": row.downloads, "reviews": row.reviews} for row in rows
        }
