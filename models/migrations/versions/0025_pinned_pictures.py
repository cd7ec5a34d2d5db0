"""Pictures are the objects that were stored, by their etag.

Revision ID: 0025
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE picture (
      organization text NOT NULL CHECK (organization <> ''),
      object_key text NOT NULL,
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      etag text NOT NULL,
      -- What was noticed of it last, until it is found well again.
      fault text CHECK (fault IN ('REPLACED', 'MISSING')),
      PRIMARY KEY (organization, object_key)
    )
    """,
    "CREATE INDEX picture_of_video ON picture (video_id)",
    "ALTER TABLE picture ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON picture TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT, UPDATE, DELETE ON picture TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE picture")
