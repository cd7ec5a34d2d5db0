"""Finding events by their words, with an index that row-level security permits.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What an event is told in, in both languages. English words are stemmed; Korean ones are taken apart into letters
# (jamo, Unicode's NFD), so that a stem is a prefix of every form of it: 훔치 of 훔칩니다, which has no syllable 치.
_WORDS = "to_tsvector('english', normalize(description || ' ' || coalesce(description_ko, ''), NFD))"
# Text search operators are not leakproof: row-level security keeps them from any index. So this function, owned by the
# tables' owner, names the organization itself, as a key of the index, and answers ids only. It always uses the index:
# to compare a row without it costs a hundred times as much. A parameter of null narrows nothing.
STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS btree_gin",
    f"CREATE INDEX event_words ON event USING gin (organization, ({_WORDS}))",
    """
    CREATE FUNCTION events_with_words(
      query text, at_most integer, of_videos uuid[], of_cameras text[], of_types text[], of_locations text[],
      of_genders text[], of_age_groups text[], of_tracks text[], from_seconds double precision,
      to_seconds double precision, from_moment timestamptz, to_moment timestamptz, least_confidence double precision
    )
    RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public SET enable_seqscan = off SET work_mem = '32MB'
    AS $$
      SELECT event.id FROM public.event
      WHERE event.organization = current_setting('watchgraph.organization', true)
        AND WORDS @@ to_tsquery('english', query)
        AND (of_videos IS NULL OR event.video_id = ANY (of_videos))
        AND (of_cameras IS NULL OR event.video_id IN (
          SELECT video.id FROM public.video
          WHERE video.organization = event.organization AND video.camera = ANY (of_cameras)))
        AND (of_types IS NULL OR event.type = ANY (of_types))
        AND (of_locations IS NULL OR event.location = ANY (of_locations))
        AND (of_genders IS NULL OR event.gender = ANY (of_genders))
        AND (of_age_groups IS NULL OR event.age_group = ANY (of_age_groups))
        AND (of_tracks IS NULL OR event.track_id = ANY (of_tracks))
        AND (from_seconds IS NULL OR event.end_seconds >= from_seconds)
        AND (to_seconds IS NULL OR event.start_seconds <= to_seconds)
        AND (from_moment IS NULL OR event.occurred_at >= from_moment)
        AND (to_moment IS NULL OR event.occurred_at <= to_moment)
        AND (least_confidence IS NULL OR event.confidence >= least_confidence)
      LIMIT at_most
    $$
    """.replace("WORDS", _WORDS),
    "REVOKE ALL ON FUNCTION events_with_words FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION events_with_words TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION events_with_words")
    op.execute("DROP INDEX event_words")
