"""Add the log of disclosures of evidence packages, and links to packages for outsiders.

Revision ID: 0054
"""

from importlib import import_module

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_sites = import_module("models.migrations.versions.0027_cameras_and_sites")
BY_PACKAGE = f"{_sites.EVERY_SITE} OR EXISTS (SELECT FROM evidence_package WHERE evidence_package.id = package_id)"
STATEMENTS = (
    """
    CREATE TABLE disclosure (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      package_id uuid NOT NULL REFERENCES evidence_package ON DELETE RESTRICT,
      recipient text NOT NULL CHECK (recipient <> ''),
      purpose text NOT NULL CHECK (purpose <> ''),
      requested_at timestamptz,
      legal_basis text,
      masked text,
      user_id text NOT NULL CHECK (user_id <> ''),
      at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX disclosure_of_package ON disclosure (package_id)",
    "CREATE INDEX disclosure_newest_first ON disclosure (organization, at DESC, id DESC)",
    # The log is only added to.
    "GRANT SELECT, INSERT ON disclosure TO watchgraph_app",
    """
    CREATE TABLE evidence_share (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      package_id uuid NOT NULL REFERENCES evidence_package ON DELETE RESTRICT,
      token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
      password_hash text,
      expires_at timestamptz NOT NULL,
      revoked_at timestamptz,
      revoked_by text,
      opened_count integer NOT NULL DEFAULT 0,
      failed_attempts integer NOT NULL DEFAULT 0,
      locked_until timestamptz,
      user_id text NOT NULL CHECK (user_id <> ''),
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT evidence_share_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    )
    """,
    "CREATE INDEX evidence_share_of_package ON evidence_share (package_id)",
    "GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by, opened_count, failed_attempts, locked_until)"
    " ON evidence_share TO watchgraph_app",
    *(
        statement
        for table in ("disclosure", "evidence_share")
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY organization ON {table} TO watchgraph_app USING ({_sites.ORGANIZATION} AND ({BY_PACKAGE}))",
        )
    ),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION share_by_token(bytea)")
    op.execute("DROP TABLE evidence_share")
    op.execute("DROP TABLE disclosure")
