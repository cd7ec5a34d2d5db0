"""Clips: one for each range of a video that was asked for.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE clip (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      asked_start double precision NOT NULL CHECK (asked_start >= 0),
      asked_end double precision NOT NULL CHECK (asked_end > asked_start),
      exact boolean NOT NULL,
      start_seconds double precision NOT NULL,
      end_seconds double precision NOT NULL,
      object_key text NOT NULL,
      size_bytes bigint NOT NULL CHECK (size_bytes > 0),
      checksum_sha256 text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT clip_once UNIQUE (video_id, asked_start, asked_end, exact)
    )
    """,
    "ALTER TABLE clip ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON clip TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT, UPDATE, DELETE ON clip TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE clip")
