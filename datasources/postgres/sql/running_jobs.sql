-- Progress and end of a running job, written only while the caller's claim still holds the job. The UPDATE of job comes
-- first: it locks the row until the transaction ends, so a process that takes the job over waits. Each function answers
-- the step's sequence, 0 for kinds without progress, and NULL when the claim is void. Locks are taken in one order
-- everywhere: the subject (video or question), its job, its progress.

CREATE OR REPLACE FUNCTION append_job_progress(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  UPDATE public.job SET stage = new_stage, percent = greatest(percent, new_percent)
  WHERE id = of_job AND status = 'RUNNING' AND lease_owner = of_owner AND attempt = of_attempt;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF of_subject IS NULL THEN
    RETURN 0;
  END IF;
  RETURN public.append_progress(
    channel, of_kind, of_subject, of_organization, new_status, new_stage, new_percent, new_payload, false);
END
$$;

-- append_job_progress as a transaction of its own, in one round trip: it sets the organization itself, and every site,
-- because the claim proves that the caller holds the job.
CREATE OR REPLACE FUNCTION report_job_progress(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true), set_config('watchgraph.sites', 'all', true);
  RETURN public.append_job_progress(
    of_job, of_owner, of_attempt, channel, of_kind, of_subject, of_organization, new_status, new_stage, new_percent,
    new_payload);
END
$$;

-- The caller has locked the job's subject.
CREATE OR REPLACE FUNCTION end_job(
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
  RETURN public.append_progress(
    channel, of_kind, of_subject, of_organization, new_status, new_stage, new_percent, new_payload, true);
END
$$;

REVOKE ALL ON FUNCTION append_job_progress, report_job_progress, end_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_job_progress, report_job_progress, end_job TO watchgraph_app;
