"""Add the inbox: each object is imported once, by a job of its own kind.

Revision ID: 0030
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

FORMER_KINDS = ("ANALYZE", "SUMMARIZE", "PROMPT", "DELETE", "CLIP")
STATEMENTS = (
    """
    CREATE TABLE inbox_object (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      site text CHECK (site <> ''),
      object_key text NOT NULL CHECK (object_key <> ''),
      version text NOT NULL DEFAULT '',
      etag text NOT NULL CHECK (etag <> ''),
      size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
      state text NOT NULL DEFAULT 'WAITING'
        CHECK (state IN ('WAITING', 'STORED', 'DUPLICATE', 'REPLACED', 'DROPPED')),
      -- No reference: it is chosen before the video is stored, and stays when the video is deleted.
      video_id uuid NOT NULL DEFAULT uuidv7(),
      requested boolean NOT NULL DEFAULT false,
      copy_state jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT inbox_object_once UNIQUE (organization, object_key, version, etag)
    )
    """,
    "ALTER TABLE inbox_object ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON inbox_object TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true))
        AND ((SELECT nullif(current_setting('watchgraph.sites', true) = 'all', false)) IS NOT NULL
          OR site = ANY ((SELECT string_to_array(current_setting('watchgraph.sites', true), chr(31)))::text[])))
    """,
    "GRANT SELECT, INSERT, UPDATE, DELETE ON inbox_object TO watchgraph_app",
    # A failed import is a dead letter, whatever the reason.
    "CREATE INDEX job_import_failed ON job (finished_at) WHERE status = 'FAILED' AND kind = 'IMPORT'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    _set_kinds((*FORMER_KINDS, "IMPORT"))


def downgrade() -> None:
    op.execute("DROP INDEX job_import_failed")
    op.execute("DELETE FROM job WHERE kind = 'IMPORT'")
    _set_kinds(FORMER_KINDS)
    op.execute("DROP TABLE inbox_object")


def _set_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE job DROP CONSTRAINT job_kind_check")
    op.execute(f"ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ({listed}))")
