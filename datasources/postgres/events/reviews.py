"""What people say of events: verdicts, stored with the event, also one that a newer analysis replaced."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.access.principal import Principal
from models.enums import ReviewVerdict

_REVIEW = text("""
UPDATE event SET review_verdict = :verdict, review_comment = :comment, reviewed_by = :by, reviewed_at = now()
WHERE id = :id
""")
# Answers cite events that are in no list any more.
_REVIEW_SUPERSEDED = text("""
UPDATE superseded_event SET told = told || jsonb_build_object(
  'review_verdict', CAST(:verdict AS text), 'review_comment', CAST(:comment AS text), 'reviewed_by', CAST(:by AS text),
  'reviewed_at', now())
WHERE id = :id
""")
# Adding a second lets moments overlap.
_CARRY_OVER = text("""
WITH former AS (
  SELECT id, told ->> 'type' AS type, (told ->> 'start_seconds')::double precision AS starts,
    (told ->> 'end_seconds')::double precision AS ends, told
  FROM superseded_event WHERE video_id = :video_id AND superseded_at = now()
), pair AS (
  SELECT event.id, former.told, count(*) OVER (PARTITION BY event.id) AS of_event,
    count(*) OVER (PARTITION BY former.id) AS of_former
  FROM former JOIN event ON event.video_id = :video_id AND event.type = former.type
  WHERE least(event.end_seconds, former.ends) - greatest(event.start_seconds, former.starts) + 1
    >= 0.5 * (greatest(event.end_seconds, former.ends) - least(event.start_seconds, former.starts) + 1)
)
UPDATE event SET review_verdict = pair.told ->> 'review_verdict', review_comment = pair.told ->> 'review_comment',
  reviewed_by = pair.told ->> 'reviewed_by', reviewed_at = (pair.told ->> 'reviewed_at')::timestamptz
FROM pair
WHERE event.id = pair.id AND pair.of_event = 1 AND pair.of_former = 1 AND event.review_verdict IS NULL
  AND pair.told ->> 'review_verdict' IS NOT NULL
""")


async def review_in(
    connection: AsyncConnection, principal: Principal, event_id: UUID, verdict: ReviewVerdict, comment: str | None
) -> bool:
    """Store what the principal says of an event, in place of an earlier review; whether there is such an event."""
    values = {"id": event_id, "verdict": verdict.value, "comment": comment, "by": principal.user_id}
    stored = (await connection.execute(_REVIEW, values)).rowcount
    return bool(stored or (await connection.execute(_REVIEW_SUPERSEDED, values)).rowcount)


async def carry_reviews_over_in(connection: AsyncConnection, video_id: UUID) -> int:
    """Give the video's events the reviews of those that they replaced in this transaction; returns how many got one.

    Only where there is no doubt which is which: one former and one new event of a type that mostly overlap. A verdict
    on the wrong event would hide what happened. The others keep theirs, and are found by their ids.
    """
    return (await connection.execute(_CARRY_OVER, {"video_id": video_id})).rowcount
