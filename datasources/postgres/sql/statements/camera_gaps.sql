-- The gaps of cameras in a period, at most so many of each: when nothing was recorded, and what of recordings cannot be
-- seen.
--
-- $1 cameras, $2 start and $3 end of the period, $4 seconds between two recordings that are no gap, $5 gaps a camera.
-- recording: those that may overlap the period; the second half finds those whose clock jumped far ahead.
-- stretch: what of them the camera's clock went through without a jump. hidden: what of them cannot be seen.
WITH recording AS (
  SELECT asked.id AS camera_id, found.*
  FROM unnest($1::uuid[]) AS asked (id) CROSS JOIN LATERAL (
    (SELECT recorded_at, duration_seconds, jumps, gaps, status FROM video
     WHERE camera_id = asked.id AND status <> 'UPLOADING' AND duration_seconds > 0 AND recorded_at IS NOT NULL
       AND recorded_sort < $3::timestamptz AND recorded_sort >= $2::timestamptz
         - make_interval(secs => (SELECT greatest(max(duration_sort), 0) FROM video)))
    UNION ALL
    SELECT recorded_at, duration_seconds, jumps, gaps, status FROM video
    WHERE camera_id = asked.id AND camera_id IS NOT NULL AND jumps <> '{}' AND status <> 'UPLOADING'
      AND duration_seconds > 0 AND recorded_at IS NOT NULL AND recorded_sort < $2::timestamptz
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
  SELECT asked.id AS camera_id, 'NO_FOOTAGE' AS reason,
    unnest(tstzmultirange(tstzrange($2, $3)) - coalesce(times, '{}')) AS times
  FROM unnest($1::uuid[]) AS asked (id) LEFT JOIN seen ON seen.camera_id = asked.id
  UNION ALL
  -- What adjoins is one gap, also in two files.
  SELECT camera_id, reason, unnest(tstzmultirange(tstzrange($2, $3 + make_interval(secs => $4)))
    * range_agg(tstzrange(starts, ends + make_interval(secs => $4))))
  FROM hidden WHERE ends > starts GROUP BY camera_id, reason
), told AS (
  SELECT camera_id, reason, lower(times) AS starts,
    upper(times) - CASE WHEN reason = 'NO_FOOTAGE' THEN '0' ELSE make_interval(secs => $4) END AS ends
  FROM gap
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY camera_id ORDER BY starts, reason) AS number FROM told
  WHERE ends > starts AND (reason <> 'NO_FOOTAGE' OR ends - starts >= make_interval(secs => $4))
)
SELECT camera_id, starts, ends, reason FROM numbered WHERE number <= $5 ORDER BY camera_id, starts, reason
