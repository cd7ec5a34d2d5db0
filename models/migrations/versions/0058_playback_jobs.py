"""Jobs that make what browsers play.

Revision ID: 0058
"""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

KIND = "PLAYBACK"
# What the constraint says of the kind when this migration runs: migrations beside it may have added kinds of theirs.
_DEFINITION = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'job_kind_check'"


def upgrade() -> None:
    _replace("'CLIP'::text", f"'CLIP'::text, '{KIND}'::text")


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'PLAYBACK'")
    _replace(f", '{KIND}'::text", "")


def _replace(old: str, new: str) -> None:
    definition = op.get_bind().exec_driver_sql(_DEFINITION).scalar_one()
    assert old in definition
    op.execute("ALTER TABLE job DROP CONSTRAINT job_kind_check")
    op.execute(f"ALTER TABLE job ADD CONSTRAINT job_kind_check {definition.replace(old, new)}")
