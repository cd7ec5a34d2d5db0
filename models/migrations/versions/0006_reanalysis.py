"""Events that a newer analysis replaced stay where answers can find them; an analysis goes on where it stopped.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A replaced event is kept as its row was, outside of every list and search: `told` is that row as JSON, so that columns
# which come later need no second table kept in step. What names events (citations, a session's main event) names either
# sort; a session's reference is therefore none that the database checks.
#
# `chunks` are the keys of an analysis's stored pieces, in order; `cancel_requested` was never used: a job is cancelled
# by ending it.
STATEMENTS = (
    """
    CREATE TABLE superseded_event (
      id uuid PRIMARY KEY,
      organization text NOT NULL CHECK (organization <> ''),
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      told jsonb NOT NULL CHECK (jsonb_typeof(told) = 'object'),
      superseded_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX superseded_event_of_video ON superseded_event (video_id)",
    "ALTER TABLE superseded_event ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON superseded_event TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT, UPDATE, DELETE ON superseded_event TO watchgraph_app",
    "ALTER TABLE prompt_session DROP CONSTRAINT prompt_session_main_event_id_fkey",
    "DROP INDEX prompt_session_of_event",
    "ALTER TABLE job DROP COLUMN cancel_requested",
    "ALTER TABLE job ADD COLUMN chunks text[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE job ADD COLUMN skipped_seconds double precision NOT NULL DEFAULT 0 CHECK (skipped_seconds >= 0)",
    # For the command that shows what was given up, of every organization: as jobs_due, it answers of a job what an
    # operator of the whole needs, and nothing of its contents.
    """
    CREATE FUNCTION jobs_given_up(at_most integer)
    RETURNS TABLE (id uuid, organization text, kind text, attempt integer, error_code text, error_values jsonb,
                   finished_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
      SELECT job.id, job.organization, job.kind, job.attempt, job.error_code, job.error_values, job.finished_at
      FROM public.job WHERE job.status = 'FAILED' AND job.error_code = 'ATTEMPTS_EXHAUSTED'
      ORDER BY job.finished_at DESC LIMIT at_most
    $$
    """,
    "CREATE INDEX job_given_up ON job (finished_at) WHERE status = 'FAILED' AND error_code = 'ATTEMPTS_EXHAUSTED'",
    "REVOKE ALL ON FUNCTION jobs_given_up FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs_given_up TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION jobs_given_up")
    op.execute("DROP INDEX job_given_up")
    op.execute("ALTER TABLE job DROP COLUMN chunks, DROP COLUMN skipped_seconds")
    op.execute("ALTER TABLE job ADD COLUMN cancel_requested boolean NOT NULL DEFAULT false")
    op.execute("UPDATE prompt_session SET main_event_id = NULL WHERE main_event_id NOT IN (SELECT id FROM event)")
    op.execute(
        "ALTER TABLE prompt_session ADD CONSTRAINT prompt_session_main_event_id_fkey "
        "FOREIGN KEY (main_event_id) REFERENCES event ON DELETE SET NULL"
    )
    op.execute("CREATE INDEX prompt_session_of_event ON prompt_session (main_event_id) WHERE main_event_id IS NOT NULL")
    op.execute("DROP TABLE superseded_event")
