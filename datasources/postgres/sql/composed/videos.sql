-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- A page, newest first, after a cursor
SELECT video.id, video.name, video.created_at AS cursor_value
FROM video
WHERE (video.status != 'UPLOADING' OR video.uploaded_by = $1::VARCHAR) AND (video.created_at, video.id) <
  ($2::TIMESTAMP WITH TIME ZONE, $3::UUID) ORDER BY video.created_at DESC, video.id DESC
 LIMIT $4::INTEGER;

-- The last page by name, of videos that fit a filter
SELECT video.id, video.name, video.name AS cursor_value
FROM video
WHERE ((video.name ILIKE '%' || $1::VARCHAR || '%' ESCAPE '/') OR (video.description ILIKE '%' || $2::VARCHAR || '%'
  ESCAPE '/') OR (video.original_filename ILIKE '%' || $3::VARCHAR || '%' ESCAPE '/')) AND video.camera = $4::VARCHAR
  AND video.status = ANY ($5::TEXT[]) AND video.recorded_sort > $6::TIMESTAMP WITH TIME ZONE AND video.recorded_sort
  >= $7::TIMESTAMP WITH TIME ZONE AND video.recorded_sort <= $8::TIMESTAMP WITH TIME ZONE AND (EXISTS (SELECT event.id
FROM event
WHERE event.video_id = video.id AND event.type = $9::VARCHAR)) AND (video.name, video.id) < ($10::VARCHAR, $11::UUID)
  ORDER BY video.name DESC, video.id DESC
 LIMIT $12::INTEGER;

-- By ids
SELECT video.id, video.name
FROM video
WHERE video.id = $1::UUID;
