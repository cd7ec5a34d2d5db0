-- Finds events by their words. Text search operators are not leakproof, so row-level security keeps them from any
-- index. This function is owned by the tables' owner, compares the organization itself (the first key of the index
-- event_words) and the sites, and answers ids only. It always uses the index: comparing a row without it costs a hundred times as
-- much. A parameter of NULL narrows nothing. Both descriptions are indexed: English words are stemmed, Korean ones
-- decomposed to jamo (NFD), so a stem is a prefix.

CREATE OR REPLACE FUNCTION events_with_words(
  query text, at_most integer, of_videos uuid[], of_cameras text[],
  of_camera_ids uuid[], of_sites text[], of_types text[], of_locations text[],
  of_genders text[], of_age_groups text[], of_tracks text[], from_seconds double precision,
  to_seconds double precision, from_moment timestamptz, to_moment timestamptz, least_confidence double precision
)
RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off SET work_mem = '32MB'
AS $$
  SELECT event.id FROM public.event
  WHERE event.organization = current_setting('watchgraph.organization', true)
    AND (current_setting('watchgraph.sites', true) = 'all'
      OR event.site = ANY (string_to_array(current_setting('watchgraph.sites', true), chr(31))))
    AND to_tsvector('english', normalize(description || ' ' || coalesce(description_ko, ''), NFD))
      @@ to_tsquery('english', query)
    AND (of_videos IS NULL OR event.video_id = ANY (of_videos))
    AND (of_cameras IS NULL OR event.video_id IN (
      SELECT video.id FROM public.video
      WHERE video.organization = event.organization AND video.camera = ANY (of_cameras)))
    AND (of_camera_ids IS NULL OR event.video_id IN (
      SELECT video.id FROM public.video
      WHERE video.organization = event.organization AND video.camera_id = ANY (of_camera_ids)))
    AND (of_sites IS NULL OR event.site = ANY (of_sites))
    AND (of_types IS NULL OR event.type = ANY (of_types))
    AND (of_locations IS NULL OR event.location = ANY (of_locations))
    AND (of_genders IS NULL OR event.gender = ANY (of_genders))
    AND (of_age_groups IS NULL OR event.age_group = ANY (of_age_groups))
    AND (of_tracks IS NULL OR event.track_id = ANY (of_tracks))
    AND (from_seconds IS NULL OR event.end_seconds >= from_seconds)
    AND (to_seconds IS NULL OR event.start_seconds <= to_seconds)
    AND (from_moment IS NULL OR event.occurred_at >= from_moment)
    AND (to_moment IS NULL OR event.occurred_at <= to_moment)
    AND (least_confidence IS NULL OR event.confidence >= least_confidence)
  LIMIT at_most
$$;

REVOKE ALL ON FUNCTION events_with_words FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_with_words TO watchgraph_app;
