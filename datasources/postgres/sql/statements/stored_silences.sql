-- Silences of source $1… that are events: those that go on, and those of the last $2; with when the camera's next footage
-- begins. Footage that goes on beyond the silence's beginning is the next, too, whenever it began.
SELECT event.id, event.video_id, event.occurred_at, event.attributes, (
    SELECT min(other.recorded_at) FROM video AS other
    WHERE other.camera_id = video.camera_id AND other.id <> video.id AND other.status <> 'UPLOADING'
      AND other.duration_seconds IS NOT NULL AND other.recorded_sort >= event.occurred_at
        - make_interval(secs => (SELECT greatest(max(duration_sort), 0) FROM video))
      AND coalesce(time_at_position(other.recorded_at, other.jumps, other.duration_seconds),
        other.recorded_at + make_interval(secs => other.duration_seconds)) > event.occurred_at
  ) AS resumed_at
FROM event JOIN video ON video.id = event.video_id
WHERE event.type = 'CAMERA_SILENT' AND starts_with(event.source, $1) AND event.occurred_at IS NOT NULL
  AND (NOT event.attributes ? 'until' OR event.occurred_at > now() - $2::interval)
ORDER BY event.occurred_at
