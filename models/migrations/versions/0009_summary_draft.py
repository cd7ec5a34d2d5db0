"""What of a summary is written so far, from which another try goes on.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE video ADD COLUMN summary_draft jsonb CHECK (jsonb_typeof(summary_draft) = 'object')")


def downgrade() -> None:
    op.execute("ALTER TABLE video DROP COLUMN summary_draft")
