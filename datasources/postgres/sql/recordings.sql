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

-- The gaps of cameras in a period: when nothing was recorded for at least `seam` seconds, and what of recordings cannot be
-- seen. recording: those that may overlap the period; its second half finds those whose clock jumped far ahead.
-- stretch: what of them the camera's clock went through without a jump. hidden: what of them cannot be seen.
CREATE OR REPLACE FUNCTION camera_gaps(
  of_cameras uuid[], from_moment timestamptz, to_moment timestamptz, seam double precision
)
RETURNS TABLE (camera_id uuid, starts timestamptz, ends timestamptz, reason text)
LANGUAGE sql STABLE
AS $$
  WITH recording AS (
    SELECT asked.id AS camera_id, found.*
    FROM unnest(of_cameras) AS asked (id) CROSS JOIN LATERAL (
      (SELECT recorded_at, duration_seconds, jumps, gaps, status FROM video
       WHERE camera_id = asked.id AND status <> 'UPLOADING' AND duration_seconds > 0 AND recorded_at IS NOT NULL
         AND recorded_sort < to_moment AND recorded_sort >= from_moment
           - make_interval(secs => (SELECT greatest(max(duration_sort), 0) FROM video)))
      UNION ALL
      SELECT recorded_at, duration_seconds, jumps, gaps, status FROM video
      WHERE camera_id = asked.id AND camera_id IS NOT NULL AND jumps <> '{}' AND status <> 'UPLOADING'
        AND duration_seconds > 0 AND recorded_at IS NOT NULL AND recorded_sort < from_moment
          - make_interval(secs => (SELECT greatest(max(duration_sort), 0) FROM video))
    ) AS found
  ), stretch AS (
    SELECT camera_id, status, gaps, recorded_at + make_interval(secs => first + ahead) AS starts,
      recorded_at + make_interval(secs => final + ahead) AS ends
    FROM recording CROSS JOIN LATERAL (
      SELECT first, lead(first, 1, duration_seconds) OVER (ORDER BY first) AS final, ahead
      FROM (
        SELECT 0::double precision AS first, 0::double precision AS ahead
        UNION ALL
        SELECT jumps[2 * jump - 1], jumps[2 * jump] FROM generate_series(1, cardinality(jumps) / 2) AS jump
      ) AS state
    ) AS part
    WHERE ahead IS NOT NULL AND final > first
  ), hidden AS (
    SELECT camera_id, starts, ends, 'NOT_ANALYZED' AS reason FROM stretch WHERE gaps IS NULL AND status <> 'READY'
    UNION ALL
    SELECT camera_id, time_at_position(recorded_at, jumps, (gap ->> 0)::double precision),
      time_at_position(recorded_at, jumps, (gap ->> 1)::double precision), gap ->> 2
    FROM recording CROSS JOIN LATERAL jsonb_array_elements(gaps) AS gap WHERE gaps IS NOT NULL
  ), seen AS (
    SELECT camera_id, range_agg(tstzrange(starts, ends)) AS times FROM stretch GROUP BY camera_id
  ), gap AS (
    SELECT asked.id AS camera_id, 'NO_FOOTAGE' AS reason, 0::double precision AS added,
      unnest(tstzmultirange(tstzrange(from_moment, to_moment)) - coalesce(times, '{}')) AS times
    FROM unnest(of_cameras) AS asked (id) LEFT JOIN seen ON seen.camera_id = asked.id
    UNION ALL
    -- What adjoins is one gap, also in two files.
    SELECT camera_id, reason, seam, unnest(tstzmultirange(tstzrange(from_moment, to_moment + make_interval(secs => seam)))
      * range_agg(tstzrange(starts, ends + make_interval(secs => seam))))
    FROM hidden WHERE ends > starts GROUP BY camera_id, reason
  ), told AS (
    SELECT camera_id, reason, lower(times) AS starts, upper(times) - make_interval(secs => added) AS ends,
      make_interval(secs => seam - added) AS least
    FROM gap
  )
  SELECT told.camera_id, told.starts, told.ends, told.reason FROM told
  WHERE told.ends > told.starts AND told.ends - told.starts >= least
$$;

REVOKE ALL ON FUNCTION last_footage, camera_gaps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION last_footage, camera_gaps TO watchgraph_app;
