"""Tell a step, and end a job, in one round trip; a question that is held from its start begins to be planned at once.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# job_tell by itself, as a transaction of its own: it says whose rows it sees.
STEP = """
CREATE FUNCTION job_step(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true);
  RETURN public.job_tell(of_job, of_owner, of_attempt, channel, of_kind, of_subject, of_organization, new_status,
    new_stage, new_percent, new_payload);
END
$$
"""
STEP_SIGNATURE = "job_step(uuid, text, integer, text, text, uuid, text, text, text, integer, jsonb)"

# The fence first, as job_tell has it; NULL once the hold is void. Its caller has locked what the job is about.
END = """
CREATE FUNCTION job_end(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb,
  ended_as text, new_usage jsonb, new_error_code text, new_error_values jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  UPDATE public.job SET status = ended_as, stage = new_stage, percent = greatest(percent, new_percent),
    usage = new_usage, error_code = new_error_code, error_values = new_error_values,
    lease_owner = NULL, lease_until = NULL, finished_at = now()
  WHERE id = of_job AND status = 'RUNNING' AND lease_owner = of_owner AND attempt = of_attempt;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF of_subject IS NULL THEN
    RETURN 0;
  END IF;
  RETURN public.progress_tell(
    channel, of_kind, of_subject, of_organization, new_status, new_stage, new_percent, new_payload, true);
END
$$
"""
END_SIGNATURE = (
    "job_end(uuid, text, integer, text, text, uuid, text, text, text, integer, jsonb, text, jsonb, text, jsonb)"
)

# As prompt_begin (0014), which stays for processes of the version before, but that a question with an owner is RUNNING
# at once, and its second step says so. Nothing is announced: nobody can follow yet what nobody knows of, and
# transactions that announce end one after the other.
START = """
CREATE FUNCTION prompt_start(
  of_organization text, of_user text, of_video uuid, of_session uuid, new_title text, new_kind text, new_prompt text,
  in_language text, in_timezone text, of_pipeline text, new_payload jsonb, of_owner text, lease interval,
  told jsonb, planning_percent integer
) RETURNS TABLE (session_id uuid, history_id uuid, job_id uuid, created_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  held boolean := of_owner IS NOT NULL;
  the_session uuid := of_session;
  the_history uuid;
  the_job uuid;
BEGIN
  IF the_session IS NULL THEN
    PERFORM pg_advisory_xact_lock(
      hashtextextended('prompt_session:' || of_organization || ':' || coalesce(of_video::text, 'None'), 0));
    INSERT INTO public.prompt_session (organization, user_id, video_id, title, number)
    VALUES (of_organization, of_user, of_video, new_title,
      (SELECT coalesce(max(number), 0) + 1 FROM public.prompt_session WHERE video_id IS NOT DISTINCT FROM of_video))
    RETURNING id INTO the_session;
  END IF;
  INSERT INTO public.prompt_history
    (organization, session_id, sequence_number, kind, prompt, language, timezone, status)
  VALUES (of_organization, the_session,
    (SELECT coalesce(max(sequence_number), 0) + 1 FROM public.prompt_history WHERE session_id = the_session),
    new_kind, new_prompt, in_language, in_timezone, CASE WHEN held THEN 'RUNNING' ELSE 'QUEUED' END)
  RETURNING id INTO the_history;
  UPDATE public.prompt_session SET last_prompt_at = now(), updated_at = now() WHERE id = the_session;
  INSERT INTO public.job (organization, kind, history_id, pipeline_version, payload,
    status, stage, percent, attempt, lease_owner, lease_until, started_at)
  VALUES (of_organization, 'PROMPT', the_history, of_pipeline, new_payload,
    CASE WHEN held THEN 'RUNNING' ELSE 'QUEUED' END, CASE WHEN held THEN 'PLANNING' ELSE 'QUEUED' END,
    CASE WHEN held THEN planning_percent ELSE 0 END, CASE WHEN held THEN 1 ELSE 0 END,
    of_owner, CASE WHEN held THEN clock_timestamp() + lease END, CASE WHEN held THEN now() END)
  RETURNING id INTO the_job;
  INSERT INTO public.progress (kind, subject_id, sequence, organization, status, stage, percent, payload, terminal)
  SELECT 'PROMPT', the_history, step.*, told, false
  FROM (VALUES (1, of_organization, 'QUEUED', 'QUEUED', 0),
    (2, of_organization, 'RUNNING', 'PLANNING', planning_percent)) AS step (sequence)
  WHERE held OR sequence = 1;
  RETURN QUERY SELECT the_session, the_history, the_job, now();
END
$$
"""
START_SIGNATURE = (
    "prompt_start(text, text, uuid, uuid, text, text, text, text, text, text, jsonb, text, interval, jsonb, integer)"
)
FUNCTIONS = ((STEP, STEP_SIGNATURE), (END, END_SIGNATURE), (START, START_SIGNATURE))


def upgrade() -> None:
    for function, signature in FUNCTIONS:
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO watchgraph_app")


def downgrade() -> None:
    for _, signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
