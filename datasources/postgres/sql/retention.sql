-- When footage expires. A video's days are its camera's, else its organization's, else what the setting says, which
-- workers write down under the organization ''. 0 days: it is kept for good.

CREATE OR REPLACE FUNCTION retention_of(of_organization text, of_camera uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT coalesce(
    (SELECT camera.retention_days FROM public.camera
      WHERE camera.id = of_camera AND camera.organization = of_organization),
    (SELECT days FROM public.retention_rule WHERE organization = of_organization),
    (SELECT days FROM public.retention_rule WHERE organization = ''),
    0)
$$;

-- The days count from the recording. Where its time is not known, is later than the footage came in, or so long before
-- that the days were over by then (a clock that went back, an archive that is brought in), they count from when it came
-- in: nothing expires unseen. A new time of expiry has to be announced anew.
CREATE OR REPLACE FUNCTION set_expiry() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  kept interval;
BEGIN
  NEW.retention_days := public.retention_of(NEW.organization, NEW.camera_id);
  IF TG_OP = 'INSERT' THEN
    IF NEW.expires_at IS NOT NULL THEN
      RETURN NEW;
    END IF;
  ELSIF NEW.original_fault = 'EXPIRED' OR (NEW.recorded_at IS NOT DISTINCT FROM OLD.recorded_at
      AND NEW.created_at = OLD.created_at AND NEW.retention_days IS NOT DISTINCT FROM OLD.retention_days) THEN
    RETURN NEW;
  END IF;
  kept := make_interval(days => NEW.retention_days);
  NEW.expires_at := CASE
    WHEN NEW.retention_days = 0 THEN NULL
    WHEN NEW.recorded_at <= NEW.created_at AND NEW.recorded_at + kept > NEW.created_at THEN NEW.recorded_at + kept
    ELSE NEW.created_at + kept
  END;
  NEW.expiry_warned_at := NULL;
  RETURN NEW;
END
$$;

-- Videos that a changed rule has not reached: each branch is a few steps of the index video_by_retention.
CREATE OR REPLACE FUNCTION stale_retention(of_organization text, at_most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH rule AS MATERIALIZED (
    SELECT camera.id AS camera_id, public.retention_of(of_organization, camera.id) AS days
    FROM public.camera WHERE camera.organization = of_organization
  ), general AS MATERIALIZED (
    SELECT public.retention_of(of_organization, NULL) AS days
  )
  SELECT stale.id FROM (
    SELECT found.id FROM rule CROSS JOIN LATERAL (
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id = rule.camera_id AND video.retention_days < rule.days LIMIT at_most)
      UNION ALL
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id = rule.camera_id AND video.retention_days > rule.days LIMIT at_most)
      UNION ALL
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id = rule.camera_id AND video.retention_days IS NULL LIMIT at_most)
    ) AS found
    UNION ALL
    SELECT found.id FROM general CROSS JOIN LATERAL (
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id IS NULL AND video.retention_days < general.days LIMIT at_most)
      UNION ALL
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id IS NULL AND video.retention_days > general.days LIMIT at_most)
      UNION ALL
      (SELECT video.id FROM public.video WHERE video.organization = of_organization
        AND video.camera_id IS NULL AND video.retention_days IS NULL LIMIT at_most)
    ) AS found
  ) AS stale
  LIMIT at_most
$$;

-- Organizations with footage to announce or expire, or with a changed rule: names only, past row-level security.
CREATE OR REPLACE FUNCTION retention_work(warning_days double precision) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT named.organization FROM public.organizations_with_videos() AS named (organization)
  WHERE EXISTS (SELECT FROM public.stale_retention(named.organization, 1))
    OR EXISTS (SELECT FROM public.video WHERE video.organization = named.organization
      AND video.expires_at <= now() + make_interval(secs => warning_days * 86400)
      AND (video.expiry_warned_at IS NULL OR video.expires_at <= now()))
$$;

CREATE OR REPLACE FUNCTION set_default_retention(new_days integer) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  INSERT INTO public.retention_rule AS rule (organization, days, set_by) VALUES ('', new_days, 'setting')
  ON CONFLICT (organization) DO UPDATE SET days = new_days, set_at = now() WHERE rule.days <> new_days
$$;

REVOKE ALL ON FUNCTION retention_of, set_expiry, stale_retention, retention_work, set_default_retention FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_of, set_expiry, stale_retention, retention_work, set_default_retention
TO watchgraph_app;
