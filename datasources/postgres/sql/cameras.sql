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

-- Organizations that have cameras: one index step a name.
CREATE OR REPLACE FUNCTION organizations_with_cameras() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH RECURSIVE found AS (
    (SELECT organization FROM public.camera ORDER BY organization LIMIT 1)
    UNION ALL
    SELECT (SELECT camera.organization FROM public.camera WHERE camera.organization > found.organization
      ORDER BY camera.organization LIMIT 1)
    FROM found WHERE found.organization IS NOT NULL
  )
  SELECT organization FROM found WHERE organization IS NOT NULL
$$;

REVOKE ALL ON FUNCTION organizations_with_camera_work, organizations_with_cameras FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_with_camera_work, organizations_with_cameras TO watchgraph_app;
