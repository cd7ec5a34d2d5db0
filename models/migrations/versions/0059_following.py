"""New events are announced in a log, in the order of their commits; changes of videos are notified; lists by storing.

Revision ID: 0059

A subscriber that comes back continues in the log after the event that it got last. What was stored in the last seven
days is put into it as if it had been announced in the order of storing.

While an index is made, writes to its table wait. Where they cannot, make the indexes of INDEXES beforehand, under the
same names, by CREATE INDEX CONCURRENTLY: what is there is kept.
"""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

_ORGANIZATION = "organization = (SELECT current_setting('watchgraph.organization', true))"
_LATEST = "clock_sort DESC, id DESC"
INDEXES = {
    "event_stored": "event (organization, created_at DESC, id DESC)",
    "event_of_site_stored": "event (organization, site, created_at DESC, id DESC)",
    "event_latest": f"event (organization, {_LATEST})",
    "event_of_site_latest": f"event (organization, site, {_LATEST})",
}
# datasources/postgres/sql/announcements.sql has the functions as they are now.
FUNCTIONS = ("place_event_announcement()", "notify_video_change()")
STATEMENTS = (
    *(f"CREATE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'" for name in FUNCTIONS),
    # The table is written anew. What has no time of day counts from 1970: no footage is of that time.
    """
    ALTER TABLE event ADD COLUMN clock_sort timestamptz NOT NULL
      GENERATED ALWAYS AS (coalesce(occurred_at, to_timestamp(start_seconds))) STORED
    """,
    "CREATE SEQUENCE event_announcement_position",
    # position: in the order of commits; NULL until the announcing transaction commits, so others never see NULL.
    """
    CREATE TABLE event_announcement (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      organization text NOT NULL CHECK (organization <> ''),
      position bigint,
      event_ids uuid[] NOT NULL,
      announced_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    INSERT INTO event_announcement (organization, position, event_ids, announced_at)
    SELECT organization, nextval('event_announcement_position'), ids, created_at
    FROM (
      SELECT organization, created_at, array_agg(id ORDER BY id) AS ids FROM event
      WHERE created_at > now() - interval '7 days' GROUP BY organization, created_at ORDER BY created_at OFFSET 0
    ) AS stored
    """,
    "CREATE INDEX event_announcement_order ON event_announcement (organization, position)",
    "CREATE INDEX event_announcement_time ON event_announcement (organization, announced_at)",
    "ALTER TABLE event_announcement ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY organization ON event_announcement TO watchgraph_app USING ({_ORGANIZATION})",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON event_announcement TO watchgraph_app",
    "GRANT USAGE ON SEQUENCE event_announcement_position TO watchgraph_app",
    """
    CREATE CONSTRAINT TRIGGER event_announcement_placed AFTER INSERT ON event_announcement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION place_event_announcement()
    """,
    """
    CREATE TRIGGER video_changed AFTER INSERT OR UPDATE ON video
    FOR EACH ROW EXECUTE FUNCTION notify_video_change()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")


def downgrade() -> None:
    op.execute(f"DROP INDEX {', '.join(INDEXES)}")
    op.execute("DROP TRIGGER video_changed ON video")
    op.execute("DROP TABLE event_announcement")
    op.execute("DROP SEQUENCE event_announcement_position")
    op.execute(f"DROP FUNCTION IF EXISTS {', '.join(FUNCTIONS)}, hash_organization(text)")
    op.execute("ALTER TABLE event DROP COLUMN clock_sort")
