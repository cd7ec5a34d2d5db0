-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- A page of sessions
SELECT prompt_session.id, prompt_session.title, prompt_session.created_at AS cursor_value
FROM prompt_session
WHERE prompt_session.video_id = $1::UUID AND (prompt_session.created_at, prompt_session.id) < ($2::TIMESTAMP WITH TIME
  ZONE, $3::UUID) ORDER BY prompt_session.created_at DESC, prompt_session.id DESC
 LIMIT $4::INTEGER;

-- The same page of each video
SELECT anon_1.id AS parent_id, mine.id, mine.title, mine.cursor_value
FROM unnest($1::UUID[]) AS anon_1(id) JOIN LATERAL (SELECT prompt_session.id AS id, prompt_session.title AS title,
  prompt_session.created_at AS cursor_value
FROM prompt_session
WHERE prompt_session.video_id = anon_1.id ORDER BY prompt_session.created_at DESC, prompt_session.id DESC
 LIMIT 21) AS mine ON true;

-- The same page of questions of each session
SELECT anon_1.id AS parent_id, mine.id, mine.prompt, mine.cursor_value
FROM unnest($1::UUID[]) AS anon_1(id) JOIN LATERAL (SELECT prompt_history.id AS id, prompt_history.prompt AS prompt,
  prompt_history.sequence_number AS cursor_value
FROM prompt_history
WHERE prompt_history.session_id = anon_1.id ORDER BY prompt_history.sequence_number ASC, prompt_history.id ASC
 LIMIT 21) AS mine ON true;

-- A question and its session
SELECT history.id, history.prompt, session.id, session.title FROM prompt_history_by_id($1, $2, $3) AS history CROSS
  JOIN prompt_session_by_id($1, $2, $4) AS session;

-- A question to be answered
SELECT prompt_history.prompt, prompt_history.language, prompt_history.timezone, prompt_history.session_id,
  prompt_history.sequence_number, prompt_history.status, prompt_session.title, video.id AS video_id, video.name AS
  video_name, video.camera AS video_camera, video.timezone AS video_timezone, video.recorded_at AS video_recorded_at,
  video.duration_seconds AS video_duration_seconds, video.jumps AS video_jumps
FROM prompt_history JOIN prompt_session ON prompt_session.id = prompt_history.session_id LEFT OUTER JOIN video ON
  video.id = prompt_session.video_id
WHERE prompt_history.id = $1::UUID;
