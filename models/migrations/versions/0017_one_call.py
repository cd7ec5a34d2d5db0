"""Take a question that opens its session, store its answer, and read it, each in one round trip.

Revision ID: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Each is a transaction of its own, and says whose rows it sees. What may not be is an error, so that nothing stays.

# Nothing where there is no such video. session_head: what the public id of a session begins with, as the audit log
# names it. most_units: NULL where no budget is set; WG001: it is spent.
TAKE = """
CREATE FUNCTION prompt_take(
  of_organization text, of_user text, of_video uuid, new_title text, new_kind text, new_prompt text,
  in_language text, in_timezone text, of_pipeline text, new_payload jsonb, of_owner text, lease interval,
  told jsonb, planning_percent integer,
  of_action text, of_request text, details jsonb, session_head bytea,
  on_day date, some_units integer, most_units integer
) RETURNS TABLE (
  session_id uuid, history_id uuid, job_id uuid, created_at timestamptz,
  id uuid, name text, camera text, timezone text, recorded_at timestamptz, duration_seconds double precision
)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  begun record;
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true);
  IF of_video IS NOT NULL AND NOT EXISTS (SELECT FROM public.video WHERE id = of_video) THEN
    RETURN;
  END IF;
  SELECT started.* INTO begun FROM public.prompt_start(
    of_organization, of_user, of_video, NULL, new_title, new_kind, new_prompt, in_language, in_timezone, of_pipeline,
    new_payload, of_owner, lease, told, planning_percent) AS started;
  INSERT INTO public.audit_entry (organization, user_id, action, target_kind, target_id, details, request_id)
  VALUES (of_organization, of_user, of_action, 'PROMPT_HISTORY', begun.history_id,
    details || jsonb_build_object(
      'sessionId', translate(encode(session_head || uuid_send(begun.session_id), 'base64'), '+/', '-_')),
    of_request);
  IF most_units IS NOT NULL THEN
    IF some_units <= most_units THEN
      INSERT INTO public.model_spending (organization, day, units) VALUES (of_organization, on_day, some_units)
      ON CONFLICT (organization, day) DO UPDATE SET units = model_spending.units + excluded.units
      WHERE model_spending.units + excluded.units <= most_units;
    END IF;
    IF some_units > most_units OR NOT FOUND THEN
      RAISE EXCEPTION 'the budget of the day is spent' USING ERRCODE = 'WG001';
    END IF;
  END IF;
  RETURN QUERY
    SELECT begun.session_id, begun.history_id, begun.job_id, begun.created_at,
      video.id, video.name, video.camera, video.timezone, video.recorded_at, video.duration_seconds
    FROM (SELECT) AS one LEFT JOIN public.video ON video.id = of_video;
END
$$
"""
TAKE_SIGNATURE = (
    "prompt_take(text, text, uuid, text, text, text, text, text, text, jsonb, text, interval, jsonb, integer,"
    " text, text, jsonb, bytea, date, integer, integer)"
)

# job_end with the columns of the answer and, for the first one, the name of its session, which is locked before its
# questions. WG002: the hold is void. A field that told lacks stays as it is.
END = """
CREATE FUNCTION prompt_end(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb,
  ended_as text, new_usage jsonb, new_error_code text, new_error_values jsonb,
  told jsonb, of_session uuid, about_event uuid, asked_title text, new_title text
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  last_sequence integer;
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true);
  IF of_session IS NOT NULL THEN
    UPDATE public.prompt_session SET main_event_id = about_event, updated_at = now(),
      title = CASE WHEN title = asked_title THEN new_title ELSE title END
    WHERE id = of_session;
  END IF;
  UPDATE public.prompt_history AS was SET (
    status, response, language, interpretation, methods, generated_sql, result_table, plan, citations, coverage,
    degraded, usage, timings, prompts_version, error_code, error_values, completed_at
  ) = (
    SELECT status, response, language, interpretation, methods, generated_sql, result_table, plan, citations, coverage,
      degraded, usage, timings, prompts_version, error_code, error_values, completed_at
    FROM jsonb_populate_record(was, told)
  )
  WHERE id = of_subject;
  last_sequence := public.job_end(of_job, of_owner, of_attempt, channel, of_kind, of_subject, of_organization,
    new_status, new_stage, new_percent, new_payload, ended_as, new_usage, new_error_code, new_error_values);
  IF last_sequence IS NULL THEN
    RAISE EXCEPTION 'the hold on the job is void' USING ERRCODE = 'WG002';
  END IF;
  RETURN last_sequence;
END
$$
"""
END_SIGNATURE = (
    "prompt_end(uuid, text, integer, text, text, uuid, text, text, text, integer, jsonb, text, jsonb, text, jsonb,"
    " jsonb, uuid, uuid, text, text)"
)

OF = """
CREATE FUNCTION prompt_of(of_organization text, of_history uuid) RETURNS SETOF prompt_history
LANGUAGE plpgsql VOLATILE ROWS 1
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true);
  RETURN QUERY SELECT * FROM public.prompt_history WHERE id = of_history;
END
$$
"""
OF_SIGNATURE = "prompt_of(text, uuid)"
SESSION_OF = """
CREATE FUNCTION prompt_session_of(of_organization text, of_session uuid) RETURNS SETOF prompt_session
LANGUAGE plpgsql VOLATILE ROWS 1
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true);
  RETURN QUERY SELECT * FROM public.prompt_session WHERE id = of_session;
END
$$
"""
SESSION_OF_SIGNATURE = "prompt_session_of(text, uuid)"
FUNCTIONS = ((TAKE, TAKE_SIGNATURE), (END, END_SIGNATURE), (OF, OF_SIGNATURE), (SESSION_OF, SESSION_OF_SIGNATURE))


def upgrade() -> None:
    for function, signature in FUNCTIONS:
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO watchgraph_app")


def downgrade() -> None:
    for _, signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
