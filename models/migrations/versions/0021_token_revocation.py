"""Tokens that are taken no more, though they have not expired.

Revision ID: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    # One token by its jti; or whatever was issued before a moment, to one user or (user_id NULL) to everybody of the
    # organization. Rows are never changed: a revocation is lifted by deleting it.
    """
    CREATE TABLE token_revocation (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      user_id text CHECK (user_id <> ''),
      token_id text CHECK (token_id <> ''),
      issued_before timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      created_by text NOT NULL,
      CONSTRAINT token_revocation_of CHECK (
        (token_id IS NULL) <> (issued_before IS NULL) AND (token_id IS NULL OR user_id IS NULL))
    )
    """,
    "CREATE INDEX token_revocation_newest ON token_revocation (organization, created_at DESC, id DESC)",
    "ALTER TABLE token_revocation ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON token_revocation TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT, DELETE ON token_revocation TO watchgraph_app",
    # Whoever checks tokens does not know yet whose organization they are of. These functions, owned by the tables'
    # owner, tell what was revoked in any, and nothing else of it. The first tells whether the second has to be asked
    # again: rows are not changed, so their ids are all there is to compare.
    """
    CREATE FUNCTION token_revocations_mark() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT count(*) || ':' || coalesce(sum(hashtextextended(id::text, 0)), 0) FROM public.token_revocation $$
    """,
    """
    CREATE FUNCTION token_revocations()
    RETURNS TABLE (organization text, user_id text, token_id text, issued_before timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
      SELECT told.organization, told.user_id, told.token_id, told.issued_before FROM public.token_revocation AS told
    $$
    """,
    "REVOKE ALL ON FUNCTION token_revocations_mark(), token_revocations() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION token_revocations_mark(), token_revocations() TO watchgraph_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION token_revocations, token_revocations_mark")
    op.execute("DROP TABLE token_revocation")
