-- Gauges over all organizations, for metrics. Owned by the tables' owner and read past row-level security: they answer
-- counts, ages, names of organizations, sites and cameras, never what footage shows.

-- Open jobs by kind and state; oldest: seconds since the oldest of them could have begun, or had begun.
CREATE OR REPLACE FUNCTION open_job_counts() RETURNS TABLE (kind text, status text, jobs bigint, oldest double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT job.kind, job.status, count(*),
    greatest(0, extract(epoch FROM now() - min(CASE job.status WHEN 'QUEUED' THEN job.run_after ELSE job.claimed_at END)))
  FROM public.job WHERE job.status IN ('QUEUED', 'RUNNING') GROUP BY job.kind, job.status
$$;

-- The cameras whose latest footage is oldest.
CREATE OR REPLACE FUNCTION camera_lags(at_most integer)
RETURNS TABLE (organization text, site text, camera text, seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT camera.organization, coalesce(camera.site, ''), camera.name,
    extract(epoch FROM now() - camera.last_footage_at)
  FROM public.camera WHERE camera.last_footage_at IS NOT NULL AND camera.deletion IS NULL
  ORDER BY camera.last_footage_at LIMIT at_most
$$;

-- Units that organizations spent today (UTC), most first.
CREATE OR REPLACE FUNCTION spent_today(at_most integer) RETURNS TABLE (organization text, budget text, units bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT spent.organization, spent.budget, spent.units FROM (
    SELECT organization, 'ai' AS budget, units::bigint FROM public.model_spending
    WHERE day = (now() AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT organization, 'clips', units::bigint FROM public.clip_spending
    WHERE day = (now() AT TIME ZONE 'UTC')::date
    UNION ALL
    SELECT organization, 'analyses', units::bigint FROM public.analysis_spending
    WHERE day = (now() AT TIME ZONE 'UTC')::date
  ) AS spent ORDER BY spent.units DESC LIMIT at_most
$$;

REVOKE ALL ON FUNCTION open_job_counts, camera_lags, spent_today FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_job_counts, camera_lags, spent_today TO watchgraph_app;

-- The last migration that ran.
CREATE OR REPLACE FUNCTION schema_revision() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$ SELECT max(version_num) FROM public.alembic_version $$;

REVOKE ALL ON FUNCTION schema_revision FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schema_revision TO watchgraph_app;
