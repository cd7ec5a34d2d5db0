"""Organizations take turns: at workers, by what they hold and had last; and what their quotas are counted by.

Revision ID: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# `claimed_at` is when a worker took a job last, also for another try. `started_at` stays that of the first.
COLUMNS = (
    "ALTER TABLE job ADD COLUMN claimed_at timestamptz",
    # Waiting jobs of one organization, however many, are one stretch of an index, of which the first few are read.
    "CREATE INDEX job_waiting ON job (kind, organization, run_after, id) WHERE status = 'QUEUED'",
    "CREATE INDEX job_running ON job (kind, organization) WHERE status = 'RUNNING'",
    "CREATE INDEX job_claimed ON job (organization, kind, claimed_at DESC) WHERE claimed_at IS NOT NULL",
    "DROP INDEX job_open",
)

# Each distinct organization is found by one step down the index, not by reading what it has.
_QUEUES = """
  WITH RECURSIVE queue AS (
    SELECT wanted.kind, first.organization
    FROM unnest({kinds}) AS wanted (kind) CROSS JOIN LATERAL (
      SELECT job.organization FROM public.job
      WHERE job.kind = wanted.kind AND job.status = 'QUEUED' ORDER BY job.organization LIMIT 1
    ) AS first
    UNION ALL
    SELECT queue.kind, next.organization
    FROM queue CROSS JOIN LATERAL (
      SELECT job.organization FROM public.job
      WHERE job.kind = queue.kind AND job.status = 'QUEUED' AND job.organization > queue.organization
      ORDER BY job.organization LIMIT 1
    ) AS next
  )"""

# The order: whoever would hold fewest with one more, of those whoever was served longest ago; within an organization
# what waits longest. `full`: organizations that may have nothing more where this is asked from.
#
# Whatever the planner believes of a table that grew since its last ANALYZE, these are steps down an index.
DUE = f"""
CREATE FUNCTION jobs_due(kinds text[], at_most integer, full_ones text[])
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
  {_QUEUES.format(kinds="$1")}, due AS (
    SELECT first.id, queue.organization, queue.kind, first.run_after
    FROM queue CROSS JOIN LATERAL (
      SELECT job.id, job.run_after FROM public.job
      WHERE job.kind = queue.kind AND job.organization = queue.organization AND job.status = 'QUEUED'
        AND job.run_after <= now()
      ORDER BY job.run_after, job.id LIMIT $2
    ) AS first
    WHERE queue.organization <> ALL ($3)
    UNION ALL
    SELECT job.id, job.organization, job.kind, job.run_after FROM public.job
    WHERE job.kind = ANY ($1) AND job.status = 'RUNNING' AND job.lease_until < now() AND job.organization <> ALL ($3)
  ), held AS (
    SELECT job.organization, count(*) AS jobs FROM public.job
    WHERE job.kind = ANY ($1) AND job.status = 'RUNNING' AND job.lease_until >= now() GROUP BY job.organization
  ), served AS (
    SELECT one.organization, max(latest.claimed_at) AS at
    FROM (SELECT DISTINCT due.organization FROM due) AS one
    CROSS JOIN unnest($1) AS of (kind) CROSS JOIN LATERAL (
      SELECT job.claimed_at FROM public.job
      WHERE job.organization = one.organization AND job.kind = of.kind AND job.claimed_at IS NOT NULL
      ORDER BY job.claimed_at DESC LIMIT 1
    ) AS latest
    GROUP BY one.organization
  ), placed AS (
    SELECT due.*, row_number() OVER (PARTITION BY due.organization ORDER BY due.run_after, due.id) AS place FROM due
  )
  SELECT placed.id, placed.organization, placed.kind
  FROM placed LEFT JOIN held USING (organization) LEFT JOIN served USING (organization)
  ORDER BY placed.place + coalesce(held.jobs, 0), served.at NULLS FIRST, placed.run_after, placed.id
  LIMIT $2
$$
"""  # noqa: S608  (ours)
# For processes of the version before.
DUE_BEFORE = """
CREATE OR REPLACE FUNCTION jobs_due(kinds text[], at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT * FROM public.jobs_due($1, $2, '{}') $$
"""

# A message only wakes a worker, which then looks at the table, and looks again whenever it has a place: so no more than
# the first twenty of an organization's jobs of a kind are announced at a time.
TO_SEND = f"""
CREATE OR REPLACE FUNCTION jobs_to_send(unsent_for interval, at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
  {_QUEUES.format(kinds="ARRAY['ANALYZE', 'SUMMARIZE', 'PROMPT', 'DELETE', 'CLIP']")}, due AS (
    SELECT first.id, first.since, first.sent_at
    FROM queue CROSS JOIN LATERAL (
      SELECT job.id, job.run_after AS since, job.sent_at FROM public.job
      WHERE job.kind = queue.kind AND job.organization = queue.organization AND job.status = 'QUEUED'
        AND job.run_after <= now()
      ORDER BY job.run_after, job.id LIMIT 20
    ) AS first
    UNION ALL
    SELECT job.id, job.lease_until, job.sent_at FROM public.job
    WHERE job.kind = ANY (ARRAY['ANALYZE', 'SUMMARIZE', 'PROMPT', 'DELETE', 'CLIP'])
      AND job.status = 'RUNNING' AND job.lease_until < now()
  ), lacking AS (
    SELECT due.id, due.since FROM due
    WHERE due.sent_at IS NULL OR due.sent_at < due.since OR due.sent_at < now() - $1
    ORDER BY due.since LIMIT $2
  ), unsent AS (
    SELECT job.id FROM public.job JOIN lacking USING (id)
    WHERE job.sent_at IS NULL OR job.sent_at < lacking.since OR job.sent_at < now() - $1
    FOR UPDATE OF job SKIP LOCKED
  )
  UPDATE public.job SET sent_at = now() FROM unsent WHERE job.id = unsent.id
  RETURNING job.id, job.organization, job.kind
$$
"""  # noqa: S608  (ours)

QUOTAS = (
    "CREATE INDEX upload_of_organization ON upload (organization)",
    "CREATE INDEX video_stored ON video (organization) INCLUDE (size_bytes) WHERE status <> 'UPLOADING'",
    "CREATE INDEX clip_stored ON clip (organization) INCLUDE (size_bytes)",
    # Of the units of a day, those of work that nobody asked for by hand.
    "ALTER TABLE model_spending ADD COLUMN automatic integer NOT NULL DEFAULT 0 CHECK (automatic >= 0)",
    """
    CREATE TABLE analysis_spending (
      organization text NOT NULL CHECK (organization <> ''),
      day date NOT NULL,
      units integer NOT NULL CHECK (units > 0),
      PRIMARY KEY (organization, day)
    )
    """,
    "ALTER TABLE analysis_spending ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON analysis_spending TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    # Without DELETE: what was spent stays spent.
    "GRANT SELECT, INSERT, UPDATE ON analysis_spending TO watchgraph_app",
)

# As 0001 has them.
DUE_OF_0001 = """
CREATE OR REPLACE FUNCTION jobs_due(kinds text[], at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT job.id, job.organization, job.kind FROM public.job
  WHERE job.kind = ANY (kinds)
    AND ((job.status = 'QUEUED' AND job.run_after <= now()) OR (job.status = 'RUNNING' AND job.lease_until < now()))
  ORDER BY job.run_after
  LIMIT at_most
$$
"""
TO_SEND_OF_0001 = """
CREATE OR REPLACE FUNCTION jobs_to_send(unsent_for interval, at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH due AS (
    SELECT job.id, CASE job.status WHEN 'QUEUED' THEN job.run_after ELSE job.lease_until END AS since
    FROM public.job
    WHERE (job.status = 'QUEUED' AND job.run_after <= now()) OR (job.status = 'RUNNING' AND job.lease_until < now())
  ), unsent AS (
    SELECT job.id FROM public.job JOIN due USING (id)
    WHERE job.sent_at IS NULL OR job.sent_at < due.since OR job.sent_at < now() - unsent_for
    ORDER BY job.run_after
    LIMIT at_most
    FOR UPDATE OF job SKIP LOCKED
  )
  UPDATE public.job SET sent_at = now() FROM unsent WHERE job.id = unsent.id
  RETURNING job.id, job.organization, job.kind
$$
"""


def upgrade() -> None:
    for statement in (*COLUMNS, DUE, DUE_BEFORE, TO_SEND, *QUOTAS):
        op.execute(statement)
    op.execute("REVOKE ALL ON FUNCTION jobs_due(text[], integer, text[]) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION jobs_due(text[], integer, text[]) TO watchgraph_app")


def downgrade() -> None:
    op.execute("DROP TABLE analysis_spending")
    op.execute("ALTER TABLE model_spending DROP COLUMN automatic")
    for index in ("clip_stored", "video_stored", "upload_of_organization"):
        op.execute(f"DROP INDEX {index}")
    op.execute(TO_SEND_OF_0001)
    op.execute(DUE_OF_0001)
    op.execute("DROP FUNCTION jobs_due(text[], integer, text[])")
    for index in ("job_claimed", "job_running", "job_waiting"):
        op.execute(f"DROP INDEX {index}")
    op.execute("CREATE INDEX job_open ON job (run_after) WHERE status IN ('QUEUED', 'RUNNING')")
    op.execute("ALTER TABLE job DROP COLUMN claimed_at")
