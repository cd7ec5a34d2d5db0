"""Add an index for lists of events of one type in the default order.

Revision ID: 0041

Without it, such a list reads the events of all types until it has found enough of its own.
"""

from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX event_of_type_earliest ON event (organization, type, start_seconds, id)")


def downgrade() -> None:
    op.execute("DROP INDEX event_of_type_earliest")
