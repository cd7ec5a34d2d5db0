"""What an organization spent of its day's clips.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE clip_spending (
      organization text NOT NULL CHECK (organization <> ''),
      day date NOT NULL,
      units integer NOT NULL CHECK (units > 0),
      PRIMARY KEY (organization, day)
    )
    """,
    "ALTER TABLE clip_spending ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON clip_spending TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    # Without DELETE: what was spent stays spent.
    "GRANT SELECT, INSERT, UPDATE ON clip_spending TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE clip_spending")
