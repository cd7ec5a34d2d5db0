"""Answers may say that nothing looked for what was asked about.

Revision ID: 0033
"""

from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

_STATUSES = "'QUEUED', 'RUNNING', 'COMPLETED', 'NOT_FOUND', 'FAILED', 'CANCELLED'"


def upgrade() -> None:
    op.execute("ALTER TABLE prompt_history DROP CONSTRAINT prompt_history_status_check")
    _check(f"{_STATUSES}, 'NOT_EXAMINED'")


def downgrade() -> None:
    op.execute("UPDATE prompt_history SET status = 'NOT_FOUND' WHERE status = 'NOT_EXAMINED'")
    op.execute("ALTER TABLE prompt_history DROP CONSTRAINT prompt_history_status_check")
    _check(_STATUSES)


def _check(statuses: str) -> None:
    # Validated apart from its making, so that no lock lasts as long as reading the table.
    op.execute(
        "ALTER TABLE prompt_history ADD CONSTRAINT prompt_history_status_check"
        f" CHECK (status IN ({statuses})) NOT VALID"
    )
    op.execute("ALTER TABLE prompt_history VALIDATE CONSTRAINT prompt_history_status_check")
