"""Keep the clock of a video's footage: where its positions begin, where the camera's clock jumped, what is missing.

Revision ID: 0024
"""

from importlib import import_module

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_BEFORE = import_module("models.migrations.versions.0017_one_call")

COLUMNS = (
    # clock: null until the file was looked into; gaps: null until it was analyzed. jumps: position, seconds that the
    # camera's clock is ahead from there on, position, seconds, …; null seconds: nobody knows.
    """
    ALTER TABLE video
      ADD COLUMN clock jsonb,
      ADD COLUMN jumps double precision[] NOT NULL DEFAULT '{}' CHECK (cardinality(jumps) % 2 = 0),
      ADD COLUMN gaps jsonb,
      ADD COLUMN missing_seconds double precision NOT NULL DEFAULT 0 CHECK (missing_seconds >= 0),
      ADD COLUMN other_tracks text[] NOT NULL DEFAULT '{}'
    """,
    # Clips of before may begin late: they are cut anew when they are asked for.
    """
    ALTER TABLE clip
      ADD COLUMN made_by text NOT NULL DEFAULT 'clip/1',
      ADD COLUMN encoded boolean NOT NULL DEFAULT false,
      ADD COLUMN reasons jsonb NOT NULL DEFAULT '[]',
      ADD COLUMN omitted jsonb NOT NULL DEFAULT '[]',
      DROP CONSTRAINT clip_once,
      ADD CONSTRAINT clip_once UNIQUE (video_id, asked_start, asked_end, exact, made_by)
    """,
)
MOMENT_OF = """
CREATE FUNCTION moment_of(recorded_at timestamptz, jumps double precision[], seconds double precision)
RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
  SELECT CASE
    WHEN cardinality(jumps) = 0 OR seconds + 0.001 < jumps[1] THEN recorded_at + make_interval(secs => seconds)
    ELSE (
      SELECT recorded_at + make_interval(secs => seconds + jumps[2 * jump])
      FROM generate_series(1, cardinality(jumps) / 2) AS jump
      WHERE jumps[2 * jump - 1] <= seconds + 0.001
      ORDER BY jump DESC LIMIT 1
    )
  END
$$
"""
SIGNATURE = "moment_of(timestamptz, double precision[], double precision)"
# The same with the jumps of the video that a question is about.
TAKE = _BEFORE.TAKE.replace(
    "recorded_at timestamptz, duration_seconds double precision\n",
    "recorded_at timestamptz, duration_seconds double precision, jumps double precision[]\n",
).replace("video.recorded_at, video.duration_seconds\n", "video.recorded_at, video.duration_seconds, video.jumps\n")


def upgrade() -> None:
    for statement in COLUMNS:
        op.execute(statement)
    op.execute(MOMENT_OF)
    _let(SIGNATURE)
    op.execute(f"DROP FUNCTION {_BEFORE.TAKE_SIGNATURE}")
    op.execute(TAKE)
    _let(_BEFORE.TAKE_SIGNATURE)


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {_BEFORE.TAKE_SIGNATURE}")
    op.execute(_BEFORE.TAKE)
    _let(_BEFORE.TAKE_SIGNATURE)
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    # One of each range can stay: what made it is no part of the key any more.
    op.execute("DELETE FROM clip WHERE made_by <> 'clip/1'")
    op.execute(
        "ALTER TABLE clip DROP CONSTRAINT clip_once, DROP COLUMN made_by, DROP COLUMN encoded, DROP COLUMN reasons, "
        "DROP COLUMN omitted, ADD CONSTRAINT clip_once UNIQUE (video_id, asked_start, asked_end, exact)"
    )
    op.execute(
        "ALTER TABLE video DROP COLUMN clock, DROP COLUMN jumps, DROP COLUMN gaps, DROP COLUMN missing_seconds, "
        "DROP COLUMN other_tracks"
    )


def _let(signature: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO watchgraph_app")
