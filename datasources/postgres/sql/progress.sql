-- Appends one step to a subject's progress, and notifies listeners at the commit. The advisory lock comes first, in a
-- statement of its own: each statement of a volatile function sees what was committed before it, so the next caller
-- sees this step, and sequence numbers have no gaps. The lock ends with the transaction. Percent never decreases within
-- a run; a new run begins after a terminal step. Runs with the caller's rights (RLS).

CREATE OR REPLACE FUNCTION append_progress(
  channel text, of_kind text, of_subject uuid, of_organization text, new_status text, new_stage text,
  new_percent integer, new_payload jsonb, is_terminal boolean
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  last_sequence integer;
  last_percent integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_kind || ':' || of_subject, 0));
  SELECT sequence, CASE WHEN terminal THEN 0 ELSE percent END INTO last_sequence, last_percent
  FROM public.progress WHERE kind = of_kind AND subject_id = of_subject ORDER BY sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0) + 1;
  INSERT INTO public.progress
    (kind, subject_id, sequence, organization, status, stage, percent, payload, terminal)
  VALUES (of_kind, of_subject, last_sequence, of_organization, new_status, new_stage,
    greatest(new_percent, last_percent), new_payload, is_terminal);
  PERFORM pg_notify(channel, of_kind || ':' || of_subject);
  RETURN last_sequence;
END
$$;

REVOKE ALL ON FUNCTION append_progress FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_progress TO watchgraph_app;
