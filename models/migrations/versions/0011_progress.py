"""Tell a step of progress in one statement.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Each statement of a volatile function sees what was committed before it. So the lock comes first, in its own: who
# tells next sees this step committed, numbers have no gaps and become visible in their order. It ends with the
# transaction. With the caller's rights, under row-level security.
#
# Percent never goes back within a run, also not when a new try starts over; after a terminal step a new run begins.
TELL = """
CREATE FUNCTION progress_tell(
  channel text, of_kind text, of_subject uuid, of_organization text, new_status text, new_stage text,
  new_percent integer, new_payload jsonb, is_terminal boolean
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  last_sequence integer;
  last_percent integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_kind || ':' || of_subject, 0));
  SELECT sequence, CASE WHEN terminal THEN 0 ELSE percent END INTO last_sequence, last_percent
  FROM public.progress WHERE kind = of_kind AND subject_id = of_subject ORDER BY sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0) + 1;
  INSERT INTO public.progress
    (kind, subject_id, sequence, organization, status, stage, percent, payload, terminal)
  VALUES (of_kind, of_subject, last_sequence, of_organization, new_status, new_stage,
    greatest(new_percent, last_percent), new_payload, is_terminal);
  PERFORM pg_notify(channel, of_kind || ':' || of_subject);
  RETURN last_sequence;
END
$$
"""
SIGNATURE = "progress_tell(text, text, uuid, text, text, text, integer, jsonb, boolean)"


def upgrade() -> None:
    op.execute(TELL)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO watchgraph_app")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
