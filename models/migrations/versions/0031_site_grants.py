"""Add grants of sites to users, and service tokens.

Revision ID: 0031

Their functions, which read past row-level security, are in datasources/postgres/sql/access_rules.sql. What counts for
a whole organization, whichever of its sites a caller may see, is in quotas.sql and questions.sql.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ORGANIZATION = "organization = (SELECT current_setting('watchgraph.organization', true))"
STATEMENTS = (
    # The sites that a user may see at most; NULL: every site. Rows are never changed: another grant replaces the row.
    """
    CREATE TABLE site_grant (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      user_id text NOT NULL CHECK (user_id <> ''),
      sites text[],
      created_at timestamptz NOT NULL DEFAULT now(),
      created_by text NOT NULL,
      CONSTRAINT site_grant_of_user UNIQUE (organization, user_id)
    )
    """,
    "GRANT SELECT, INSERT, DELETE ON site_grant TO watchgraph_app",
    # Only the hash of a token is kept. sites: NULL: every site.
    """
    CREATE TABLE service_token (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      name text NOT NULL CHECK (name <> ''),
      role text NOT NULL CHECK (role IN ('INGEST', 'VIEWER', 'OPERATOR', 'ADMIN')),
      sites text[],
      token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
      expires_at timestamptz,
      last_used_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      created_by text NOT NULL,
      revoked_at timestamptz,
      revoked_by text,
      CONSTRAINT service_token_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
    )
    """,
    "CREATE UNIQUE INDEX service_token_name ON service_token (organization, name) WHERE revoked_at IS NULL",
    "GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by) ON service_token TO watchgraph_app",
    # For the reads of those who are limited: the policies' condition also covers those who see every site, so no index
    # serves it, and reads repeat it (datasources/postgres/search/conditions.py:narrow_to_sites).
    "CREATE INDEX event_by_site ON event (organization, site, occurred_sort DESC, id DESC)",
    *(
        statement
        for table in ("site_grant", "service_token")
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY organization ON {table} TO watchgraph_app USING ({ORGANIZATION})",
        )
    ),
)
FUNCTIONS = (
    "site_grants_mark()",
    "site_grants()",
    "service_tokens_mark()",
    "service_tokens()",
    "note_service_tokens_used(uuid[])",
    "next_question_number(uuid)",
    "delete_progress_of_session(uuid)",
    "quota_usage()",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP INDEX event_by_site")
    op.execute("DROP TABLE service_token")
    op.execute("DROP TABLE site_grant")
