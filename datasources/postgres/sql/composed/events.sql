-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- A page, those that occurred last first, with columns of their videos
SELECT event.id, event.type, video.name AS video__name, event.occurred_sort AS cursor_value
FROM event JOIN video ON video.id = event.video_id
WHERE event.video_id = ANY ($1::UUID[]) AND event.site = $2::VARCHAR AND event.type = ANY ($3::TEXT[]) AND
  event.track_id = $4::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $5::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($6::UUID[])) AND event.end_seconds >= $7::FLOAT AND event.start_seconds <= $8::FLOAT AND
  event.occurred_sort > $9::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $10::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $11::TIMESTAMP WITH TIME ZONE AND (event.track_id IS NULL OR event.track_id != ALL
  ($12::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $13::VARCHAR) AND event.occurred_sort > $14::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $15::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $16::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $17::FLOAT AND (event.occurred_sort, event.id) < ($18::TIMESTAMP WITH TIME ZONE, $19::UUID) ORDER BY
  event.occurred_sort DESC, event.id DESC
 LIMIT $20::INTEGER;

-- The same page of each video
SELECT event.id, event.type, event.start_seconds AS cursor_value
FROM event
WHERE event.video_id = $1::UUID ORDER BY event.start_seconds ASC, event.id ASC
 LIMIT 21;

-- By ids, also those that a newer analysis replaced
SELECT event.id, event.type
FROM event
WHERE event.id = $1::UUID UNION ALL SELECT was.id, was.type
FROM superseded_event JOIN jsonb_populate_record(null::event, superseded_event.told) AS was ON true
WHERE superseded_event.id = $1::UUID;

-- How many of each type
SELECT event.video_id, event.type, count(*) AS number
FROM event
WHERE event.video_id = ANY ($1::UUID[]) GROUP BY event.video_id, event.type ORDER BY number DESC, event.type;

-- Neighbours in time
SELECT centre.id AS centre_id, near.id, near.type, near.place
FROM event AS centre JOIN LATERAL ((SELECT event.id AS id, event.type AS type, event.start_seconds AS place
FROM event
WHERE event.video_id = centre.video_id AND (event.start_seconds, event.id) < (centre.start_seconds, centre.id) ORDER
  BY event.start_seconds DESC, event.id DESC
 LIMIT $1::INTEGER) UNION ALL (SELECT event.id AS id, event.type AS type, event.start_seconds AS place
FROM event
WHERE event.video_id = centre.video_id AND (event.start_seconds, event.id) > (centre.start_seconds, centre.id) ORDER
  BY event.start_seconds, event.id
 LIMIT $2::INTEGER)) AS near ON true
WHERE centre.id = ANY ($3::UUID[]) ORDER BY centre.id, near.place, near.id;

-- Similar events
SELECT mine.event_id AS centre_id, event.id, event.type, near.similarity
FROM event_embedding AS mine JOIN LATERAL (SELECT event_embedding.event_id AS event_id, $1::INTEGER -
  (event_embedding.embedding <=> mine.embedding) AS similarity
FROM event_embedding
WHERE event_embedding.model_id = $2::VARCHAR AND event_embedding.dimensions = $3::INTEGER AND event_embedding.event_id
  != mine.event_id ORDER BY event_embedding.embedding <=> mine.embedding
 LIMIT $4::INTEGER) AS near ON true JOIN event ON event.id = near.event_id
WHERE mine.event_id = ANY ($5::UUID[]) AND mine.model_id = $6::VARCHAR AND mine.dimensions = $7::INTEGER ORDER BY
  mine.event_id, near.similarity DESC, event.id;

-- The most serious one
SELECT anon_1.id AS parent_id, first.id, first.type
FROM unnest($1::UUID[]) AS anon_1(id) JOIN LATERAL (SELECT event.id AS id, event.type AS type
FROM event
WHERE event.video_id = anon_1.id AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' ORDER BY CASE event.type WHEN
  $2::VARCHAR THEN $3::INTEGER WHEN $4::VARCHAR THEN $5::INTEGER WHEN $6::VARCHAR THEN $7::INTEGER WHEN $8::VARCHAR
  THEN $9::INTEGER WHEN $10::VARCHAR THEN $11::INTEGER WHEN $12::VARCHAR THEN $13::INTEGER WHEN $14::VARCHAR THEN
  $15::INTEGER WHEN $16::VARCHAR THEN $17::INTEGER WHEN $18::VARCHAR THEN $19::INTEGER WHEN $20::VARCHAR THEN
  $21::INTEGER WHEN $22::VARCHAR THEN $23::INTEGER WHEN $24::VARCHAR THEN $25::INTEGER WHEN $26::VARCHAR THEN
  $27::INTEGER WHEN $28::VARCHAR THEN $29::INTEGER WHEN $30::VARCHAR THEN $31::INTEGER WHEN $32::VARCHAR THEN
  $33::INTEGER WHEN $34::VARCHAR THEN $35::INTEGER WHEN $36::VARCHAR THEN $37::INTEGER WHEN $38::VARCHAR THEN
  $39::INTEGER WHEN $40::VARCHAR THEN $41::INTEGER WHEN $42::VARCHAR THEN $43::INTEGER WHEN $44::VARCHAR THEN
  $45::INTEGER ELSE $46::INTEGER END, event.confidence DESC, event.start_seconds, event.id
 LIMIT $47::INTEGER) AS first ON true;

-- By hour of the day
SELECT anon_1.key, CAST(sum(anon_1.number) AS BIGINT) AS sum_1, count(anon_1.track_id) AS count_1
FROM (SELECT to_char(timezone(video.timezone, event.occurred_at), $1::VARCHAR) AS key, coalesce(event.person_id,
  event.track_id) AS track_id, count(*) FILTER (WHERE NOT event.continues) AS number
FROM event JOIN video ON video.id = event.video_id GROUP BY key, CASE WHEN (event.person_id IS NULL) THEN
  coalesce(event.visit_video_id, event.video_id) END, coalesce(event.person_id, event.track_id)) AS anon_1 GROUP BY
  anon_1.key ORDER BY anon_1.key ASC NULLS LAST
 LIMIT $2::INTEGER;
