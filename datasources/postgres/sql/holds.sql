-- Legal holds. video.held_until is the latest end of those in force, so that whoever has a video's row knows whether it
-- is held, to the second and without a sweep: holds begin when they are set. The triggers refuse what a hold forbids,
-- whoever asks and by whatever path; SQLSTATE WGH01 is read by datasources/postgres/core/failures.py.

CREATE OR REPLACE FUNCTION refresh_hold() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  UPDATE public.video SET updated_at = now(), held_until = (
    SELECT max(coalesce(legal_hold.until, '9999-12-31T00:00:00Z')) FROM public.legal_hold
    WHERE legal_hold.video_id = NEW.video_id AND legal_hold.released_at IS NULL)
  WHERE video.id = NEW.video_id;
  RETURN NULL;
END
$$;

-- Nothing of held footage goes, and none is put where it takes hours to read. An original that a rule of the bucket has
-- put there is RESTORING at once, which is allowed.
CREATE OR REPLACE FUNCTION protect_held_video() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF OLD.held_until > clock_timestamp() AND (
    TG_OP = 'DELETE'
    OR (NEW.tier = 'COLD' AND OLD.tier IN ('HOT', 'WARM'))
    OR (NEW.original_fault = 'EXPIRED' AND OLD.original_fault IS DISTINCT FROM 'EXPIRED')
  ) THEN
    RAISE EXCEPTION 'video % is under legal hold', OLD.id USING ERRCODE = 'WGH01';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

-- Events may be added to held footage. None goes, so no analysis can replace any. With the video itself they may go: it
-- was not held then.
CREATE OR REPLACE FUNCTION protect_events_of_held_videos() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  held uuid;
BEGIN
  SELECT video.id INTO held FROM public.video
  WHERE video.id IN (SELECT gone.video_id FROM gone) AND video.held_until > clock_timestamp() LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'events of video % are under legal hold', held USING ERRCODE = 'WGH01';
  END IF;
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION refresh_hold, protect_held_video, protect_events_of_held_videos FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_hold, protect_held_video, protect_events_of_held_videos TO watchgraph_app;
