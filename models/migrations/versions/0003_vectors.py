"""Finding events that lack a vector, of every organization.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As the functions that find jobs, these are owned by the tables' owner and read past row-level security, to answer ids,
# organizations and counts only. A model of null means: of every model.
#
# A look takes the next `at_most` events in the order of their ids, however many of them lack a vector, so that no look
# takes long. It answers those that do, and the last one that it saw, where the next look begins. LIMIT 1 makes each
# event's check an index lookup.
STATEMENTS = (
    """
    CREATE FUNCTION events_to_embed(of_model text, of_dimensions integer, after uuid, at_most integer)
    RETURNS TABLE (id uuid, organization text, video_id uuid, lacking boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
      WITH looked AS MATERIALIZED (
        SELECT event.id, event.organization, event.video_id FROM public.event
        WHERE event.id > after ORDER BY event.id LIMIT at_most
      ), checked AS (
        SELECT looked.id, looked.organization, looked.video_id, made.found IS NULL AS lacking
        FROM looked LEFT JOIN LATERAL (
          SELECT true AS found FROM public.event_embedding AS vectors
          WHERE vectors.event_id = looked.id
            AND (of_model IS NULL OR (vectors.model_id = of_model AND vectors.dimensions = of_dimensions))
          LIMIT 1
        ) AS made ON true
      )
      SELECT checked.id, checked.organization, checked.video_id, checked.lacking FROM checked
      WHERE checked.lacking OR checked.id = (SELECT looked.id FROM looked ORDER BY looked.id DESC LIMIT 1)
      ORDER BY checked.id
    $$
    """,
    """
    CREATE FUNCTION embedding_counts(of_model text, of_dimensions integer)
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
    $$
    """,
    "REVOKE ALL ON FUNCTION events_to_embed, embedding_counts FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION events_to_embed, embedding_counts TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION events_to_embed, embedding_counts")
