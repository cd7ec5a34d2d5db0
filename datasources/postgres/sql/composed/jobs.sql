-- Written by `python -m datasources.postgres.sql.composed`; do not edit.

-- Claim a due job
UPDATE job SET status=$1::VARCHAR, attempt=(job.attempt + $2::INTEGER), lease_owner=$3::VARCHAR,
  lease_until=(clock_timestamp() + $4::INTERVAL), claimed_at=clock_timestamp(), started_at=coalesce(job.started_at,
  now()) WHERE job.id = $5::UUID AND (job.status = $6::VARCHAR AND job.run_after <= now() OR job.status = $7::VARCHAR
  AND job.lease_until < now()) RETURNING job.id, job.organization, job.kind, job.video_id, job.history_id,
  job.pipeline_version, job.status, job.stage, job.percent, job.attempt, job.payload, job.usage, job.chunks,
  job.skipped_seconds, job.error_code, job.error_values, job.created_at, job.started_at, job.finished_at, job.sites,
  job.work, job.request_id;

-- Renew a lease
UPDATE job SET lease_until=(clock_timestamp() + $1::INTERVAL) WHERE job.id = $2::UUID AND job.status = $3::VARCHAR AND
  job.lease_owner = $4::VARCHAR AND job.attempt = $5::INTEGER;

-- Change the video of a job
UPDATE video SET updated_at = now(), jumps = $2, status = $3, thumbnail_key = CASE WHEN thumbnail_key LIKE
  '%/chosen/%' THEN thumbnail_key ELSE $4 END WHERE id = $1;

-- End a question
WITH subject AS (UPDATE prompt_history SET citations = $17, completed_at = $18, response = $19, status = $20 WHERE id
  = $16 RETURNING id) SELECT end_job($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) FROM subject;

-- End the first question of a session, and name it
WITH named AS (UPDATE prompt_session SET main_event_id = $22, updated_at = now(), title = CASE WHEN title = $23 THEN
  $24 ELSE title END WHERE id = $21 RETURNING id), subject AS (UPDATE prompt_history SET citations = $17, completed_at
  = $18, response = $19, status = $20 WHERE id = $16 AND (SELECT count(*) FROM named) >= 0 RETURNING id) SELECT
  end_job($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) FROM subject;

-- The newest job of each video
SELECT DISTINCT ON (job.video_id) job.id, job.organization, job.kind, job.video_id, job.history_id,
  job.pipeline_version, job.status, job.stage, job.percent, job.attempt, job.payload, job.usage, job.chunks,
  job.skipped_seconds, job.error_code, job.error_values, job.created_at, job.started_at, job.finished_at, job.sites,
  job.work, job.request_id
FROM job
WHERE job.kind = $1::VARCHAR AND job.video_id = ANY ($2::UUID[]) ORDER BY job.video_id, job.created_at DESC, job.id
  DESC;
