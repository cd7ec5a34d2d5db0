-- What the database knows of objects, by the ids of videos in their keys: of every organization, for the command that
-- compares it with the buckets.

-- is_settled: false while the video is being uploaded or imported, whose objects come and go.
CREATE OR REPLACE FUNCTION known_videos(ids uuid[])
RETURNS TABLE (id uuid, organization text, is_settled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT video.id, video.organization, video.status <> 'UPLOADING' FROM public.video WHERE video.id = ANY (ids)
  UNION ALL
  SELECT inbox_object.video_id, inbox_object.organization, false FROM public.inbox_object
  WHERE inbox_object.video_id = ANY (ids) AND inbox_object.state = 'WAITING'
$$;

-- version: '' where any version that is the latest is meant.
CREATE OR REPLACE FUNCTION known_objects(ids uuid[])
RETURNS TABLE (bucket text, object_key text, version text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT 'storage', video.object_key, coalesce(video.object_version, '') FROM public.video
  WHERE video.id = ANY (ids) AND video.original_fault IS DISTINCT FROM 'EXPIRED'
  UNION
  SELECT 'storage', unnest(job.chunks), '' FROM public.job WHERE job.video_id = ANY (ids)
  UNION
  SELECT 'highlights', clip.object_key, coalesce(clip.object_version, '') FROM public.clip WHERE clip.video_id = ANY (ids)
  UNION
  SELECT 'highlights', rendition.object_key, coalesce(rendition.object_version, '') FROM public.rendition
  WHERE rendition.video_id = ANY (ids)
  UNION
  SELECT 'thumbnails', video.storyboard ->> 'key', '' FROM public.video
  WHERE video.id = ANY (ids) AND video.storyboard ->> 'key' IS NOT NULL
  UNION
  SELECT 'thumbnails', video.thumbnail_key, '' FROM public.video
  WHERE video.id = ANY (ids) AND video.thumbnail_key IS NOT NULL
  UNION
  SELECT 'thumbnails', picture.object_key, '' FROM public.picture WHERE picture.video_id = ANY (ids)
  UNION
  SELECT 'thumbnails', event.thumbnail_key, '' FROM public.event
  WHERE event.video_id = ANY (ids) AND event.thumbnail_key IS NOT NULL
  UNION
  SELECT 'thumbnails', superseded_event.told ->> 'thumbnail_key', '' FROM public.superseded_event
  WHERE superseded_event.video_id = ANY (ids) AND superseded_event.told ->> 'thumbnail_key' IS NOT NULL
$$;

REVOKE ALL ON FUNCTION known_videos, known_objects FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_videos, known_objects TO watchgraph_app;
