"""Events say how long of them was really seen; videos say which types with a setting were looked for.

Revision ID: 0034
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE event ADD COLUMN seen_seconds double precision CHECK (seen_seconds >= 0)")
    op.execute("ALTER TABLE video ADD COLUMN examined text[] NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE video DROP COLUMN examined")
    op.execute("ALTER TABLE event DROP COLUMN seen_seconds")
