"""Let visits go on across files of one camera that adjoin: the state that an analysis hands to the next one.

Revision ID: 0028
"""

from importlib import import_module

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_SITES = import_module("models.migrations.versions.0027_cameras_and_sites")

STATEMENTS = (
    """
    CREATE TABLE stretch_state (
      video_id uuid PRIMARY KEY REFERENCES video ON DELETE CASCADE,
      organization text NOT NULL CHECK (organization <> ''),
      pipeline text NOT NULL,
      -- Digest of the hand-over of the file before, with which the analysis began; NULL: with none.
      began_with text,
      hand_over jsonb NOT NULL,
      digest text NOT NULL,
      -- {video, track} of exits in earlier files of people who were seen in this one after all.
      returned jsonb NOT NULL DEFAULT '[]'
    )
    """,
    "CREATE INDEX stretch_state_returned ON stretch_state USING gin (returned jsonb_path_ops) WHERE returned <> '[]'",
    "ALTER TABLE stretch_state ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON stretch_state TO watchgraph_app"
    f" USING ({_SITES.ORGANIZATION} AND ({_SITES.BY_VIDEO}))",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON stretch_state TO watchgraph_app",
    # visit_video_id: the video in which the visit began, also when that is deleted; NULL: this one. began_seconds: the
    # position, below 0, at which an event began in an earlier file. continues: whether that file has a piece of it.
    """
    ALTER TABLE event
      ADD COLUMN visit_video_id uuid,
      ADD COLUMN began_seconds double precision CHECK (began_seconds <= 0),
      ADD COLUMN continues boolean NOT NULL DEFAULT false
    """,
    "GRANT SELECT (visit_video_id, began_seconds, continues) ON event TO watchgraph_sql",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    former = import_module("models.migrations.versions.0004_sql")
    for statement in ("DROP SCHEMA sql_one_video CASCADE", "DROP VIEW event_view, video_view", *former.VIEWS):
        op.execute(statement)
    op.execute("ALTER TABLE event DROP COLUMN visit_video_id, DROP COLUMN began_seconds, DROP COLUMN continues")
    op.execute("DROP TABLE stretch_state")
