"""Keep vectors in their rows: to compare one then takes no second read.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The rows that are there move as they are written anew; until then they are read as before.
    op.execute("ALTER TABLE event_embedding SET (toast_tuple_target = 8160)")


def downgrade() -> None:
    op.execute("ALTER TABLE event_embedding RESET (toast_tuple_target)")
