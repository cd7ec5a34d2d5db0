-- Vectors follow the tier of their video: the index has those of HOT footage alone, and no model is needed when they come
-- back. A vector is stored under the lock that a foreign key takes, which a change of the tier excludes.

CREATE OR REPLACE FUNCTION archive_with_video() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  SELECT video.tier <> 'HOT' INTO NEW.archived FROM public.video WHERE video.id = NEW.video_id FOR KEY SHARE;
  NEW.archived := coalesce(NEW.archived, false);
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION move_vectors() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF (NEW.tier = 'HOT') <> (OLD.tier = 'HOT') THEN
    PERFORM FROM public.video WHERE id = NEW.id FOR UPDATE;
    UPDATE public.event_embedding SET archived = (NEW.tier <> 'HOT')
    WHERE video_id = NEW.id AND archived <> (NEW.tier <> 'HOT');
  END IF;
  RETURN NULL;
END
$$;

-- Organizations with footage that is being restored, or whose restored copies end: names only, past row-level security.
CREATE OR REPLACE FUNCTION organizations_with_tier_work() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT DISTINCT organization FROM public.video
  WHERE (tier = 'RESTORING' OR restored_until IS NOT NULL) AND (tier = 'RESTORING' OR restored_until <= now())
$$;

REVOKE ALL ON FUNCTION archive_with_video, move_vectors, organizations_with_tier_work FROM PUBLIC;
GRANT EXECUTE ON FUNCTION archive_with_video, move_vectors, organizations_with_tier_work TO watchgraph_app;
