"""A clip tells whether its pictures were encoded anew and why, and what of the original it has not.

Revision ID: 0024
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of clips that were cut before, only this much is known.
    op.execute(
        "ALTER TABLE clip ADD COLUMN encoded boolean NOT NULL DEFAULT false, "
        "ADD COLUMN reasons jsonb NOT NULL DEFAULT '[]', ADD COLUMN omitted jsonb NOT NULL DEFAULT '[]'"
    )
    op.execute("UPDATE clip SET encoded = true WHERE exact")


def downgrade() -> None:
    op.execute("ALTER TABLE clip DROP COLUMN encoded, DROP COLUMN reasons, DROP COLUMN omitted")
