-- Which events lack a vector, of all organizations. Answers ids, organizations and counts, past row-level security.
-- of_model NULL means: a vector of any model. Each call checks the next at_most events by id, so no call takes long. It
-- answers those that lack a vector, and the last one checked, from where the next call continues.

CREATE OR REPLACE FUNCTION events_to_embed(of_model text, of_dimensions integer, after uuid, at_most integer)
RETURNS TABLE (id uuid, organization text, video_id uuid, lacking boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH candidate AS MATERIALIZED (
    SELECT event.id, event.organization, event.video_id FROM public.event
    WHERE event.id > after ORDER BY event.id LIMIT at_most
  ), checked AS (
    SELECT candidate.id, candidate.organization, candidate.video_id, vector.found IS NULL AS lacking
    FROM candidate LEFT JOIN LATERAL (
      SELECT true AS found FROM public.event_embedding AS vectors
      WHERE vectors.event_id = candidate.id
        AND (of_model IS NULL OR (vectors.model_id = of_model AND vectors.dimensions = of_dimensions))
      LIMIT 1
    ) AS vector ON true
  )
  SELECT checked.id, checked.organization, checked.video_id, checked.lacking FROM checked
  WHERE checked.lacking OR checked.id = (SELECT candidate.id FROM candidate ORDER BY candidate.id DESC LIMIT 1)
  ORDER BY checked.id
$$;

-- Which events whose text was changed lack a vector still. Forgets those that have one by now.
CREATE OR REPLACE FUNCTION changed_events_to_embed(at_most integer)
RETURNS TABLE (id uuid, organization text, video_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  DELETE FROM public.changed_event AS changed
  WHERE EXISTS (SELECT FROM public.event_embedding AS vectors WHERE vectors.event_id = changed.event_id);
  SELECT event.id, event.organization, event.video_id
  FROM public.changed_event AS changed JOIN public.event ON event.id = changed.event_id
  WHERE NOT EXISTS (SELECT FROM public.event_embedding AS vectors WHERE vectors.event_id = event.id)
  ORDER BY event.id LIMIT at_most
$$;

CREATE OR REPLACE FUNCTION embedding_counts(of_model text, of_dimensions integer)
RETURNS TABLE (organization text, events bigint, embedded bigint, others bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH spaces AS (
    SELECT vectors.organization, (vectors.model_id, vectors.dimensions) = (of_model, of_dimensions) AS wanted,
      count(*) AS vectors
    FROM public.event_embedding AS vectors GROUP BY vectors.organization, vectors.model_id, vectors.dimensions
  )
  SELECT counted.organization, counted.events,
    coalesce((SELECT sum(spaces.vectors) FROM spaces
      WHERE spaces.organization = counted.organization AND spaces.wanted), 0)::bigint,
    coalesce((SELECT sum(spaces.vectors) FROM spaces
      WHERE spaces.organization = counted.organization AND NOT spaces.wanted), 0)::bigint
  FROM (SELECT event.organization, count(*) AS events FROM public.event GROUP BY event.organization) AS counted
  ORDER BY counted.organization
$$;

REVOKE ALL ON FUNCTION events_to_embed, changed_events_to_embed, embedding_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_to_embed, changed_events_to_embed, embedding_counts TO watchgraph_app;
