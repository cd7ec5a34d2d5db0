-- Stores a question with its job and its first progress steps: in a new session, or in session $4, which the caller's
-- transaction has locked. Returns no row, and writes nothing, where there is no such video or session.
--
-- $1 organization, $2 user, $3 video of a new session or NULL, $4 session or NULL, $5 title of a new session,
-- $6 kind, $7 prompt, $8 language, $9 timezone, $10 status of the question,
-- $11 pipeline version, $12 payload, $13 status, $14 stage, $15 percent and $16 attempt of the job,
-- $17 owner of the lease or NULL, $18 length of the lease or NULL,
-- $19 statuses, $20 stages and $21 percents of the progress steps in their order, $22 payload of each,
-- $23 id of the request or NULL.
WITH about AS (
  SELECT id, name, camera, timezone, recorded_at, duration_seconds, jumps FROM video
  WHERE id = coalesce($3::uuid, (SELECT video_id FROM prompt_session WHERE id = $4::uuid))
), opened AS (
  INSERT INTO prompt_session (organization, user_id, video_id, title, number, last_prompt_at)
  SELECT $1::text, $2::text, $3::uuid, $5::text, next_session_number($1::text, $3::uuid), now()
  WHERE $4::uuid IS NULL AND ($3::uuid IS NULL OR EXISTS (SELECT FROM about))
  RETURNING id, title
), continued AS (
  UPDATE prompt_session SET last_prompt_at = now(), updated_at = now() WHERE id = $4::uuid
  RETURNING id, title
), session AS (
  SELECT id, title FROM opened UNION ALL SELECT id, title FROM continued
), question AS (
  INSERT INTO prompt_history (organization, session_id, sequence_number, kind, prompt, language, timezone, status)
  SELECT $1::text, session.id,
    next_question_number(session.id), $6::text, $7::text, $8::text, $9::text, $10::text
  FROM session
  RETURNING id, sequence_number
), queued AS (
  INSERT INTO job (organization, kind, history_id, pipeline_version, payload, status, stage, percent, attempt,
    lease_owner, lease_until, started_at, request_id)
  SELECT $1::text, 'PROMPT', question.id, $11::text, $12::jsonb, $13::text, $14::text, $15::integer, $16::integer,
    $17::text, clock_timestamp() + $18::interval, CASE WHEN $17::text IS NOT NULL THEN now() END, $23::text
  FROM question
  RETURNING id, sites
), steps AS (
  -- Not announced by pg_notify: nobody can follow a question before its id is known.
  INSERT INTO progress (kind, subject_id, sequence, organization, status, stage, percent, payload)
  SELECT 'PROMPT', question.id, step.sequence, $1::text, step.status, step.stage, step.percent, $22::jsonb
  FROM question
  CROSS JOIN unnest($19::text[], $20::text[], $21::integer[]) WITH ORDINALITY
    AS step (status, stage, percent, sequence)
)
SELECT session.id AS session_id, session.title, question.id AS history_id, question.sequence_number,
  queued.id AS job_id, queued.sites AS job_sites, now() AS created_at,
  about.id AS video_id, about.name AS video_name, about.camera AS video_camera, about.timezone AS video_timezone,
  about.recorded_at AS video_recorded_at, about.duration_seconds AS video_duration_seconds, about.jumps AS video_jumps
FROM session CROSS JOIN question CROSS JOIN queued LEFT JOIN about ON true
