"""Looks of a vision model at parts of footage, what they told, and what they cost in a day.

Revision ID: 0036
"""

from importlib import import_module

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_SITES = import_module("models.migrations.versions.0027_cameras_and_sites")
_ORGANIZATION = "organization = (SELECT current_setting('watchgraph.organization', true))"

STATEMENTS = (
    """
    CREATE TABLE look (
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      organization text NOT NULL CHECK (organization <> ''),
      start_seconds double precision NOT NULL,
      end_seconds double precision NOT NULL,
      -- The version of the analysis that found the part.
      pipeline text NOT NULL,
      segment jsonb NOT NULL,
      facts jsonb NOT NULL,
      -- One of both is NULL: what a look told, or why nothing has looked.
      report jsonb,
      unlooked text CHECK (unlooked IN ('WAITING', 'BUDGET', 'THROTTLED', 'MODEL_GONE', 'NO_ANSWER', 'UNREADABLE')),
      CHECK ((report IS NULL) <> (unlooked IS NULL)),
      PRIMARY KEY (video_id, start_seconds, end_seconds, pipeline)
    )
    """,
    "ALTER TABLE look ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON look TO watchgraph_app USING ({_SITES.ORGANIZATION} AND ({_SITES.BY_VIDEO}))",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON look TO watchgraph_app",
    # camera: '' for all of an organization's.
    """
    CREATE TABLE look_spending (
      organization text NOT NULL CHECK (organization <> ''),
      day date NOT NULL,
      camera text NOT NULL,
      micro_usd bigint NOT NULL CHECK (micro_usd >= 0),
      PRIMARY KEY (organization, day, camera)
    )
    """,
    "ALTER TABLE look_spending ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON look_spending TO watchgraph_app USING ({_ORGANIZATION})",
    # Without DELETE: what was spent stays spent.
    "GRANT SELECT, INSERT, UPDATE ON look_spending TO watchgraph_app",
    # looking: {moments, looked, dropped, model, usd, unlooked: {reason: number}}; NULL: no model was to look.
    # partly_examined: the types of events that looks could have told at some of the moments; at all of them: examined.
    """
    ALTER TABLE video
      ADD COLUMN looking jsonb,
      ADD COLUMN partly_examined text[] NOT NULL DEFAULT '{}'
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE video DROP COLUMN looking, DROP COLUMN partly_examined")
    op.execute("DROP TABLE look_spending")
    op.execute("DROP TABLE look")
