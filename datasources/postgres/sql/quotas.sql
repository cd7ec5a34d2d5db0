-- What an organization uses of its quotas: of all its sites, whichever the caller may see, so past row-level security.
-- Expired uploads wait for the sweeper and do not count. An index covers the summed columns (migration 0019).

CREATE OR REPLACE FUNCTION quota_usage() RETURNS TABLE (uploads bigint, open_bytes bigint, stored_bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT opened.uploads, opened.bytes,
    (SELECT coalesce(sum(size_bytes), 0)::bigint FROM public.video
      WHERE organization = current_setting('watchgraph.organization') AND status <> 'UPLOADING')
    + (SELECT coalesce(sum(size_bytes), 0)::bigint FROM public.clip
      WHERE organization = current_setting('watchgraph.organization'))
    + (SELECT coalesce(sum(size_bytes), 0)::bigint FROM public.rendition
      WHERE organization = current_setting('watchgraph.organization'))
    + (SELECT coalesce(sum(size_bytes), 0)::bigint FROM public.evidence_package
      WHERE organization = current_setting('watchgraph.organization'))
  FROM (
    SELECT count(*) AS uploads, coalesce(sum(video.size_bytes), 0)::bigint AS bytes
    FROM public.upload JOIN public.video ON video.id = upload.video_id
    WHERE upload.organization = current_setting('watchgraph.organization')
      AND upload.expires_at > now() AND video.status = 'UPLOADING'
  ) AS opened
$$;

REVOKE ALL ON FUNCTION quota_usage FROM PUBLIC;
GRANT EXECUTE ON FUNCTION quota_usage TO watchgraph_app;
