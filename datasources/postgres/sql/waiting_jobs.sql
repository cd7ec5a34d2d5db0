-- Jobs of all organizations, for workers and the sweeper. Owned by the tables' owner and read past row-level security:
-- they answer ids, organizations, kinds and error codes, never a job's contents.
-- Each distinct organization is found by one step down an index, not by reading its jobs; the planner settings keep it
-- so also while the table has grown since its last ANALYZE.

-- Jobs that can be claimed now. First those of the organization that runs fewest jobs, then of the one served longest
-- ago; within an organization the job that waits longest. A job is due when its time has come, or when the lease of the
-- worker that held it ran out. full_ones: organizations that may hold no further job.
CREATE OR REPLACE FUNCTION jobs_due(kinds text[], at_most integer, full_ones text[])
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER
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
    SELECT waiting.organization, max(latest.claimed_at) AS at
    FROM (SELECT DISTINCT due.organization FROM due) AS waiting
    CROSS JOIN unnest($1) AS of (kind) CROSS JOIN LATERAL (
      SELECT job.claimed_at FROM public.job
      WHERE job.organization = waiting.organization AND job.kind = of.kind AND job.claimed_at IS NOT NULL
      ORDER BY job.claimed_at DESC LIMIT 1
    ) AS latest
    GROUP BY waiting.organization
  ), placed AS (
    SELECT due.*, row_number() OVER (PARTITION BY due.organization ORDER BY due.run_after, due.id) AS place FROM due
  )
  SELECT placed.id, placed.organization, placed.kind
  FROM placed LEFT JOIN held USING (organization) LEFT JOIN served USING (organization)
  ORDER BY placed.place + coalesce(held.jobs, 0), served.at NULLS FIRST, placed.run_after, placed.id
  LIMIT $2
$$;

-- Due jobs without a message, or whose message is older than unsent_for and so must be lost. They are marked before
-- they are sent, so concurrent sweepers send each once; a sweeper that dies in between delays it by unsent_for. A
-- message only wakes a worker, which then looks at the table: at most twenty of an organization's jobs of a kind are
-- announced.
CREATE OR REPLACE FUNCTION jobs_to_send(kinds text[], unsent_for interval, at_most integer)
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
$$;

-- Jobs whose attempts are used up, and imports that failed for whatever reason, the latest first.
CREATE OR REPLACE FUNCTION exhausted_jobs(at_most integer)
RETURNS TABLE (id uuid, organization text, kind text, attempt integer, error_code text, error_values jsonb,
               finished_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT job.id, job.organization, job.kind, job.attempt, job.error_code, job.error_values, job.finished_at
  FROM public.job WHERE job.status = 'FAILED' AND (job.error_code = 'ATTEMPTS_EXHAUSTED' OR job.kind = 'IMPORT')
  ORDER BY job.finished_at DESC LIMIT at_most
$$;

REVOKE ALL ON FUNCTION jobs_due, jobs_to_send, exhausted_jobs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_due, jobs_to_send, exhausted_jobs TO watchgraph_app;
