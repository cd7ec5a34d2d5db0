"""The process that sends wake-ups says for which kinds of jobs, so that a new kind needs no new function.

Revision ID: 0027
"""

from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

# As 0019 has it, with the kinds as an argument. The function of 0019 stays for processes of the version before.
TO_SEND = """
CREATE FUNCTION jobs_to_send(kinds text[], unsent_for interval, at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
  WITH RECURSIVE queue AS (
    SELECT wanted.kind, first.organization
    FROM unnest($1) AS wanted (kind) CROSS JOIN LATERAL (
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
  ), due AS (
    SELECT first.id, first.since, first.sent_at
    FROM queue CROSS JOIN LATERAL (
      SELECT job.id, job.run_after AS since, job.sent_at FROM public.job
      WHERE job.kind = queue.kind AND job.organization = queue.organization AND job.status = 'QUEUED'
        AND job.run_after <= now()
      ORDER BY job.run_after, job.id LIMIT 20
    ) AS first
    UNION ALL
    SELECT job.id, job.lease_until, job.sent_at FROM public.job
    WHERE job.kind = ANY ($1) AND job.status = 'RUNNING' AND job.lease_until < now()
  ), lacking AS (
    SELECT due.id, due.since FROM due
    WHERE due.sent_at IS NULL OR due.sent_at < due.since OR due.sent_at < now() - $2
    ORDER BY due.since LIMIT $3
  ), unsent AS (
    SELECT job.id FROM public.job JOIN lacking USING (id)
    WHERE job.sent_at IS NULL OR job.sent_at < lacking.since OR job.sent_at < now() - $2
    FOR UPDATE OF job SKIP LOCKED
  )
  UPDATE public.job SET sent_at = now() FROM unsent WHERE job.id = unsent.id
  RETURNING job.id, job.organization, job.kind
$$
"""


def upgrade() -> None:
    op.execute(TO_SEND)
    op.execute("REVOKE ALL ON FUNCTION jobs_to_send(text[], interval, integer) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION jobs_to_send(text[], interval, integer) TO watchgraph_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION jobs_to_send(text[], interval, integer)")
