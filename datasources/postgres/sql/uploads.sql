-- Uploads past their end, of all organizations, for the sweeper: ids only, past row-level security.

CREATE OR REPLACE FUNCTION expired_uploads(at_most integer)
RETURNS TABLE (video_id uuid, organization text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT upload.video_id, upload.organization FROM public.upload
  WHERE upload.expires_at < now() ORDER BY upload.expires_at LIMIT at_most
$$;

REVOKE ALL ON FUNCTION expired_uploads FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expired_uploads TO watchgraph_app;
