"""Footage follows its camera: what was added to its times, how far a correction went, and cameras in deletion.

Revision ID: 0029

New columns have defaults that PostgreSQL keeps in the catalog, so no row is rewritten.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

UPGRADE = (
    # clock_offset_seconds: what recorded_at has of the camera's clock offset; NULL: the time was set by hand.
    # recorded_offset_seconds: the UTC offset that the recording's time was given with; NULL: not known, or an absolute
    # clock's.
    """
    ALTER TABLE video
      ADD COLUMN clock_offset_seconds double precision DEFAULT 0,
      ADD COLUMN recorded_offset_seconds integer
    """,
    # Who ordered the deletion of the camera with its footage, while it goes on.
    "ALTER TABLE camera ADD COLUMN deletion jsonb",
    # How many videos have followed the correction, of how many it moved the times and by how much, and when none was
    # left.
    """
    ALTER TABLE camera_change
      ADD COLUMN videos integer NOT NULL DEFAULT 0,
      ADD COLUMN moved integer NOT NULL DEFAULT 0,
      ADD COLUMN least_seconds double precision,
      ADD COLUMN most_seconds double precision,
      ADD COLUMN finished_at timestamptz
    """,
    # For the worker's schedule: each is as long as the work that is left.
    "CREATE INDEX video_without_camera ON video (id) WHERE camera IS NOT NULL AND camera_id IS NULL",
    "CREATE INDEX camera_change_unfinished ON camera_change (id) WHERE finished_at IS NULL",
    "CREATE INDEX camera_in_deletion ON camera (id) WHERE deletion IS NOT NULL",
    "CREATE INDEX event_of_silence ON event (organization, occurred_at) WHERE type = 'CAMERA_SILENT'",
    # Their clock may be far ahead of recorded_at plus their length.
    "CREATE INDEX video_with_jumps ON video (camera_id) WHERE camera_id IS NOT NULL AND jumps <> '{}'",
    # They get parameters: cameras and sites.
    "DROP FUNCTION IF EXISTS sql_begin(uuid)",
    """
    DROP FUNCTION IF EXISTS events_with_words(text, integer, uuid[], text[], text[], text[], text[], text[], text[],
      double precision, double precision, timestamptz, timestamptz, double precision)
    """,
    "CREATE FUNCTION sql_cameras() RETURNS uuid[] LANGUAGE sql STABLE AS 'SELECT NULL::uuid[]'",
    # Restricts what the policy by organization and sites allows. events are read through a view that joins their video.
    """
    CREATE POLICY generated_sql_cameras ON video AS RESTRICTIVE FOR SELECT TO watchgraph_sql
      USING ((SELECT nullif(sql_cameras() IS NULL, false)) IS NOT NULL
        OR camera_id = ANY ((SELECT sql_cameras())::uuid[]))
    """,
)
DOWNGRADE = (
    "DROP POLICY generated_sql_cameras ON video",
    "DROP FUNCTION sql_cameras()",
    "DROP FUNCTION sql_begin(uuid, uuid[])",
    """
    DROP FUNCTION events_with_words(text, integer, uuid[], text[], uuid[], text[], text[], text[], text[], text[],
      text[], double precision, double precision, timestamptz, timestamptz, double precision)
    """,
    "DROP FUNCTION organizations_with_camera_work(), organizations_with_cameras(), last_footage(uuid),"
    " camera_gaps(uuid[], timestamptz, timestamptz, double precision)",
    "DROP INDEX video_with_jumps, event_of_silence, camera_in_deletion, camera_change_unfinished, video_without_camera",
    "ALTER TABLE camera_change DROP COLUMN videos, DROP COLUMN moved, DROP COLUMN least_seconds,"
    " DROP COLUMN most_seconds, DROP COLUMN finished_at",
    "ALTER TABLE camera DROP COLUMN deletion",
    "ALTER TABLE video DROP COLUMN clock_offset_seconds, DROP COLUMN recorded_offset_seconds",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
