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

-- The end of a camera's latest recording that the transaction sees: of the latest to begin, and of those whose clock
-- jumped ahead, the one that ends last.
CREATE OR REPLACE FUNCTION last_footage(of_camera uuid) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
  SELECT max(coalesce(time_at_position(recorded_at, jumps, duration_seconds),
    recorded_at + make_interval(secs => duration_seconds)))
  FROM (
    (SELECT recorded_at, jumps, duration_seconds FROM video
     WHERE camera_id = of_camera AND status <> 'UPLOADING' AND recorded_at IS NOT NULL AND duration_seconds IS NOT NULL
     ORDER BY recorded_sort DESC, id DESC LIMIT 50)
    UNION ALL
    SELECT recorded_at, jumps, duration_seconds FROM video
    WHERE camera_id = of_camera AND camera_id IS NOT NULL AND jumps <> '{}' AND status <> 'UPLOADING'
      AND recorded_at IS NOT NULL AND duration_seconds IS NOT NULL
  ) AS recording
$$;

REVOKE ALL ON FUNCTION last_footage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION last_footage TO watchgraph_app;
