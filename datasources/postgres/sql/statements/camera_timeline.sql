-- The buckets of cameras' time that have events, with a row for each type and one for all.
--
-- $1 cameras, $2 start and $3 end of the time, $4 seconds of a bucket.
-- An event counts where it begins, a person wherever they are seen.
WITH part AS (
  SELECT video.camera_id, event.type, event.video_id, event.track_id, number, number = first AS begins
  FROM video JOIN event ON event.video_id = video.id
  CROSS JOIN LATERAL (
    SELECT floor(extract(epoch FROM event.occurred_at - $2::timestamptz) / $4::double precision)::integer AS first,
      least(event.occurred_at + make_interval(secs => event.end_seconds - event.start_seconds),
        $3::timestamptz - interval '1 microsecond') AS ends
  ) AS placed
  CROSS JOIN LATERAL generate_series(
    greatest(first, 0), floor(extract(epoch FROM ends - $2::timestamptz) / $4::double precision)::integer
  ) AS number
  WHERE video.camera_id = ANY ($1::uuid[]) AND event.occurred_at < $3::timestamptz
    AND event.occurred_at >= $2::timestamptz - make_interval(secs => (SELECT greatest(max(duration_sort), 0) FROM video))
)
SELECT camera_id, number, type, count(*) FILTER (WHERE begins) AS begun,
  count(DISTINCT (video_id, track_id)) FILTER (WHERE track_id IS NOT NULL) AS people, grouping(type) = 1 AS whole
FROM part GROUP BY GROUPING SETS ((camera_id, number, type), (camera_id, number))
ORDER BY camera_id, number, whole, begun DESC, type
