-- Statements that an analyst would write. None may be refused, and each must run.

-- how many events
SELECT count(*) FROM event_view;
-- how many events of each type
SELECT type, count(*) AS events FROM event_view GROUP BY type ORDER BY events DESC;
-- how many different people
SELECT count(DISTINCT person) AS people FROM event_view;
-- how many people came in
SELECT count(DISTINCT person) AS people FROM event_view WHERE type = 'PERSON_ENTER';
-- people by camera
SELECT camera, count(DISTINCT person) AS people FROM event_view GROUP BY camera ORDER BY people DESC, camera;
-- people by day
SELECT local_time::date AS day, count(DISTINCT person) AS people FROM event_view GROUP BY day ORDER BY day;
-- the busiest hour
SELECT extract(hour FROM local_time) AS hour, count(DISTINCT person) AS people FROM event_view WHERE local_time IS NOT NULL GROUP BY hour ORDER BY people DESC, hour LIMIT 1;
-- the busiest hour by date_part
SELECT date_part('hour', local_time) AS hour, count(*) FROM event_view GROUP BY 1 ORDER BY 2 DESC LIMIT 1;
-- the busiest hour by date_trunc
SELECT date_trunc('hour', local_time) AS hour, count(DISTINCT person) AS people FROM event_view GROUP BY hour ORDER BY people DESC NULLS LAST LIMIT 3;
-- the quietest day
SELECT local_time::date AS day, count(*) AS events FROM event_view WHERE local_time IS NOT NULL GROUP BY day ORDER BY events ASC LIMIT 1;
-- by weekday
SELECT to_char(local_time, 'Day') AS weekday, count(*) FROM event_view GROUP BY weekday;
-- by weekday's number
SELECT extract(isodow FROM local_time)::int AS weekday, count(DISTINCT person) FROM event_view GROUP BY 1 ORDER BY 1;
-- average stay
SELECT avg(duration_seconds) AS seconds FROM event_view WHERE type = 'STANDING';
-- average stay, rounded
SELECT round(avg(duration_seconds)::numeric, 1) AS seconds FROM event_view WHERE type IN ('STANDING', 'LOITERING');
-- average by gender
SELECT gender, avg(duration_seconds) AS seconds, count(*) AS events FROM event_view WHERE type = 'STANDING' GROUP BY gender;
-- the median
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) AS median FROM event_view;
-- several percentiles
SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY duration_seconds) FROM event_view;
-- the discrete percentile
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY duration_seconds) FROM event_view WHERE type = 'WALKING';
-- the most frequent type
SELECT mode() WITHIN GROUP (ORDER BY type) FROM event_view;
-- the spread
SELECT stddev(duration_seconds), stddev_pop(duration_seconds), variance(duration_seconds), var_samp(duration_seconds) FROM event_view;
-- shortest and longest
SELECT min(duration_seconds) AS shortest, max(duration_seconds) AS longest, sum(duration_seconds) AS total FROM event_view;
-- the first event
SELECT id, type, occurred_at FROM event_view ORDER BY occurred_at ASC NULLS LAST LIMIT 1;
-- the last event
SELECT id, type, occurred_at FROM event_view ORDER BY occurred_at DESC NULLS LAST LIMIT 1;
-- the first who came in
SELECT id, track_id, start_seconds FROM event_view WHERE type = 'PERSON_ENTER' ORDER BY occurred_at, start_seconds LIMIT 1;
-- the last who left
SELECT id, track_id FROM event_view WHERE type = 'PERSON_EXIT' ORDER BY occurred_at DESC NULLS LAST, start_seconds DESC LIMIT 1;
-- the second who came
SELECT id, person FROM event_view WHERE type = 'PERSON_ENTER' ORDER BY start_seconds OFFSET 1 LIMIT 1;
-- the second by FETCH
SELECT id FROM event_view ORDER BY start_seconds OFFSET 1 ROWS FETCH FIRST 1 ROW ONLY;
-- all that share the first place
SELECT id, duration_seconds FROM event_view ORDER BY duration_seconds DESC FETCH FIRST 1 ROWS WITH TIES;
-- first and last by person
SELECT person, min(start_seconds) AS first_seen, max(end_seconds) AS last_seen FROM event_view WHERE person IS NOT NULL GROUP BY person;
-- who stayed the longest
SELECT person, max(end_seconds) - min(start_seconds) AS seconds FROM event_view WHERE person IS NOT NULL GROUP BY person ORDER BY seconds DESC LIMIT 1;
-- who stood the longest in all
SELECT person, sum(duration_seconds) AS seconds FROM event_view WHERE type = 'STANDING' AND person IS NOT NULL GROUP BY person ORDER BY seconds DESC LIMIT 5;
-- thefts
SELECT id, camera, local_time, description FROM event_view WHERE type = 'THEFT' ORDER BY occurred_at;
-- alarming events
SELECT id, type, occurred_at FROM event_view WHERE type IN ('THEFT', 'COLLAPSE', 'FIGHTING', 'VANDALISM', 'INTRUSION', 'SMOKING') ORDER BY occurred_at DESC;
-- any of an array
SELECT id FROM event_view WHERE type = ANY(ARRAY['FIGHTING', 'COLLAPSE']);
-- none of a list
SELECT count(*) FROM event_view WHERE type NOT IN ('WALKING', 'STANDING');
-- not all of an array
SELECT count(*) FROM event_view WHERE type <> ALL(ARRAY['WALKING', 'STANDING']);
-- on the left
SELECT id, track_id FROM event_view WHERE location = 'LEFT' AND type = 'STANDING';
-- which side is busiest
SELECT location, count(DISTINCT person) AS people FROM event_view WHERE location <> 'UNKNOWN' GROUP BY location ORDER BY people DESC LIMIT 1;
-- women
SELECT count(DISTINCT person) AS women FROM event_view WHERE gender = 'FEMALE';
-- men and women
SELECT count(DISTINCT person) FILTER (WHERE gender = 'MALE') AS men, count(DISTINCT person) FILTER (WHERE gender = 'FEMALE') AS women FROM event_view;
-- share of women
SELECT 100.0 * count(DISTINCT person) FILTER (WHERE gender = 'FEMALE') / nullif(count(DISTINCT person), 0) AS percent FROM event_view;
-- the young and the old
SELECT age_group, count(DISTINCT person) AS people FROM event_view WHERE age_group IN ('YOUNG', 'OLD') GROUP BY age_group;
-- average age
SELECT avg(age) FROM event_view WHERE age IS NOT NULL;
-- age classes
SELECT width_bucket(age, 0, 100, 10) AS class, count(DISTINCT person) FROM event_view WHERE age IS NOT NULL GROUP BY class ORDER BY class;
-- sure events only
SELECT count(*) FROM event_view WHERE confidence >= 0.8;
-- the least sure
SELECT id, type, confidence FROM event_view ORDER BY confidence LIMIT 10;
-- confidence by type
SELECT type, round(avg(confidence)::numeric, 2) AS confidence FROM event_view GROUP BY type HAVING count(*) >= 2 ORDER BY 2 DESC;
-- a day
SELECT count(*) FROM event_view WHERE local_time::date = DATE '2026-11-22';
-- a window with an offset
SELECT id FROM event_view WHERE occurred_at >= '2026-11-22T21:00:00+09:00' AND occurred_at < '2026-11-22T22:00:00+09:00' ORDER BY occurred_at;
-- a window by BETWEEN
SELECT id FROM event_view WHERE occurred_at BETWEEN '2026-11-22 20:30+09' AND '2026-11-22 21:30+09';
-- a window that overlaps
SELECT id FROM event_view WHERE occurred_at <= '2026-11-22 21:05+09'::timestamptz AND ended_at >= '2026-11-22 21:00+09'::timestamptz;
-- a window by OVERLAPS
SELECT id FROM event_view WHERE (occurred_at, ended_at) OVERLAPS ('2026-11-22 21:00+09'::timestamptz, '2026-11-22 21:05+09'::timestamptz);
-- a part of the video
SELECT id, type FROM event_view WHERE start_seconds <= 300 AND end_seconds >= 180 ORDER BY start_seconds;
-- minutes of the video
SELECT floor(start_seconds / 60) AS minute, count(*) FROM event_view GROUP BY minute ORDER BY minute;
-- the last minute of each video
SELECT e.id FROM event_view AS e JOIN video_view AS v ON v.id = e.video_id WHERE e.start_seconds >= v.duration_seconds - 60;
-- at night
SELECT count(*) FROM event_view WHERE extract(hour FROM local_time) >= 22 OR extract(hour FROM local_time) < 6;
-- in the afternoon by time
SELECT count(*) FROM event_view WHERE local_time::time BETWEEN TIME '12:00' AND TIME '18:00';
-- at weekends
SELECT count(*) FROM event_view WHERE extract(isodow FROM local_time) IN (6, 7);
-- the last seven days
SELECT count(*) FROM event_view WHERE occurred_at >= now() - interval '7 days';
-- today
SELECT count(*) FROM event_view WHERE occurred_at >= CURRENT_DATE;
-- yesterday
SELECT count(*) FROM event_view WHERE occurred_at >= CURRENT_DATE - 1 AND occurred_at < CURRENT_DATE;
-- this month
SELECT count(*) FROM event_view WHERE date_trunc('month', local_time) = date_trunc('month', LOCALTIMESTAMP);
-- since a moment
SELECT count(*) FROM event_view WHERE occurred_at > CURRENT_TIMESTAMP - make_interval(hours => 12);
-- in another zone
SELECT occurred_at AT TIME ZONE 'Asia/Seoul' AS seoul, occurred_at AT TIME ZONE 'UTC' AS utc FROM event_view LIMIT 5;
-- as text
SELECT to_char(local_time, 'YYYY-MM-DD HH24:MI:SS') AS at, type FROM event_view ORDER BY at LIMIT 20;
-- as AM and PM
SELECT to_char(local_time, 'HH12:MI AM') FROM event_view LIMIT 3;
-- ten-minute bins
SELECT date_bin(interval '10 minutes', local_time, TIMESTAMP '2026-01-01') AS bin, count(*) FROM event_view GROUP BY bin ORDER BY bin;
-- how long ago
SELECT age(now(), max(occurred_at)) FROM event_view;
-- a video's events by its name
SELECT type, count(*) FROM event_view WHERE video_name = 'Entrance' GROUP BY type;
-- videos by name, without regard to case
SELECT DISTINCT video_name FROM event_view WHERE lower(video_name) LIKE '%entr%';
-- words in English
SELECT id, description FROM event_view WHERE description ILIKE '%red hat%';
-- words in Korean
SELECT id, description_ko FROM event_view WHERE description_ko LIKE '%빨간%' OR description_ko LIKE '%모자%';
-- words by a pattern
SELECT id FROM event_view WHERE description ~* '\m(hat|cap)\M';
-- no such words
SELECT count(*) FROM event_view WHERE description !~* 'hat' AND description NOT ILIKE '%cap%';
-- words by SIMILAR TO
SELECT count(*) FROM event_view WHERE description SIMILAR TO '%(left|right)%';
-- a percent sign meant
SELECT count(*) FROM event_view WHERE description LIKE '%50\%%' ESCAPE '\';
-- begins with
SELECT count(*) FROM event_view WHERE starts_with(description, 'A person');
-- things
SELECT id FROM event_view WHERE 'bottle' = ANY(objects);
-- one of several things
SELECT id FROM event_view WHERE objects && ARRAY['bottle', 'bag'];
-- all of several things
SELECT id FROM event_view WHERE objects @> ARRAY['bottle']::text[];
-- how often each thing
SELECT thing, count(*) AS times FROM event_view, unnest(objects) AS thing GROUP BY thing ORDER BY times DESC;
-- things by LATERAL
SELECT e.id, t.thing FROM event_view AS e CROSS JOIN LATERAL unnest(e.objects) AS t(thing);
-- things with their place
SELECT e.id, t.thing, t.place FROM event_view AS e, unnest(e.objects) WITH ORDINALITY AS t(thing, place) WHERE t.place = 1;
-- keywords
SELECT id FROM event_view WHERE keywords && ARRAY['theft'];
-- how many things
SELECT id, cardinality(objects) AS things FROM event_view WHERE cardinality(objects) > 0;
-- things as a text
SELECT id, array_to_string(objects, ', ') FROM event_view WHERE array_length(objects, 1) >= 1;
-- the first thing
SELECT objects[1] AS thing FROM event_view WHERE objects <> '{}';
-- an attribute
SELECT id FROM event_view WHERE attributes->>'color' = 'red';
-- an attribute that is there
SELECT count(*) FROM event_view WHERE attributes ? 'color';
-- attributes that hold
SELECT count(*) FROM event_view WHERE attributes @> '{"color": "red"}'::jsonb;
-- an attribute by number
SELECT avg((attributes->>'speed')::float8) FROM event_view WHERE attributes ? 'speed';
-- events by color
SELECT coalesce(attributes->>'color', 'unknown') AS color, count(*) FROM event_view GROUP BY color;
-- emotions
SELECT emotion, count(*) FROM event_view WHERE emotion IS NOT NULL GROUP BY emotion;
-- interactions with whom
SELECT interaction_target, count(*) FROM event_view WHERE type = 'INTERACTION' GROUP BY interaction_target;
-- actions
SELECT DISTINCT action FROM event_view WHERE action IS NOT NULL;
-- people who came in and did not leave
SELECT person FROM event_view WHERE type = 'PERSON_ENTER' AND person IS NOT NULL EXCEPT SELECT person FROM event_view WHERE type = 'PERSON_EXIT';
-- people who did both
SELECT person FROM event_view WHERE type = 'STANDING' INTERSECT SELECT person FROM event_view WHERE type = 'WALKING';
-- either
SELECT id FROM event_view WHERE type = 'THEFT' UNION ALL SELECT id FROM event_view WHERE type = 'FIGHTING';
-- people who never left, by NOT EXISTS
SELECT DISTINCT e.person FROM event_view e WHERE e.type = 'PERSON_ENTER' AND NOT EXISTS (SELECT 1 FROM event_view x WHERE x.person = e.person AND x.type = 'PERSON_EXIT');
-- people who stood, by EXISTS
SELECT count(DISTINCT e.person) FROM event_view e WHERE EXISTS (SELECT FROM event_view s WHERE s.person = e.person AND s.type = 'STANDING' AND s.duration_seconds > 10);
-- people in a subquery
SELECT id FROM event_view WHERE person IN (SELECT person FROM event_view WHERE type = 'THEFT');
-- longer than the average
SELECT id, duration_seconds FROM event_view WHERE duration_seconds > (SELECT avg(duration_seconds) FROM event_view);
-- the longest of each type
SELECT DISTINCT ON (type) type, id, duration_seconds FROM event_view ORDER BY type, duration_seconds DESC;
-- the first of each camera
SELECT DISTINCT ON (camera) camera, id, occurred_at FROM event_view ORDER BY camera, occurred_at;
-- ranks
SELECT person, count(*) AS events, rank() OVER (ORDER BY count(*) DESC) AS place FROM event_view WHERE person IS NOT NULL GROUP BY person;
-- dense ranks
SELECT type, dense_rank() OVER (ORDER BY count(*) DESC) FROM event_view GROUP BY type;
-- numbered visitors
SELECT person, row_number() OVER (ORDER BY min(start_seconds)) AS visitor FROM event_view WHERE person IS NOT NULL GROUP BY person;
-- the time between arrivals
SELECT avg(gap) FROM (SELECT start_seconds - lag(start_seconds) OVER (PARTITION BY video_id ORDER BY start_seconds) AS gap FROM event_view WHERE type = 'PERSON_ENTER') AS gaps;
-- what came next
SELECT id, type, lead(type) OVER (PARTITION BY person ORDER BY start_seconds) AS next FROM event_view WHERE person IS NOT NULL;
-- what came next after a theft
SELECT * FROM (SELECT id, type, lag(type) OVER (PARTITION BY video_id ORDER BY start_seconds) AS before FROM event_view) AS told WHERE before = 'THEFT';
-- a running count
SELECT start_seconds, count(*) OVER (ORDER BY start_seconds ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS so_far FROM event_view;
-- a moving average
SELECT id, avg(duration_seconds) OVER (ORDER BY start_seconds ROWS 3 PRECEDING) FROM event_view;
-- a named window
SELECT id, rank() OVER w, first_value(id) OVER w FROM event_view WINDOW w AS (PARTITION BY type ORDER BY start_seconds);
-- quartiles
SELECT id, ntile(4) OVER (ORDER BY duration_seconds) FROM event_view;
-- share of each type
SELECT type, count(*) AS events, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent FROM event_view GROUP BY type;
-- most people at once
WITH changes AS (SELECT start_seconds AS at, 1 AS change FROM event_view WHERE person IS NOT NULL UNION ALL SELECT end_seconds, -1 FROM event_view WHERE person IS NOT NULL) SELECT at, sum(change) OVER (ORDER BY at, change DESC) AS people FROM changes ORDER BY people DESC LIMIT 1;
-- a WITH query
WITH visits AS (SELECT person, min(occurred_at) AS came, max(ended_at) AS went FROM event_view WHERE person IS NOT NULL GROUP BY person) SELECT count(*) AS visits, avg(went - came) AS stay FROM visits;
-- two WITH queries
WITH daily AS (SELECT local_time::date AS day, count(DISTINCT person) AS people FROM event_view GROUP BY day), best AS (SELECT max(people) AS people FROM daily) SELECT day, daily.people FROM daily JOIN best ON best.people = daily.people;
-- a WITH query that is used twice
WITH t AS (SELECT * FROM event_view WHERE type = 'THEFT') SELECT (SELECT count(*) FROM t) AS thefts, (SELECT count(DISTINCT camera) FROM t) AS cameras;
-- a materialized WITH query
WITH t AS MATERIALIZED (SELECT id, type FROM event_view) SELECT type, count(*) FROM t GROUP BY type;
-- average a day
SELECT avg(people) FROM (SELECT local_time::date AS day, count(DISTINCT person) AS people FROM event_view GROUP BY day) AS days;
-- every hour, also the empty ones
SELECT h.hour, count(DISTINCT e.person) AS people FROM generate_series(0, 23) AS h(hour) LEFT JOIN event_view AS e ON extract(hour FROM e.local_time) = h.hour GROUP BY h.hour ORDER BY h.hour;
-- every second hour
SELECT hour FROM generate_series(0, 22, 2) AS hour;
-- a table of values
SELECT v.label, count(e.id) FROM (VALUES ('THEFT', 'theft'), ('SMOKING', 'smoking')) AS v(type, label) LEFT JOIN event_view AS e ON e.type = v.type GROUP BY v.label;
-- videos
SELECT id, name, camera, recorded_at, duration_seconds FROM video_view ORDER BY recorded_at DESC NULLS LAST;
-- hours of footage
SELECT round((sum(duration_seconds) / 3600)::numeric, 2) AS hours FROM video_view WHERE status = 'READY';
-- footage by camera
SELECT camera, count(*) AS videos, sum(duration_seconds) AS seconds FROM video_view GROUP BY camera ORDER BY camera NULLS LAST;
-- videos without events
SELECT v.name FROM video_view AS v LEFT JOIN event_view AS e ON e.video_id = v.id WHERE e.id IS NULL;
-- events a video
SELECT v.name, count(e.id) AS events FROM video_view v LEFT JOIN event_view e ON e.video_id = v.id GROUP BY v.id, v.name ORDER BY events DESC;
-- events an hour of footage
SELECT v.camera, count(e.id) / nullif(sum(DISTINCT v.duration_seconds) / 3600, 0) AS per_hour FROM video_view v JOIN event_view e ON e.video_id = v.id GROUP BY v.camera;
-- videos of a status
SELECT status, count(*) FROM video_view GROUP BY status;
-- cameras
SELECT DISTINCT camera FROM video_view WHERE camera IS NOT NULL ORDER BY camera;
-- cameras with more than one type of event
SELECT camera, count(DISTINCT type) AS types FROM event_view GROUP BY camera HAVING count(DISTINCT type) > 1;
-- a camera compared with the rest
SELECT CASE WHEN camera = 'entrance' THEN 'entrance' ELSE 'others' END AS place, count(*) FROM event_view GROUP BY 1;
-- by part of the day
SELECT CASE WHEN extract(hour FROM local_time) < 6 THEN 'night' WHEN extract(hour FROM local_time) < 12 THEN 'morning' WHEN extract(hour FROM local_time) < 18 THEN 'afternoon' ELSE 'evening' END AS part, count(DISTINCT person) AS people FROM event_view GROUP BY part ORDER BY people DESC;
-- short and long stays
SELECT sum(CASE WHEN duration_seconds > 60 THEN 1 ELSE 0 END) AS long, sum(CASE duration_seconds WHEN 0 THEN 1 ELSE 0 END) AS none FROM event_view;
-- by type and camera
SELECT camera, type, count(*) FROM event_view GROUP BY camera, type ORDER BY camera, count(*) DESC;
-- with totals
SELECT camera, type, count(*) FROM event_view GROUP BY ROLLUP (camera, type) ORDER BY camera, type;
-- by either
SELECT camera, type, grouping(camera) AS over_cameras, count(*) FROM event_view GROUP BY GROUPING SETS ((camera), (type), ());
-- is there any
SELECT EXISTS (SELECT 1 FROM event_view WHERE type = 'SMOKING') AS smoked;
-- is everything sure
SELECT bool_and(confidence > 0.5), bool_or(type = 'THEFT'), every(duration_seconds >= 0) FROM event_view;
-- not a yes or no
SELECT count(*) FROM event_view WHERE (type = 'THEFT') IS NOT TRUE;
-- missing values
SELECT count(*) FROM event_view WHERE track_id IS NULL OR occurred_at IS NULL;
-- distinct from
SELECT count(*) FROM event_view WHERE camera IS DISTINCT FROM 'entrance';
-- rows compared
SELECT count(*) FROM event_view WHERE (type, location) IN (('STANDING', 'LEFT'), ('STANDING', 'RIGHT'));
-- kinds as one text
SELECT person, string_agg(DISTINCT type, ', ' ORDER BY type) AS did FROM event_view WHERE person IS NOT NULL GROUP BY person;
-- kinds as an array
SELECT camera, array_agg(DISTINCT type) AS types FROM event_view GROUP BY camera;
-- an array of a subquery
SELECT ARRAY(SELECT DISTINCT camera FROM video_view ORDER BY camera);
-- texts joined
SELECT id, camera || ': ' || type AS told, concat(track_id, ' at ', round(start_seconds::numeric, 1)) FROM event_view LIMIT 10;
-- parts of texts
SELECT left(description, 20), length(description), split_part(person, '/', 2), upper(location) FROM event_view LIMIT 5;
-- substrings
SELECT substring(description FROM 1 FOR 10), trim(BOTH ' ' FROM description), position('person' IN description) FROM event_view LIMIT 5;
-- arithmetic
SELECT abs(-1), ceil(1.2), floor(1.8), round(1.55, 1), trunc(1.99), mod(7, 3), 7 % 3, sign(-3), sqrt(16), -start_seconds FROM event_view LIMIT 1;
-- minutes and seconds
SELECT id, make_interval(secs => start_seconds) AS at FROM event_view ORDER BY start_seconds LIMIT 10;
-- greatest and least
SELECT greatest(start_seconds, 10), least(end_seconds, 20) FROM event_view LIMIT 5;
-- how long two people were there together
SELECT a.person, b.person, least(a.end_seconds, b.end_seconds) - greatest(a.start_seconds, b.start_seconds) AS together FROM event_view a JOIN event_view b ON a.video_id = b.video_id AND a.person < b.person AND a.start_seconds <= b.end_seconds AND b.start_seconds <= a.end_seconds ORDER BY together DESC LIMIT 10;
-- within a minute after a theft
SELECT b.id, b.type FROM event_view a JOIN event_view b ON b.video_id = a.video_id AND b.start_seconds BETWEEN a.end_seconds AND a.end_seconds + 60 WHERE a.type = 'THEFT' AND b.id <> a.id;
-- joined by USING
SELECT count(*) FROM event_view JOIN (SELECT person, min(start_seconds) AS first FROM event_view GROUP BY person) AS f USING (person);
-- a right and a full join
SELECT count(*) FROM event_view e RIGHT JOIN video_view v ON v.id = e.video_id FULL JOIN video_view w ON w.id = v.id;
-- one event by its key
SELECT * FROM event_view WHERE id = '01890000-0000-7000-8000-000000000000'::uuid;
-- one person of one video
SELECT id, type, start_seconds FROM event_view WHERE track_id = 'P1' ORDER BY video_id, start_seconds;
-- everything of the views
SELECT e.*, v.duration_seconds AS video_seconds FROM event_view AS e JOIN video_view AS v ON v.id = e.video_id;
-- comments and quotes in a statement
SELECT "type", /* how many */ count(*) AS "number of events" FROM "event_view" GROUP BY "type"; -- done
-- a Korean name of a column
SELECT camera AS "카메라", count(*) AS "건수" FROM event_view GROUP BY "카메라" ORDER BY "건수" DESC;
-- lower-case keywords and much space
select   type ,count( * )   from event_view   where type='THEFT'   group   by type;
-- numbers as texts
SELECT count(*) FROM event_view WHERE confidence > '0.5' AND start_seconds < 1e3;
-- casts in the standard's way
SELECT CAST(start_seconds AS integer), CAST(occurred_at AS date), CAST('2026-11-22' AS timestamp with time zone) FROM event_view LIMIT 2;
-- intervals compared
SELECT id FROM event_view WHERE ended_at - occurred_at > interval '30 seconds';
-- intervals multiplied
SELECT occurred_at + 2 * interval '1 hour' FROM event_view LIMIT 2;
-- to a moment of the clock
SELECT count(*) FROM event_view WHERE local_time >= make_timestamp(2026, 11, 22, 21, 0, 0) AND local_time < to_timestamp('2026-11-23', 'YYYY-MM-DD');
