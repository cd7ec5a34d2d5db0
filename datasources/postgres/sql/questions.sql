-- Reads of one question or session in one round trip: each call is a transaction of its own, so the function sets the
-- organization and the sites (as sites.sql describes) that row-level security compares with.

CREATE OR REPLACE FUNCTION prompt_history_by_id(of_organization text, of_sites text, of_history uuid) RETURNS SETOF prompt_history
LANGUAGE plpgsql VOLATILE ROWS 1
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true), set_config('watchgraph.sites', of_sites, true);
  RETURN QUERY SELECT * FROM public.prompt_history WHERE id = of_history;
END
$$;

CREATE OR REPLACE FUNCTION prompt_session_by_id(of_organization text, of_sites text, of_session uuid) RETURNS SETOF prompt_session
LANGUAGE plpgsql VOLATILE ROWS 1
AS $$
BEGIN
  PERFORM set_config('watchgraph.organization', of_organization, true), set_config('watchgraph.sites', of_sites, true);
  RETURN QUERY SELECT * FROM public.prompt_session WHERE id = of_session;
END
$$;

-- The next number of a session within its video, or within the organization for sessions about all footage. Locks the
-- numbers until the transaction ends. The lock comes first, in a statement of its own: each statement of a volatile
-- function sees what was committed before it. It also counts sessions that the caller may not see, so it reads past
-- row-level security.
CREATE OR REPLACE FUNCTION next_session_number(of_organization text, of_video uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(
    hashtextextended('prompt_session:' || of_organization || ':' || coalesce(of_video::text, 'None'), 0));
  RETURN (
    SELECT coalesce(max(number), 0) + 1 FROM public.prompt_session
    WHERE organization = current_setting('watchgraph.organization') AND video_id IS NOT DISTINCT FROM of_video);
END
$$;

-- The next number of a question within its session, which the caller's transaction has locked. It also counts questions
-- that the caller may not see.
CREATE OR REPLACE FUNCTION next_question_number(of_session uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(max(sequence_number), 0) + 1 FROM public.prompt_history
  WHERE organization = current_setting('watchgraph.organization') AND session_id = of_session
$$;

-- Deletes the progress of every question of a session, also of those that the caller may not see: they go with it.
CREATE OR REPLACE FUNCTION delete_progress_of_session(of_session uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM public.progress USING public.prompt_history
  WHERE prompt_history.organization = current_setting('watchgraph.organization')
    AND prompt_history.session_id = of_session AND progress.kind = 'PROMPT' AND progress.subject_id = prompt_history.id
$$;

REVOKE ALL ON FUNCTION prompt_history_by_id, prompt_session_by_id, next_session_number, next_question_number,
  delete_progress_of_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prompt_history_by_id, prompt_session_by_id, next_session_number, next_question_number,
  delete_progress_of_session TO watchgraph_app;
