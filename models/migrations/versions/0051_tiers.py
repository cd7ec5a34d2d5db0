"""Tiers: where originals are kept, restorations, and vectors that leave the index with their footage.

Revision ID: 0051

New columns have defaults that PostgreSQL keeps in the catalog, so no row is rewritten. `python -m models.migrations`
also makes the index of vectors anew, without those of archived footage, beside what goes on; until then, searches by
vectors compare all of them.
"""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

FUNCTIONS = ("archive_with_video()", "move_vectors()")
UPGRADE = (
    """
    ALTER TABLE video
      ADD COLUMN tier_changed_at timestamptz,
      ADD COLUMN restore jsonb,
      ADD COLUMN restored_until timestamptz
    """,
    "ALTER TABLE event_embedding ADD COLUMN archived boolean NOT NULL DEFAULT false",
    # For the worker's schedule: as long as the work that is left.
    """
    CREATE INDEX video_coming_or_going ON video (organization, id)
      WHERE tier = 'RESTORING' OR restored_until IS NOT NULL
    """,
    "CREATE TRIGGER archived_with_video BEFORE INSERT ON event_embedding FOR EACH ROW EXECUTE FUNCTION"
    " archive_with_video()",
    "CREATE TRIGGER tier_changed AFTER UPDATE OF tier ON video FOR EACH ROW EXECUTE FUNCTION move_vectors()",
)
DOWNGRADE = (
    "DROP TRIGGER tier_changed ON video",
    "DROP TRIGGER archived_with_video ON event_embedding",
    f"DROP FUNCTION {', '.join(FUNCTIONS)}",
    "DROP FUNCTION IF EXISTS organizations_with_tier_work()",
    "DROP INDEX video_coming_or_going",
    "ALTER TABLE event_embedding DROP COLUMN archived CASCADE",
    "ALTER TABLE video DROP COLUMN tier_changed_at, DROP COLUMN restore, DROP COLUMN restored_until",
)
# Other kinds may have come or gone, so the kinds are read from the constraint that is there.
ADD_KIND = """
DO $$
DECLARE
  kinds text;
BEGIN
  SELECT string_agg(DISTINCT quote_literal(kind), ', ') INTO kinds FROM (
    SELECT found.parts[1] AS kind FROM pg_constraint
      CROSS JOIN regexp_matches(pg_get_constraintdef(oid), '''([A-Z_]+)''', 'g') AS found (parts)
      WHERE conname = 'job_kind_check' AND conrelid = 'job'::regclass
    UNION SELECT 'ARCHIVE'
  ) AS known;
  ALTER TABLE job DROP CONSTRAINT job_kind_check;
  EXECUTE format('ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN (%s))', kinds);
END $$
"""


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    for statement in UPGRADE:
        op.execute(statement)
    op.execute(ADD_KIND)


def downgrade() -> None:
    # Its check of kinds allows one that is gone; that does no harm.
    op.execute("DELETE FROM job WHERE kind = 'ARCHIVE'")
    for statement in DOWNGRADE:
        op.execute(statement)
