"""The times of events, which follow when their video was recorded, its jumps and its frame rate."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Without recorded_at, events have no time of day. Events imported before the frame rate was known have frame number 0.
_UPDATE_TIMES = text("""
UPDATE event SET occurred_at = current.occurred_at, frame_number = current.frame_number
FROM (
  SELECT event.id, time_at_position(video.recorded_at, video.jumps, event.start_seconds) AS occurred_at,
    CASE WHEN event.frame_number = 0 AND video.frame_rate IS NOT NULL
      THEN least(round(event.start_seconds * video.frame_rate), 2147483647)::integer ELSE event.frame_number
    END AS frame_number
  FROM event JOIN video ON video.id = event.video_id
  WHERE video.id = :video_id
) AS current
WHERE event.id = current.id
  AND (event.occurred_at, event.frame_number) IS DISTINCT FROM (current.occurred_at, current.frame_number)
""")
_UPDATE_SUPERSEDED_TIMES = text("""
UPDATE superseded_event
SET told = told || jsonb_build_object(
  'occurred_at', time_at_position(video.recorded_at, video.jumps, (told ->> 'start_seconds')::double precision))
FROM video WHERE video.id = :video_id AND superseded_event.video_id = video.id
""")
# Columns of a video that determine its events' times.
TIME_COLUMNS = frozenset({"recorded_at", "frame_rate", "jumps"})


async def sync_event_times(connection: AsyncConnection, video_id: UUID) -> int:
    """Update the times of one video's events; returns how many. The caller's transaction must hold the video's row."""
    await connection.execute(_UPDATE_SUPERSEDED_TIMES, {"video_id": video_id})
    return (await connection.execute(_UPDATE_TIMES, {"video_id": video_id})).rowcount
