"""What an organization spent of its day's model work.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE model_spending (
      organization text NOT NULL CHECK (organization <> ''),
      day date NOT NULL,
      units integer NOT NULL CHECK (units > 0),
      PRIMARY KEY (organization, day)
    )
    """,
    "ALTER TABLE model_spending ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON model_spending TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    # Without DELETE: what was spent stays spent.
    "GRANT SELECT, INSERT, UPDATE ON model_spending TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE model_spending")
