"""Where people were: a row for each track of a video."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_rows
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.media.tracks import Box, KeptTrack
from models.tables import TrackRow

track = TrackRow.__table__
_ROWS_PER_STATEMENT = 500
# $2, $3: milliseconds. Tracks that are over before, or begin after, are not read.
_OF_VIDEOS = """
SELECT video_id, track_id, milliseconds, boxes FROM track
WHERE video_id = ANY($1::uuid[]) AND milliseconds[1] <= $3 AND milliseconds[cardinality(milliseconds)] >= $2
ORDER BY video_id, milliseconds[1], length(track_id), track_id
"""
_LONGEST = 2**31 - 1


class Tracks:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_by_video(
        self, principal: Principal, video_ids: Sequence[UUID], start: float | None, end: float | None
    ) -> list[list[KeptTrack]]:
        """The parts of each video's tracks between two positions in seconds, the earliest first."""
        bounds = (_to_milliseconds(start, 0), _to_milliseconds(end, _LONGEST))
        async with self._postgres.transaction(principal) as connection:
            rows = await fetch_rows(connection, _OF_VIDEOS, list(video_ids), *bounds)
        found: dict[UUID, list[KeptTrack]] = {video_id: [] for video_id in video_ids}
        for row in rows:
            kept = KeptTrack(row["track_id"], row["milliseconds"], _to_boxes(row["boxes"])).cut(start, end)
            if kept.milliseconds:
                found[row["video_id"]].append(kept)
        return [found[video_id] for video_id in video_ids]


async def replace_tracks_in(
    connection: AsyncConnection, principal: Principal, video_id: UUID, tracks: Sequence[KeptTrack]
) -> None:
    """Store a video's tracks in place of those of an earlier analysis, in the caller's transaction."""
    await connection.execute(delete(track).where(track.c.video_id == video_id))
    rows = [
        {
            "organization": principal.organization,
            "video_id": video_id,
            "track_id": each.track_id,
            "milliseconds": list(each.milliseconds),
            "boxes": [side for box in each.boxes for side in box],
        }
        for each in tracks
    ]
    for at in range(0, len(rows), _ROWS_PER_STATEMENT):
        await connection.execute(insert(track), rows[at : at + _ROWS_PER_STATEMENT])


def _to_boxes(sides: Sequence[int]) -> list[Box]:
    return list(zip(sides[::4], sides[1::4], sides[2::4], sides[3::4], strict=True))


def _to_milliseconds(seconds: float | None, absent: int) -> int:
    return absent if seconds is None else int(max(0.0, min(seconds * 1000, _LONGEST)))
