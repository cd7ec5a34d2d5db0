-- The site of a new row follows from what the row is about, whoever inserts it; a video that moves to another site takes
-- its rows along. Row-level security compares with watchgraph.sites: `all`, or the sites that the transaction may see,
-- each after a unit separator.
--
-- A row is labelled while its video may be moving. So the label is read under a lock that foreign keys take anyway, and
-- a move takes the lock that excludes it before it looks for the video's rows: whoever comes second sees the other.

-- The sites that the transaction may see; NULL: every one.
CREATE OR REPLACE FUNCTION visible_sites() RETURNS text[]
LANGUAGE sql STABLE
AS $$
  SELECT CASE WHEN setting <> 'all' THEN array_remove(string_to_array(setting, chr(31)), '') END
  FROM (SELECT current_setting('watchgraph.sites', true) AS setting) AS now
$$;

CREATE OR REPLACE FUNCTION fill_site_of_video() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  SELECT video.site INTO NEW.site FROM public.video WHERE video.id = NEW.video_id FOR KEY SHARE;
  RETURN NEW;
END
$$;

-- For rows of questions and jobs. What is about one video belongs to that video's site; everything else to the sites of
-- whom it is made for, so that nobody reads an answer about a site that is closed to them. A row without sites is only
-- for those who may see every one. A job about neither a video nor a question, such as the removal of objects, is the
-- organization's: with an empty list it is there for each of its principals.
CREATE OR REPLACE FUNCTION fill_sites_of_question() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  of_video uuid;
BEGIN
  IF TG_TABLE_NAME = 'prompt_history' THEN
    SELECT prompt_session.video_id INTO of_video FROM public.prompt_session WHERE id = NEW.session_id FOR KEY SHARE;
  ELSE
    of_video := NEW.video_id;
  END IF;
  IF TG_TABLE_NAME = 'job' THEN
    IF NEW.history_id IS NOT NULL THEN
      SELECT prompt_history.sites INTO NEW.sites FROM public.prompt_history WHERE id = NEW.history_id FOR KEY SHARE;
      RETURN NEW;
    ELSIF of_video IS NULL THEN
      NEW.sites := '{}';
      RETURN NEW;
    END IF;
  END IF;
  IF of_video IS NULL THEN
    NEW.sites := public.visible_sites();
  ELSE
    SELECT CASE WHEN video.site IS NOT NULL THEN ARRAY[video.site] END INTO NEW.sites
    FROM public.video WHERE video.id = of_video FOR KEY SHARE;
  END IF;
  RETURN NEW;
END
$$;

-- The site of what an entry is about, which has to be there still: a deletion is noted before the rows go.
CREATE OR REPLACE FUNCTION fill_site_of_audit_entry() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.site := CASE NEW.target_kind
    WHEN 'VIDEO' THEN (SELECT video.site FROM public.video WHERE video.id = NEW.target_id)
    WHEN 'EVENT' THEN (SELECT event.site FROM public.event WHERE event.id = NEW.target_id)
    WHEN 'CAMERA' THEN (SELECT camera.site FROM public.camera WHERE camera.id = NEW.target_id)
    WHEN 'EVIDENCE_PACKAGE' THEN (
      SELECT package.sites[1] FROM public.evidence_package AS package
      WHERE package.id = NEW.target_id AND cardinality(package.sites) = 1)
  END;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION move_footage() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  moved text[] := CASE WHEN NEW.site IS NOT NULL THEN ARRAY[NEW.site] END;
BEGIN
  IF NEW.site IS NOT DISTINCT FROM OLD.site THEN
    RETURN NULL;
  END IF;
  PERFORM FROM public.video WHERE id = NEW.id FOR UPDATE;
  UPDATE public.event SET site = NEW.site WHERE video_id = NEW.id;
  UPDATE public.event_embedding SET site = NEW.site WHERE video_id = NEW.id;
  UPDATE public.prompt_session SET sites = moved WHERE video_id = NEW.id;
  UPDATE public.prompt_history SET sites = moved
  WHERE session_id IN (SELECT id FROM public.prompt_session WHERE video_id = NEW.id);
  -- A package also shows other videos: it needs the new site beside those that it needed.
  UPDATE public.evidence_package SET sites = CASE WHEN NEW.site IS NOT NULL THEN array_append(sites, NEW.site) END
  WHERE video_ids @> ARRAY[NEW.id] AND sites IS NOT NULL;
  UPDATE public.job SET sites = moved
  WHERE video_id = NEW.id OR history_id IN (
    SELECT prompt_history.id FROM public.prompt_history JOIN public.prompt_session ON prompt_session.id = session_id
    WHERE prompt_session.video_id = NEW.id);
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION visible_sites, fill_site_of_video, fill_sites_of_question, fill_site_of_audit_entry, move_footage
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visible_sites, fill_site_of_video, fill_sites_of_question, fill_site_of_audit_entry,
  move_footage TO watchgraph_app;
