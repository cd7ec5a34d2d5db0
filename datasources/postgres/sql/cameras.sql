-- Organizations with cameras that the worker's schedule has something to do for: footage whose camera is only a text,
-- corrections that footage has not followed, cameras that are being deleted. Names only, past row-level security.

CREATE OR REPLACE FUNCTION organizations_with_camera_work() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  (SELECT organization FROM public.video WHERE camera IS NOT NULL AND camera_id IS NULL ORDER BY id LIMIT 1000)
  UNION
  (SELECT organization FROM public.camera_change WHERE finished_at IS NULL ORDER BY id LIMIT 1000)
  UNION
  SELECT organization FROM public.camera WHERE deletion IS NOT NULL
$$;

REVOKE ALL ON FUNCTION organizations_with_camera_work FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_with_camera_work TO watchgraph_app;
