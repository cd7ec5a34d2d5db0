"""Videos say who uploads them, and a user's own sessions are listed from an index.

Revision ID: 0056

Videos of before have no uploader: those that are UPLOADING still are listed where they are asked for.
"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE video ADD COLUMN uploaded_by text")
    op.execute(
        "CREATE INDEX prompt_session_of_user ON prompt_session (organization, user_id, created_at DESC, id DESC)"
    )


def downgrade() -> None:
    op.execute("DROP INDEX prompt_session_of_user")
    op.execute("ALTER TABLE video DROP COLUMN uploaded_by")
