-- Triggers of migration 0059: they number the log of new events and notify of it, and they notify of videos.

-- The hash that stands for an organization in a notification: its name may be too long for the payload.
CREATE OR REPLACE FUNCTION hash_organization(organization text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
  SELECT left(encode(sha256(convert_to(organization, 'UTF8')), 'hex'), 32)
$$;

-- At the commit, under a lock that ends with the transaction: whoever comes later commits later. The lock is the last that a
-- transaction takes, so nobody who holds it waits for another.
CREATE OR REPLACE FUNCTION place_event_announcement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  placed bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('event_announcement ' || NEW.organization, 0));
  UPDATE public.event_announcement SET position = nextval('public.event_announcement_position') WHERE id = NEW.id
    RETURNING position INTO placed;
  PERFORM pg_notify('watchgraph_events', public.hash_organization(NEW.organization) || ':' || placed || ':'
    || replace(array_to_string(NEW.event_ids, ''), '-', ''));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION notify_video_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_notify('watchgraph_videos', public.hash_organization(NEW.organization) || ':' || NEW.id);
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION hash_organization, place_event_announcement, notify_video_change FROM PUBLIC;
-- The triggers call it with the rights of whoever writes.
GRANT EXECUTE ON FUNCTION hash_organization TO watchgraph_app;
