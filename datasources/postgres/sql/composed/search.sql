-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- By fields, with totals
SELECT event.id AS event_id, event.video_id, video.name AS video_name, video.camera AS camera, video.timezone AS
  timezone, event.type, event.start_seconds, event.end_seconds, event.occurred_at, event.location, event.track_id,
  event.gender, event.age_group, event.action, event.interaction_target, event.objects, event.description,
  event.description_ko, event.confidence, event.visit_video_id, event.began_seconds, event.continues, event.person_id,
  event.review_verdict, event.start_seconds AS cursor_value
FROM event JOIN video ON video.id = event.video_id
WHERE event.video_id = ANY ($1::UUID[]) AND event.site = $2::VARCHAR AND event.type = ANY ($3::TEXT[]) AND
  event.track_id = $4::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $5::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($6::UUID[])) AND event.end_seconds >= $7::FLOAT AND event.start_seconds <= $8::FLOAT AND
  event.occurred_sort > $9::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $10::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $11::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($12::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $13::VARCHAR) AND event.occurred_sort > $14::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $15::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $16::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $17::FLOAT ORDER BY event.start_seconds ASC, event.id ASC
 LIMIT 11;

WITH counted AS
(SELECT coalesce(CAST(sum(number) AS bigint), 0) AS events, count(track_id) AS people
FROM (SELECT coalesce(event.person_id, event.track_id) AS track_id, greatest(count(*) FILTER (WHERE NOT
  event.continues), $1::INTEGER) AS number
FROM event
WHERE event.video_id = ANY ($2::UUID[]) AND event.site = $3::VARCHAR AND event.type = ANY ($4::TEXT[]) AND
  event.track_id = $5::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $6::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($7::UUID[])) AND event.end_seconds >= $8::FLOAT AND event.start_seconds <= $9::FLOAT AND
  event.occurred_sort > $10::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $11::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $12::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($13::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $14::VARCHAR) AND event.occurred_sort > $15::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $16::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $17::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $18::FLOAT GROUP BY CASE WHEN (event.person_id IS NULL) THEN coalesce(event.visit_video_id, event.video_id) END,
  coalesce(event.person_id, event.track_id)) AS anon_1),
footage AS
(SELECT video.status AS status, video.looking IS NULL AS unlooked, video.examined AS examined, video.partly_examined
  AS partly_examined, count(*) AS videos, sum(greatest(video.duration_seconds - video.missing_seconds, $63::FLOAT)) AS
  seconds, min(video.recorded_at) AS starts, max(CASE WHEN (cardinality(video.jumps) = 0) THEN video.recorded_at +
  coalesce(video.duration_seconds, $28::FLOAT) * interval '1 second' ELSE coalesce(time_at_position(video.recorded_at,
  video.jumps, coalesce(video.duration_seconds, $28::FLOAT)), video.recorded_at + coalesce(video.duration_seconds,
  $28::FLOAT) * interval '1 second') END) AS ends, min(video.analysis_version) AS version, count(*) FILTER (WHERE
  CAST((video.looking ->> $64::TEXT) AS INTEGER) > 0) AS busy, sum(CAST((video.looking ->> $64::TEXT) AS INTEGER)) AS
  moments, sum(CAST((video.looking ->> $65::TEXT) AS INTEGER)) AS looked
FROM video
WHERE CASE WHEN (cardinality(video.jumps) = 0) THEN video.recorded_at + coalesce(video.duration_seconds, $28::FLOAT) *
  interval '1 second' ELSE coalesce(time_at_position(video.recorded_at, video.jumps, coalesce(video.duration_seconds,
  $28::FLOAT)), video.recorded_at + coalesce(video.duration_seconds, $28::FLOAT) * interval '1 second') END >=
  $29::TIMESTAMP WITH TIME ZONE AND video.recorded_at <= $30::TIMESTAMP WITH TIME ZONE GROUP BY video.status,
  video.looking IS NULL, video.examined, video.partly_examined),
analyzed AS
(SELECT footage.status AS status, footage.unlooked AS unlooked, footage.examined AS examined, footage.partly_examined
  AS partly_examined, footage.videos AS videos, footage.seconds AS seconds, footage.starts AS starts, footage.ends AS
  ends, footage.version AS version, footage.busy AS busy, footage.moments AS moments, footage.looked AS looked
FROM footage
WHERE footage.status = $66::VARCHAR)
 SELECT CAST(coalesce(sum(footage.videos), 0) AS BIGINT) AS coalesce_1, CAST(coalesce(sum(footage.videos) FILTER
  (WHERE footage.status = $19::VARCHAR), 0) AS BIGINT) AS coalesce_2, coalesce(sum(footage.seconds) FILTER (WHERE
  footage.status = $19::VARCHAR), $20::FLOAT) AS coalesce_3, min(footage.starts) FILTER (WHERE footage.status =
  $19::VARCHAR) AS anon_2, max(footage.ends) FILTER (WHERE footage.status = $19::VARCHAR) AS anon_3, (SELECT count(*)
  AS count_1
FROM event
WHERE event.occurred_sort > $21::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $22::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $23::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM') AS
  anon_4, (SELECT CAST(jsonb_agg(jsonb_build_array(anon_6.gaps, anon_6.jumps, anon_6.recorded_at,
  anon_6.duration_seconds, anon_6.analyzed)) AS TEXT) AS jsonb_agg_1
FROM (SELECT video.gaps AS gaps, video.jumps AS jumps, video.recorded_at AS recorded_at, video.duration_seconds AS
  duration_seconds, video.status = $24::VARCHAR AS analyzed
FROM video
WHERE video.duration_seconds IS NOT NULL AND (video.missing_seconds > $25::INTEGER OR cardinality(video.jumps) >
  $26::INTEGER OR video.gaps IS NULL AND video.status != $27::VARCHAR) AND CASE WHEN (cardinality(video.jumps) = 0)
  THEN video.recorded_at + coalesce(video.duration_seconds, $28::FLOAT) * interval '1 second' ELSE
  coalesce(time_at_position(video.recorded_at, video.jumps, coalesce(video.duration_seconds, $28::FLOAT)),
  video.recorded_at + coalesce(video.duration_seconds, $28::FLOAT) * interval '1 second') END >= $29::TIMESTAMP WITH
  TIME ZONE AND video.recorded_at <= $30::TIMESTAMP WITH TIME ZONE ORDER BY video.recorded_at ASC NULLS LAST, video.id
 LIMIT 50) AS anon_6) AS anon_5, array((SELECT anon_7.name
FROM unnest(ARRAY[$31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46], ARRAY[$47::INTEGER,
  $48::INTEGER, $49::INTEGER, $50::INTEGER, $51::INTEGER, $52::INTEGER, $53::INTEGER, $54::INTEGER, $55::INTEGER,
  $56::INTEGER, $57::INTEGER, $58::INTEGER, $59::INTEGER, $60::INTEGER, $61::INTEGER, $62::INTEGER]) AS anon_7(name,
  since)
WHERE anon_7.since > coalesce((SELECT min(analyzed.version) AS min_1
FROM analyzed), $67::INTEGER) AND NOT (EXISTS (SELECT event.id
FROM event
WHERE event.type = anon_7.name AND event.source NOT LIKE $68::VARCHAR AND event.occurred_sort > $69::TIMESTAMP WITH
  TIME ZONE AND event.occurred_sort >= $70::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $71::TIMESTAMP WITH
  TIME ZONE)))) AS array_1, (SELECT CAST(jsonb_build_object('videos', coalesce(sum(analyzed.videos), 0), 'unlooked',
  coalesce(sum(analyzed.videos) FILTER (WHERE analyzed.unlooked), 0), 'busy', coalesce(sum(analyzed.busy), 0),
  'moments', coalesce(sum(analyzed.moments), 0), 'looked', coalesce(sum(analyzed.looked), 0), 'types',
  coalesce((SELECT jsonb_object_agg(anon_9.name, jsonb_build_array(anon_9.whole, anon_9.part)) AS jsonb_object_agg_1
FROM (SELECT anon_10.name AS name, sum(anon_10.whole) AS whole, sum(anon_10.part) AS part
FROM (SELECT unnest(analyzed.examined) AS name, analyzed.videos AS whole, 0 AS part
FROM analyzed UNION ALL SELECT unnest(analyzed.partly_examined) AS name, 0 AS whole, analyzed.videos AS part
FROM analyzed) AS anon_10 GROUP BY anon_10.name) AS anon_9), '{}'::jsonb)) AS TEXT) AS jsonb_build_object_1
FROM analyzed) AS anon_8, (SELECT CAST(jsonb_object_agg(anon_12.type, anon_12.number) AS TEXT) AS jsonb_object_agg_2
FROM (SELECT event.type AS type, count(*) AS number
FROM event
WHERE event.occurred_sort > $72::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $73::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $74::TIMESTAMP WITH TIME ZONE AND event.review_verdict IN ('FALSE_ALARM') GROUP BY
  event.type) AS anon_12) AS anon_11, (SELECT CAST(jsonb_build_array(count(*),
  jsonb_agg(jsonb_build_array(anon_14.name, anon_14.starts, anon_14.ends)) FILTER (WHERE anon_14.number <= 50)) AS
  TEXT) AS jsonb_build_array_1
FROM (SELECT camera.name AS name, anon_15.starts AS starts, anon_15.ends AS ends, row_number() OVER (ORDER BY
  anon_15.starts, camera.name, camera.id) AS number
FROM camera_gaps(array((SELECT camera.id
FROM camera
WHERE camera.deletion IS NULL AND least(now(), $75::TIMESTAMP WITH TIME ZONE) - $76::TIMESTAMP WITH TIME ZONE <=
  interval '31 days' AND (EXISTS (SELECT video.id
FROM video
WHERE video.camera_id = camera.id AND video.status != $77::VARCHAR AND video.recorded_sort >= $76::TIMESTAMP WITH TIME
  ZONE - interval '7 days' AND video.recorded_sort < least(now(), $75::TIMESTAMP WITH TIME ZONE))))), $76::TIMESTAMP
  WITH TIME ZONE, least(now(), $75::TIMESTAMP WITH TIME ZONE), $78::FLOAT) AS anon_15 JOIN camera ON camera.id =
  anon_15.camera_id
WHERE anon_15.reason = $79::VARCHAR) AS anon_14) AS anon_13, (SELECT events FROM counted), (SELECT people FROM
  counted)
FROM footage;

-- By meaning, within one video
SELECT event.id AS event_id, event.video_id, video.name AS video_name, video.camera AS camera, video.timezone AS
  timezone, event.type, event.start_seconds, event.end_seconds, event.occurred_at, event.location, event.track_id,
  event.gender, event.age_group, event.action, event.interaction_target, event.objects, event.description,
  event.description_ko, event.confidence, event.visit_video_id, event.began_seconds, event.continues, event.person_id,
  event.review_verdict, $1::INTEGER - (event_embedding.embedding <=> $2) AS similarity
FROM event JOIN video ON video.id = event.video_id JOIN event_embedding ON event_embedding.event_id = event.id AND
  event_embedding.model_id = $3::VARCHAR AND event_embedding.dimensions = $4::INTEGER
WHERE event.video_id = $5::UUID AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' ORDER BY
  event_embedding.embedding <=> $2, event.id
 LIMIT $6::INTEGER;

-- By meaning, among many events
SELECT count(*) AS count_1
FROM (SELECT event.id AS id
FROM event
WHERE event.video_id = ANY ($1::UUID[]) AND event.site = $2::VARCHAR AND event.type = ANY ($3::TEXT[]) AND
  event.track_id = $4::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $5::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($6::UUID[])) AND event.end_seconds >= $7::FLOAT AND event.start_seconds <= $8::FLOAT AND
  event.occurred_sort > $9::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $10::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $11::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($12::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $13::VARCHAR) AND event.occurred_sort > $14::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $15::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $16::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $17::FLOAT
 LIMIT $18::INTEGER) AS anon_1;

SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', '200', true),
  set_config('hnsw.max_scan_tuples', '40000', true), set_config('enable_sort', 'off', true),
  set_config('plan_cache_mode', 'force_custom_plan', true);

WITH near AS
(SELECT event_embedding.event_id AS event_id, CAST(event_embedding.embedding AS HALFVEC(2)) <=> $2 AS distance
FROM event_embedding JOIN event ON event.id = event_embedding.event_id
WHERE event_embedding.model_id = 'model' AND event_embedding.dimensions = 2 AND NOT event_embedding.archived AND
  event.video_id = ANY ($3::UUID[]) AND event.site = $4::VARCHAR AND event.type = ANY ($5::TEXT[]) AND event.track_id
  = $6::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $7::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($8::UUID[])) AND event.end_seconds >= $9::FLOAT AND event.start_seconds <= $10::FLOAT AND
  event.occurred_sort > $11::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $12::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $13::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($14::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $15::VARCHAR) AND event.occurred_sort > $16::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $17::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $18::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $19::FLOAT ORDER BY CAST(event_embedding.embedding AS HALFVEC(2)) <=> $2
 LIMIT $20::INTEGER)
 SELECT event.id AS event_id, event.video_id, video.name AS video_name, video.camera AS camera, video.timezone AS
  timezone, event.type, event.start_seconds, event.end_seconds, event.occurred_at, event.location, event.track_id,
  event.gender, event.age_group, event.action, event.interaction_target, event.objects, event.description,
  event.description_ko, event.confidence, event.visit_video_id, event.began_seconds, event.continues, event.person_id,
  event.review_verdict, $1::INTEGER - near.distance AS similarity
FROM event JOIN video ON video.id = event.video_id JOIN near ON near.event_id = event.id;

SELECT event.id AS event_id, event.video_id, video.name AS video_name, video.camera AS camera, video.timezone AS
  timezone, event.type, event.start_seconds, event.end_seconds, event.occurred_at, event.location, event.track_id,
  event.gender, event.age_group, event.action, event.interaction_target, event.objects, event.description,
  event.description_ko, event.confidence, event.visit_video_id, event.began_seconds, event.continues, event.person_id,
  event.review_verdict, $1::INTEGER - (event_embedding.embedding <=> $2) AS similarity
FROM event JOIN video ON video.id = event.video_id JOIN event_embedding ON event_embedding.event_id = event.id AND
  event_embedding.model_id = $3::VARCHAR AND event_embedding.dimensions = $4::INTEGER
WHERE event.video_id = ANY ($5::UUID[]) AND event.site = $6::VARCHAR AND event.type = ANY ($7::TEXT[]) AND
  event.track_id = $8::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $9::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($10::UUID[])) AND event.end_seconds >= $11::FLOAT AND event.start_seconds <= $12::FLOAT
  AND event.occurred_sort > $13::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $14::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $15::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($16::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $17::VARCHAR) AND event.occurred_sort > $18::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $19::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $20::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $21::FLOAT ORDER BY event_embedding.embedding <=> $2, event.id
 LIMIT $22::INTEGER;

-- By words, within one video
WITH alike AS MATERIALIZED
(SELECT event.id AS event_id, event.video_id AS video_id, video.name AS video_name, video.camera AS camera,
  video.timezone AS timezone, event.type AS type, event.start_seconds AS start_seconds, event.end_seconds AS
  end_seconds, event.occurred_at AS occurred_at, event.location AS location, event.track_id AS track_id, event.gender
  AS gender, event.age_group AS age_group, event.action AS action, event.interaction_target AS interaction_target,
  event.objects AS objects, event.description AS description, event.description_ko AS description_ko, event.confidence
  AS confidence, event.visit_video_id AS visit_video_id, event.began_seconds AS began_seconds, event.continues AS
  continues, event.person_id AS person_id, event.review_verdict AS review_verdict, word_similarity($1::VARCHAR,
  concat_ws($2::VARCHAR, event.description, event.description_ko)) AS likeness
FROM event JOIN video ON video.id = event.video_id
WHERE event.video_id = $3::UUID AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM')
 SELECT alike.*
FROM alike
WHERE alike.likeness > $4::FLOAT ORDER BY alike.likeness DESC, alike.event_id
 LIMIT $5::INTEGER;

-- By words, among many events
SELECT count(*) AS count_1
FROM (SELECT event.id AS id
FROM event
WHERE event.video_id = ANY ($1::UUID[]) AND event.site = $2::VARCHAR AND event.type = ANY ($3::TEXT[]) AND
  event.track_id = $4::VARCHAR AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera = $5::VARCHAR) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.camera_id = ANY ($6::UUID[])) AND event.end_seconds >= $7::FLOAT AND event.start_seconds <= $8::FLOAT AND
  event.occurred_sort > $9::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >= $10::TIMESTAMP WITH TIME ZONE AND
  event.occurred_sort <= $11::TIMESTAMP WITH TIME ZONE AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.track_id IS NULL OR event.track_id != ALL ($12::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $13::VARCHAR) AND event.occurred_sort > $14::TIMESTAMP WITH TIME ZONE AND event.occurred_sort
  >= $15::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $16::TIMESTAMP WITH TIME ZONE AND event.confidence >=
  $17::FLOAT
 LIMIT $18::INTEGER) AS anon_1;

SELECT events_with_words($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

WITH alike AS MATERIALIZED
(SELECT event.id AS event_id, event.video_id AS video_id, video.name AS video_name, video.camera AS camera,
  video.timezone AS timezone, event.type AS type, event.start_seconds AS start_seconds, event.end_seconds AS
  end_seconds, event.occurred_at AS occurred_at, event.location AS location, event.track_id AS track_id, event.gender
  AS gender, event.age_group AS age_group, event.action AS action, event.interaction_target AS interaction_target,
  event.objects AS objects, event.description AS description, event.description_ko AS description_ko, event.confidence
  AS confidence, event.visit_video_id AS visit_video_id, event.began_seconds AS began_seconds, event.continues AS
  continues, event.person_id AS person_id, event.review_verdict AS review_verdict, word_similarity($1::VARCHAR,
  concat_ws($2::VARCHAR, event.description, event.description_ko)) AS likeness
FROM event JOIN video ON video.id = event.video_id
WHERE event.id = ANY ($3::UUID[]) AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND (event.track_id IS NULL
  OR event.track_id != ALL ($4::TEXT[])) AND event.video_id IN (SELECT video.id
FROM video
WHERE video.timezone = $5::VARCHAR) AND event.occurred_sort > $6::TIMESTAMP WITH TIME ZONE AND event.occurred_sort >=
  $7::TIMESTAMP WITH TIME ZONE AND event.occurred_sort <= $8::TIMESTAMP WITH TIME ZONE)
 SELECT alike.*
FROM alike
WHERE alike.likeness > $9::FLOAT ORDER BY alike.likeness DESC, alike.event_id
 LIMIT $10::INTEGER;

-- By meaning and words at once, within one video
WITH compared AS MATERIALIZED
(SELECT event.id AS id, (SELECT event_embedding.embedding <=> $2 AS anon_1
FROM event_embedding
WHERE event_embedding.event_id = event.id AND event_embedding.model_id = $3::VARCHAR AND event_embedding.dimensions =
  $4::INTEGER) AS distance, word_similarity($5::VARCHAR, concat_ws($6::VARCHAR, event.description,
  event.description_ko)) AS likeness
FROM event
WHERE event.video_id = $7::UUID AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM'),
found AS MATERIALIZED
(SELECT coalesce(near.id, "like".id) AS id, $1::INTEGER - near.distance AS similarity, "like".likeness AS likeness
FROM (SELECT compared.id AS id, compared.distance AS distance
FROM compared
WHERE compared.distance IS NOT NULL ORDER BY compared.distance, compared.id
 LIMIT $8::INTEGER) AS near FULL OUTER JOIN (SELECT compared.id AS id, compared.likeness AS likeness
FROM compared
WHERE compared.likeness > $9::FLOAT ORDER BY compared.likeness DESC, compared.id
 LIMIT $10::INTEGER) AS "like" ON near.id = "like".id)
 SELECT one.event_id, one.video_id, one.video_name, one.camera, one.timezone, one.type, one.start_seconds,
  one.end_seconds, one.occurred_at, one.location, one.track_id, one.gender, one.age_group, one.action,
  one.interaction_target, one.objects, one.description, one.description_ko, one.confidence, one.visit_video_id,
  one.began_seconds, one.continues, one.person_id, one.review_verdict, found.similarity, found.likeness
FROM found JOIN LATERAL (SELECT event.id AS event_id, event.video_id AS video_id, video.name AS video_name,
  video.camera AS camera, video.timezone AS timezone, event.type AS type, event.start_seconds AS start_seconds,
  event.end_seconds AS end_seconds, event.occurred_at AS occurred_at, event.location AS location, event.track_id AS
  track_id, event.gender AS gender, event.age_group AS age_group, event.action AS action, event.interaction_target AS
  interaction_target, event.objects AS objects, event.description AS description, event.description_ko AS
  description_ko, event.confidence AS confidence, event.visit_video_id AS visit_video_id, event.began_seconds AS
  began_seconds, event.continues AS continues, event.person_id AS person_id, event.review_verdict AS review_verdict
FROM event JOIN video ON video.id = event.video_id
WHERE event.id = found.id
 LIMIT ALL OFFSET $11::INTEGER) AS one ON true;

-- Events with their neighbours
WITH wanted AS
(SELECT near.id AS id
FROM event AS centre JOIN LATERAL ((SELECT event.id AS id
FROM event
WHERE event.video_id = centre.video_id AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.start_seconds, event.id) < (centre.start_seconds, centre.id) ORDER BY event.start_seconds DESC, event.id DESC
 LIMIT $1::INTEGER) UNION ALL (SELECT event.id AS id
FROM event
WHERE event.video_id = centre.video_id AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' AND
  (event.start_seconds, event.id) > (centre.start_seconds, centre.id) ORDER BY event.start_seconds, event.id
 LIMIT $2::INTEGER)) AS near ON true
WHERE centre.id = ANY ($3::UUID[]) UNION SELECT event.id AS id
FROM event
WHERE event.id = ANY ($3::UUID[]))
 SELECT event.id AS event_id, event.video_id, video.name AS video_name, video.camera AS camera, video.timezone AS
  timezone, event.type, event.start_seconds, event.end_seconds, event.occurred_at, event.location, event.track_id,
  event.gender, event.age_group, event.action, event.interaction_target, event.objects, event.description,
  event.description_ko, event.confidence, event.visit_video_id, event.began_seconds, event.continues, event.person_id,
  event.review_verdict
FROM event JOIN video ON video.id = event.video_id JOIN wanted ON wanted.id = event.id ORDER BY event.video_id,
  event.start_seconds, event.id;

-- How many
WITH counted AS
(SELECT coalesce(CAST(sum(number) AS bigint), 0) AS events, count(track_id) AS people
FROM (SELECT coalesce(event.person_id, event.track_id) AS track_id, greatest(count(*) FILTER (WHERE NOT
  event.continues), $1::INTEGER) AS number
FROM event
WHERE event.video_id = $2::UUID AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' GROUP BY CASE WHEN
  (event.person_id IS NULL) THEN coalesce(event.visit_video_id, event.video_id) END, coalesce(event.person_id,
  event.track_id)) AS anon_1)
 SELECT (SELECT events FROM counted), (SELECT people FROM counted);

-- How many in each hour of each day
SELECT persons.key, persons.type, GROUPING(persons.type) = 1 AS is_total, CAST(sum(persons.number) AS bigint) AS
  events, count(distinct((persons.place, persons.name))) FILTER (WHERE persons.name IS NOT NULL) AS people,
  (array_agg(persons.first ORDER BY persons.at, persons.first))[1] AS first
FROM (SELECT to_char(timezone(video.timezone, event.occurred_at), 'YYYY-MM-DD HH24":00"') AS key, event.type AS type,
  CASE WHEN (event.person_id IS NULL) THEN coalesce(event.visit_video_id, event.video_id) END AS place,
  coalesce(event.person_id, event.track_id) AS name, greatest(count(*) FILTER (WHERE NOT event.continues), 1) AS
  number, min(event.occurred_sort) AS at, (array_agg(event.id ORDER BY event.occurred_sort, event.start_seconds,
  event.id))[1] AS first
FROM event JOIN video ON video.id = event.video_id
WHERE event.type = $1::VARCHAR AND event.review_verdict IS DISTINCT FROM 'FALSE_ALARM' GROUP BY 1, 2, 3, 4) AS persons
  GROUP BY GROUPING SETS((persons.key), (persons.key, persons.type)) ORDER BY min(persons.at), persons.key, is_total
  DESC, persons.type
 LIMIT 5000;

-- The recordings of some days
SELECT video.id, video.camera, video.site, video.timezone, video.recorded_at, CASE WHEN (cardinality(video.jumps) = 0)
  THEN video.recorded_at + coalesce(video.duration_seconds, $1::FLOAT) * interval '1 second' ELSE
  coalesce(time_at_position(video.recorded_at, video.jumps, coalesce(video.duration_seconds, $1::FLOAT)),
  video.recorded_at + coalesce(video.duration_seconds, $1::FLOAT) * interval '1 second') END AS ended, video.status =
  $2::VARCHAR AND cardinality(video.jumps) = 0 AS is_analysed, CAST(video.gaps AS TEXT) AS gaps
FROM video
WHERE CASE WHEN (cardinality(video.jumps) = 0) THEN video.recorded_at + coalesce(video.duration_seconds, $1::FLOAT) *
  interval '1 second' ELSE coalesce(time_at_position(video.recorded_at, video.jumps, coalesce(video.duration_seconds,
  $1::FLOAT)), video.recorded_at + coalesce(video.duration_seconds, $1::FLOAT) * interval '1 second') END >=
  $3::TIMESTAMP WITH TIME ZONE AND video.recorded_at <= $4::TIMESTAMP WITH TIME ZONE ORDER BY video.recorded_at ASC
  NULLS LAST, video.id
 LIMIT 10;
