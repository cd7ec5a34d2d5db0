"""What shows footage and plays it: renditions, where people were, storyboards, and what a day of both may cost.

Revision ID: 0057
"""

from importlib import import_module

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_SITES = import_module("models.migrations.versions.0027_cameras_and_sites")
_SECURED = ("rendition", "track")
_SPENDING = ("playback_spending", "frame_spending")

STATEMENTS = (
    # What browsers play of a video whose original they do not play.
    """
    CREATE TABLE rendition (
      video_id uuid PRIMARY KEY REFERENCES video ON DELETE CASCADE,
      organization text NOT NULL CHECK (organization <> ''),
      object_key text NOT NULL,
      etag text,
      object_version text,
      size_bytes bigint NOT NULL CHECK (size_bytes > 0),
      checksum_sha256 text NOT NULL,
      made_by text NOT NULL,
      encoded boolean NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    # Where a person was: boxes has four numbers (x, y, width, height; pixels) for each of the milliseconds.
    """
    CREATE TABLE track (
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      track_id text NOT NULL,
      organization text NOT NULL CHECK (organization <> ''),
      milliseconds integer[] NOT NULL,
      boxes integer[] NOT NULL,
      CHECK (cardinality(boxes) = 4 * cardinality(milliseconds)),
      PRIMARY KEY (video_id, track_id)
    )
    """,
    # play_obstacles: why browsers do not play the original, [[kind, detail], …]; NULL: not known. storyboard: see
    # models.media.storyboards. tracks_kept: whether the latest analysis kept where people were.
    """
    ALTER TABLE video
      ADD COLUMN play_obstacles jsonb,
      ADD COLUMN storyboard jsonb,
      ADD COLUMN tracks_kept boolean NOT NULL DEFAULT false
    """,
    "CREATE INDEX clip_newest ON clip (organization, created_at DESC, id DESC)",
    "CREATE INDEX clip_of_video ON clip (video_id, created_at DESC, id DESC)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table in _SECURED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY organization ON {table} TO watchgraph_app"
            f" USING ({_SITES.ORGANIZATION} AND ({_SITES.BY_VIDEO}))"
        )
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO watchgraph_app")
    for table in _SPENDING:
        op.execute(
            f"""
            CREATE TABLE {table} (
              organization text NOT NULL CHECK (organization <> ''),
              day date NOT NULL,
              units integer NOT NULL CHECK (units >= 0),
              PRIMARY KEY (organization, day)
            )
            """
        )
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY organization ON {table} TO watchgraph_app USING ({_SITES.ORGANIZATION})")
        # Without DELETE: what was spent stays spent.
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO watchgraph_app")


def downgrade() -> None:
    for table in (*_SPENDING, *_SECURED):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX clip_newest, clip_of_video")
    op.execute("ALTER TABLE video DROP COLUMN play_obstacles, DROP COLUMN storyboard, DROP COLUMN tracks_kept")
