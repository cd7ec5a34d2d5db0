"""Answers name the words of the question that they leave out; events may name a person who is known over all videos.

Revision ID: 0038
"""

from importlib import import_module

from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE prompt_history ADD COLUMN not_understood text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE event ADD COLUMN person_id text")
    op.execute("GRANT SELECT (person_id) ON event TO watchgraph_sql")


def downgrade() -> None:
    # datasources/postgres/sql makes the views anew.
    former = import_module("models.migrations.versions.0004_sql")
    for statement in ("DROP SCHEMA sql_one_video CASCADE", "DROP VIEW event_view, video_view", *former.VIEWS):
        op.execute(statement)
    op.execute("ALTER TABLE event DROP COLUMN person_id")
    op.execute("ALTER TABLE prompt_history DROP COLUMN not_understood")
