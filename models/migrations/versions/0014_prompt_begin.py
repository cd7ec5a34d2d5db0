"""Write a question down with its session and job in one statement.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Each statement of a volatile function sees what was committed before it: so the lock on a video's numbers comes first,
# in its own. A session that is given is locked by the caller. With the caller's rights, under row-level security.
BEGIN = """
CREATE FUNCTION prompt_begin(
  of_organization text, of_user text, of_video uuid, of_session uuid, new_title text, new_kind text, new_prompt text,
  in_language text, in_timezone text, of_pipeline text, new_payload jsonb, of_owner text, lease interval,
  channel text, told jsonb
) RETURNS TABLE (session_id uuid, history_id uuid, job_id uuid, created_at timestamptz)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
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
  INSERT INTO public.prompt_history (organization, session_id, sequence_number, kind, prompt, language, timezone)
  VALUES (of_organization, the_session,
    (SELECT coalesce(max(sequence_number), 0) + 1 FROM public.prompt_history WHERE session_id = the_session),
    new_kind, new_prompt, in_language, in_timezone)
  RETURNING id INTO the_history;
  UPDATE public.prompt_session SET last_prompt_at = now(), updated_at = now() WHERE id = the_session;
  INSERT INTO public.job (organization, kind, history_id, pipeline_version, payload,
    status, attempt, lease_owner, lease_until, started_at)
  VALUES (of_organization, 'PROMPT', the_history, of_pipeline, new_payload,
    CASE WHEN of_owner IS NULL THEN 'QUEUED' ELSE 'RUNNING' END, CASE WHEN of_owner IS NULL THEN 0 ELSE 1 END,
    of_owner, CASE WHEN of_owner IS NULL THEN NULL ELSE clock_timestamp() + lease END,
    CASE WHEN of_owner IS NULL THEN NULL ELSE now() END)
  RETURNING id INTO the_job;
  PERFORM public.progress_tell(channel, 'PROMPT', the_history, of_organization, 'QUEUED', 'QUEUED', 0, told, false);
  RETURN QUERY SELECT the_session, the_history, the_job, now();
END
$$
"""
SIGNATURE = (
    "prompt_begin(text, text, uuid, uuid, text, text, text, text, text, text, jsonb, text, interval, text, jsonb)"
)


def upgrade() -> None:
    op.execute(BEGIN)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO watchgraph_app")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
