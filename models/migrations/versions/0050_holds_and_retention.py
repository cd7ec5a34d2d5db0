"""Legal holds, with who, why and until when, and the days after which footage expires.

Revision ID: 0050

It may run under load: new columns are NULL in existing rows, so no row is rewritten, and the worker's schedule fills
them in, in slices. Only while the indexes are made does the table wait, a second or two for a million videos. Where
it cannot, add the columns of COLUMNS beforehand and make the indexes, under the same names, by CREATE INDEX
CONCURRENTLY: what is there is kept.
"""

from importlib import import_module

from alembic import op

revision = "0050"
down_revision = "0043"
branch_labels = None
depends_on = None

_SITES = import_module("models.migrations.versions.0027_cameras_and_sites")
# datasources/postgres/sql has the functions as they are now.
FUNCTIONS = ("refresh_hold()", "protect_held_video()", "protect_events_of_held_videos()", "set_expiry()")
COLUMNS = (
    # held_until: the latest end of the holds in force, the year 9999 where one has none. No hold begins in the future,
    # so the video is held exactly until then.
    # retention_days: the days that expires_at was computed with, 0: kept for good; NULL: not computed yet.
    """
    ALTER TABLE video
      ADD COLUMN IF NOT EXISTS held_until timestamptz,
      ADD COLUMN IF NOT EXISTS retention_days integer,
      ADD COLUMN IF NOT EXISTS expiry_warned_at timestamptz
    """,
    "ALTER TABLE video DROP CONSTRAINT video_original_fault_check",
    "ALTER TABLE video ADD CONSTRAINT video_original_fault_check"
    " CHECK (original_fault IN ('REPLACED', 'MISSING', 'EXPIRED'))",
)
TABLES = (
    """
    CREATE TABLE legal_hold (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
      reason text NOT NULL CHECK (reason <> ''),
      set_by text NOT NULL,
      set_at timestamptz NOT NULL DEFAULT now(),
      until timestamptz CHECK (until > set_at),
      released_by text,
      released_at timestamptz,
      release_reason text,
      CHECK ((released_at IS NULL) = (released_by IS NULL))
    )
    """,
    "CREATE INDEX legal_hold_of_video ON legal_hold (video_id, set_at)",
    # organization: '' for what the setting says.
    """
    CREATE TABLE retention_rule (
      organization text PRIMARY KEY,
      days integer NOT NULL CHECK (days BETWEEN 0 AND 36500),
      set_by text NOT NULL,
      set_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "INSERT INTO retention_rule (organization, days, set_by) VALUES ('', 30, 'setting')",
    "ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE retention_rule ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON legal_hold TO watchgraph_app USING ({_SITES.ORGANIZATION} AND ({_SITES.BY_VIDEO}))",
    f"CREATE POLICY organization ON retention_rule TO watchgraph_app USING ({_SITES.ORGANIZATION})",
    # Without DELETE: a hold is released, and goes with its video.
    "GRANT SELECT, INSERT, UPDATE ON legal_hold TO watchgraph_app",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON retention_rule TO watchgraph_app",
)
INDEXES = {
    # Videos by what they are kept for: few steps find those that a changed rule has not reached.
    "video_by_retention": "video (organization, camera_id, retention_days)",
    "video_by_expiry": "video (organization, expires_at) WHERE expires_at IS NOT NULL",
    "inbox_object_waiting": "inbox_object (video_id) WHERE state = 'WAITING'",
}
TRIGGERS = (
    "CREATE TRIGGER hold_changed AFTER INSERT OR UPDATE ON legal_hold FOR EACH ROW EXECUTE FUNCTION refresh_hold()",
    "CREATE TRIGGER held_stays BEFORE DELETE OR UPDATE OF tier, original_fault ON video"
    " FOR EACH ROW EXECUTE FUNCTION protect_held_video()",
    "CREATE TRIGGER held_stays AFTER DELETE ON event REFERENCING OLD TABLE AS gone"
    " FOR EACH STATEMENT EXECUTE FUNCTION protect_events_of_held_videos()",
    "CREATE TRIGGER expires BEFORE INSERT OR UPDATE OF recorded_at, created_at, camera_id, retention_days ON video"
    " FOR EACH ROW EXECUTE FUNCTION set_expiry()",
)
# Nobody could say who set it and why; it stays until somebody releases it.
FORMER_HOLDS = """
INSERT INTO legal_hold (organization, video_id, reason, set_by)
SELECT organization, id, 'Set before holds had reasons', 'migration' FROM video WHERE legal_hold
"""
FORMER_TRUTH = "UPDATE video SET legal_hold = true WHERE held_until > now()"


def upgrade() -> None:
    for statement in (*COLUMNS, *TABLES):
        op.execute(statement)
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")
    op.execute(FORMER_HOLDS)
    op.execute("UPDATE video SET held_until = '9999-12-31T00:00:00Z' WHERE legal_hold")
    op.execute("ALTER TABLE video DROP COLUMN legal_hold")
    for function in FUNCTIONS:
        op.execute(f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    for statement in TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    for table, name in (("legal_hold", "hold_changed"), ("video", "held_stays"), ("event", "held_stays")):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP TRIGGER expires ON video")
    op.execute(f"DROP FUNCTION {', '.join(FUNCTIONS)}")
    op.execute("DROP FUNCTION IF EXISTS stale_retention(text, integer), retention_work(double precision)")
    op.execute("DROP FUNCTION IF EXISTS retention_of(text, uuid), set_default_retention(integer)")
    op.execute("ALTER TABLE video ADD COLUMN legal_hold boolean NOT NULL DEFAULT false")
    op.execute(FORMER_TRUTH)
    op.execute("DROP TABLE legal_hold, retention_rule")
    op.execute(f"DROP INDEX {', '.join(INDEXES)}")
    # Of this footage only events are left.
    op.execute("UPDATE video SET original_fault = 'MISSING' WHERE original_fault = 'EXPIRED'")
    op.execute("ALTER TABLE video DROP CONSTRAINT video_original_fault_check")
    op.execute(
        "ALTER TABLE video ADD CONSTRAINT video_original_fault_check CHECK (original_fault IN ('REPLACED', 'MISSING'))"
    )
    op.execute("ALTER TABLE video DROP COLUMN held_until, DROP COLUMN retention_days, DROP COLUMN expiry_warned_at")
