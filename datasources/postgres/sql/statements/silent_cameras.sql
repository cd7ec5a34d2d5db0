-- The last recordings of cameras that have been silent for longer than $1, without the event of source $2… that says so;
-- at most $3. Which recording is the last: see the function last_footage.
SELECT last.id, last.duration_seconds, last.frame_rate, last.ends
FROM camera CROSS JOIN LATERAL (
  SELECT recording.id, recording.duration_seconds, recording.frame_rate,
    coalesce(time_at_position(recorded_at, jumps, duration_seconds),
      recorded_at + make_interval(secs => duration_seconds)) AS ends
  FROM (
    (SELECT * FROM video
     WHERE camera_id = camera.id AND status <> 'UPLOADING' AND recorded_at IS NOT NULL AND duration_seconds IS NOT NULL
     ORDER BY recorded_sort DESC, id DESC LIMIT 50)
    UNION ALL
    SELECT * FROM video
    WHERE camera_id = camera.id AND camera_id IS NOT NULL AND jumps <> '{}' AND status <> 'UPLOADING'
      AND recorded_at IS NOT NULL AND duration_seconds IS NOT NULL
  ) AS recording
  ORDER BY 4 DESC, recording.id DESC LIMIT 1
) AS last
WHERE camera.deletion IS NULL AND camera.last_footage_at < now() - $1::interval
  AND last.ends = camera.last_footage_at AND NOT EXISTS (
    SELECT FROM event WHERE event.video_id = last.id AND event.type = 'CAMERA_SILENT' AND starts_with(event.source, $2))
ORDER BY camera.id LIMIT $3
