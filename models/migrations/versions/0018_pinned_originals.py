"""Originals and clips are the objects that were checked, by etag and version; whose keys may have to be moved.

Revision ID: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE video ADD COLUMN object_version text",
    # What was noticed of the original, until it is found well again.
    "ALTER TABLE video ADD COLUMN original_fault text CHECK (original_fault IN ('REPLACED', 'MISSING'))",
    "ALTER TABLE clip ADD COLUMN etag text, ADD COLUMN object_version text",
    # A clip is found by its key to show it with its events.
    "CREATE INDEX clip_of_key ON clip (organization, object_key)",
    # For the command that moves keys: names of organizations, and nothing else of them. One step a name, however many
    # videos it has.
    """
    CREATE FUNCTION organizations_with_videos() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
      WITH RECURSIVE found AS (
        (SELECT organization FROM public.video ORDER BY organization LIMIT 1)
        UNION ALL
        SELECT (SELECT video.organization FROM public.video WHERE video.organization > found.organization
          ORDER BY video.organization LIMIT 1)
        FROM found WHERE found.organization IS NOT NULL
      )
      SELECT organization FROM found WHERE organization IS NOT NULL
    $$
    """,
    "REVOKE ALL ON FUNCTION organizations_with_videos FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION organizations_with_videos TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        "DROP FUNCTION organizations_with_videos",
        "DROP INDEX clip_of_key",
        "ALTER TABLE clip DROP COLUMN etag, DROP COLUMN object_version",
        "ALTER TABLE video DROP COLUMN original_fault, DROP COLUMN object_version",
    ):
        op.execute(statement)
