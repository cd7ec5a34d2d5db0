"""Keep how long the stages of an analysis took, and how many frames were looked at.

Revision ID: 0035
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # {"timings": [{"stage", "milliseconds"}], "framesSampled", "framesLookedAt"}; NULL: not known.
    op.execute("ALTER TABLE job ADD COLUMN work jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE job DROP COLUMN work")
