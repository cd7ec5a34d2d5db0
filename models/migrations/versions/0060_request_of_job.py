"""Jobs remember the request that queued them, so that its id is in the worker's log, too.

Revision ID: 0060
"""

from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE job ADD COLUMN request_id text")


def downgrade() -> None:
    op.execute(
        "DROP FUNCTION IF EXISTS open_job_counts(), camera_lags(integer), spent_today(integer), schema_revision()"
    )
    op.execute("ALTER TABLE job DROP COLUMN request_id")
