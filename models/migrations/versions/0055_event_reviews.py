"""People review events (a verdict, a comment, who and when), and change imported ones.

Revision ID: 0055

The event has its review, not a table of its own: every read that leaves false alarms out would join it. The sweep of
the workers looks at each event once, after it was stored. Those in changed_event it looks at again, until they have a
vector.
"""

from importlib import import_module

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_SITES = import_module("models.migrations.versions.0027_cameras_and_sites")
_VISIBLE = f"{_SITES.EVERY_SITE} OR EXISTS (SELECT FROM event WHERE event.id = event_id)"

STATEMENTS = (
    """
    ALTER TABLE event
      ADD COLUMN review_verdict text CHECK (review_verdict IN ('CONFIRMED', 'FALSE_ALARM', 'UNSURE')),
      ADD COLUMN review_comment text,
      ADD COLUMN reviewed_by text,
      ADD COLUMN reviewed_at timestamptz,
      ADD CONSTRAINT event_review_whole CHECK (
        (review_verdict IS NULL) = (reviewed_by IS NULL) AND (review_verdict IS NULL) = (reviewed_at IS NULL)
        AND (review_verdict IS NOT NULL OR review_comment IS NULL))
    """,
    # Few events are reviewed: lists of them, and counts of false alarms, read this index alone.
    """
    CREATE INDEX event_reviewed ON event (organization, review_verdict, start_seconds, id)
    WHERE review_verdict IS NOT NULL
    """,
    "GRANT SELECT (review_verdict) ON event TO watchgraph_sql",
    """
    CREATE TABLE changed_event (
      event_id uuid PRIMARY KEY REFERENCES event ON DELETE CASCADE,
      organization text NOT NULL CHECK (organization <> '')
    )
    """,
    "ALTER TABLE changed_event ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON changed_event TO watchgraph_app USING ({_SITES.ORGANIZATION} AND ({_VISIBLE}))",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON changed_event TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS changed_events_to_embed(integer)")
    op.execute("DROP TABLE changed_event")
    # datasources/postgres/sql makes the views anew.
    former = import_module("models.migrations.versions.0004_sql")
    for statement in ("DROP SCHEMA sql_one_video CASCADE", "DROP VIEW event_view, video_view", *former.VIEWS):
        op.execute(statement)
    op.execute(
        "ALTER TABLE event DROP COLUMN review_verdict, DROP COLUMN review_comment, DROP COLUMN reviewed_by,"
        " DROP COLUMN reviewed_at"
    )
