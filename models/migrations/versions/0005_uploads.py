"""Uploads that end unconfirmed, and files that come again.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# `etag` is S3's name for the content: with the size it tells a file that comes again without a checksum. The index
# finds what was uploaded before; row-level security lets through an index condition of equality.
#
# An upload's row lives from its request to its confirmation. One that is past its end is found by the sweeper, of every
# organization, through a function that answers ids only, as those that find jobs.
STATEMENTS = (
    "ALTER TABLE video ADD COLUMN etag text",
    "CREATE INDEX video_of_checksum ON video (organization, checksum_sha256) WHERE checksum_sha256 IS NOT NULL",
    "CREATE INDEX video_of_etag ON video (organization, etag) WHERE etag IS NOT NULL",
    """
    CREATE TABLE upload (
      video_id uuid PRIMARY KEY REFERENCES video ON DELETE CASCADE,
      organization text NOT NULL CHECK (organization <> ''),
      allow_duplicate boolean NOT NULL DEFAULT false,
      expires_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX upload_end ON upload (expires_at)",
    "ALTER TABLE upload ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY organization ON upload TO watchgraph_app
      USING (organization = (SELECT current_setting('watchgraph.organization', true)))
    """,
    "GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO watchgraph_app",
    """
    CREATE FUNCTION uploads_past_their_end(at_most integer)
    RETURNS TABLE (video_id uuid, organization text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
      SELECT upload.video_id, upload.organization FROM public.upload
      WHERE upload.expires_at < now() ORDER BY upload.expires_at LIMIT at_most
    $$
    """,
    "REVOKE ALL ON FUNCTION uploads_past_their_end FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION uploads_past_their_end TO watchgraph_app",
    # Uploads that are under way while this runs: their tokens hold for at most seven days.
    """
    INSERT INTO upload (video_id, organization, expires_at)
    SELECT id, organization, created_at + interval '7 days' FROM video WHERE status = 'UPLOADING'
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION uploads_past_their_end")
    op.execute("DROP TABLE upload")
    op.execute("ALTER TABLE video DROP COLUMN etag")
