-- Names of organizations that have videos, for the command that moves object keys: one index step a name.

CREATE OR REPLACE FUNCTION organizations_with_videos() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH RECURSIVE found AS (
    (SELECT organization FROM public.video ORDER BY organization LIMIT 1)
    UNION ALL
    SELECT (SELECT video.organization FROM public.video WHERE video.organization > found.organization
      ORDER BY video.organization LIMIT 1)
    FROM found WHERE found.organization IS NOT NULL
  )
  SELECT organization FROM found WHERE organization IS NOT NULL
$$;

REVOKE ALL ON FUNCTION organizations_with_videos FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_with_videos TO watchgraph_app;
