"""Tell a step of a held job in one statement.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The fence first: it locks the job's row until the transaction ends, so that whoever takes the job over waits, and the
# step is told by its holder or not at all. With the caller's rights, under row-level security.
TELL = """
CREATE FUNCTION job_tell(
  of_job uuid, of_owner text, of_attempt integer, channel text, of_kind text, of_subject uuid, of_organization text,
  new_status text, new_stage text, new_percent integer, new_payload jsonb
) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  UPDATE public.job SET stage = new_stage, percent = greatest(percent, new_percent)
  WHERE id = of_job AND status = 'RUNNING' AND lease_owner = of_owner AND attempt = of_attempt;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF of_subject IS NULL THEN
    RETURN 0;
  END IF;
  RETURN public.progress_tell(
    channel, of_kind, of_subject, of_organization, new_status, new_stage, new_percent, new_payload, false);
END
$$
"""
SIGNATURE = "job_tell(uuid, text, integer, text, text, uuid, text, text, text, integer, jsonb)"


def upgrade() -> None:
    op.execute(TELL)
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO watchgraph_app")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {SIGNATURE}")
