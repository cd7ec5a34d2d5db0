"""Answers name the words of the question that they do not take into account.

Revision ID: 0038
"""

from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE prompt_history ADD COLUMN not_understood text[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE prompt_history DROP COLUMN not_understood")
