"""The audit log: the application may add to it and read it, and change nothing of it.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Only the tables' owner can change or delete an entry; the application's role is granted neither.
STATEMENTS = (
    """
    CREATE TABLE audit_entry (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      at timestamptz NOT NULL DEFAULT now(),
      user_id text NOT NULL,
      action text NOT NULL CHECK (action <> ''),
      target_kind text,
      target_id uuid,
      details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
      request_id text NOT NULL,
      CONSTRAINT audit_entry_target CHECK ((target_kind IS NULL) = (target_id IS NULL))
    )
    """,
    "CREATE INDEX audit_entry_newest ON audit_entry (organization, at DESC, id DESC)",
    "CREATE INDEX audit_entry_of_target ON audit_entry (target_id)",
    "ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON audit_entry TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT ON audit_entry TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE audit_entry")
