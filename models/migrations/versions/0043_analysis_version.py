"""Videos say which version of the analysis their events are from, so that no question about footage has to read jobs.

Revision ID: 0043
"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

FROM_JOBS = """
UPDATE video SET analysis_version = latest.version
FROM (
  SELECT video_id, max(substring(pipeline_version FROM '^watchgraph-vision/([0-9]{1,6})$')::integer) AS version
  FROM job WHERE kind = 'ANALYZE' AND status = 'DONE' GROUP BY video_id
) AS latest
WHERE latest.video_id = video.id AND latest.version IS NOT NULL
"""


def upgrade() -> None:
    op.execute("ALTER TABLE video ADD COLUMN analysis_version integer")
    op.execute(FROM_JOBS)


def downgrade() -> None:
    op.execute("ALTER TABLE video DROP COLUMN analysis_version")
