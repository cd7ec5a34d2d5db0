"""Add evidence packages, and the jobs that make them.

Revision ID: 0053

A package outlives its videos: it is the copy that was taken for a court. So video_ids are no foreign keys, and the
sites of its videos are written in its row.
"""

from importlib import import_module

from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None

_sites = import_module("models.migrations.versions.0027_cameras_and_sites")
KINDS_BEFORE = "'ANALYZE', 'SUMMARIZE', 'PROMPT', 'DELETE', 'CLIP', 'IMPORT', 'ARCHIVE'"
STATEMENTS = (
    """
    CREATE TABLE evidence_package (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      sites text[],
      user_id text NOT NULL CHECK (user_id <> ''),
      job_id uuid REFERENCES job ON DELETE SET NULL,
      video_ids uuid[] NOT NULL DEFAULT '{}',
      ordered jsonb NOT NULL DEFAULT '{}',
      object_key text,
      upload_id text,
      etag text,
      object_version text,
      size_bytes bigint CHECK (size_bytes > 0),
      checksum_sha256 text,
      key_id text,
      created_at timestamptz NOT NULL DEFAULT now(),
      completed_at timestamptz,
      CONSTRAINT evidence_package_complete CHECK (
        completed_at IS NULL OR (upload_id IS NULL AND num_nulls(object_key, size_bytes, checksum_sha256, key_id) = 0))
    )
    """,
    "CREATE INDEX evidence_package_open ON evidence_package (organization) WHERE completed_at IS NULL",
    "CREATE INDEX evidence_package_of_job ON evidence_package (job_id)",
    "CREATE INDEX evidence_package_of_video ON evidence_package USING gin (video_ids)",
    "ALTER TABLE evidence_package ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON evidence_package TO watchgraph_app USING ({_sites.ORGANIZATION}"
    f" AND ({_sites.BY_SITES}))",
    "GRANT SELECT, INSERT, UPDATE ON evidence_package TO watchgraph_app",
)


def upgrade() -> None:
    _allow_kinds(f"{KINDS_BEFORE}, 'EVIDENCE'")
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION abandoned_evidence_uploads()")
    op.execute("DROP TABLE evidence_package")
    op.execute("DELETE FROM job WHERE kind = 'EVIDENCE'")
    _allow_kinds(KINDS_BEFORE)


def _allow_kinds(kinds: str) -> None:
    op.execute("ALTER TABLE job DROP CONSTRAINT job_kind_check")
    op.execute(f"ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ({kinds}))")
