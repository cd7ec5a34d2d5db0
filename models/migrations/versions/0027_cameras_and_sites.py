"""Add cameras and sites: a camera's row, the site of its footage, and row-level security by site.

Revision ID: 0027

A new column is NULL in existing rows: a recording without a site is seen by those who may see every site, so nothing
has to be filled in. Text cameras of existing videos get their rows from the worker, in slices (see
Cameras.adopt_names). Processes of an earlier version do not say which sites they may see, and then see nothing: stop
them first.
"""

from importlib import import_module

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE camera (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      name text NOT NULL CHECK (name <> ''),
      site text CHECK (site <> ''),
      timezone text NOT NULL DEFAULT 'UTC',
      -- Seconds to add to the times that the camera stamps.
      clock_offset_seconds double precision NOT NULL DEFAULT 0,
      zones jsonb NOT NULL DEFAULT '[]',
      expected_hours jsonb NOT NULL DEFAULT '[]',
      loitering_seconds double precision CHECK (loitering_seconds > 0),
      retention_days integer CHECK (retention_days > 0),
      last_footage_at timestamptz,
      -- The newest row of camera_change; videos that have applied an older one are not up to date.
      last_change uuid,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      footage_sort timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(last_footage_at, '-infinity')) STORED,
      site_sort text NOT NULL GENERATED ALWAYS AS (coalesce(site, '')) STORED,
      CONSTRAINT camera_name UNIQUE NULLS NOT DISTINCT (organization, site, name)
    )
    """,
    "CREATE INDEX camera_by_name ON camera (organization, name, id)",
    "CREATE INDEX camera_by_site ON camera (organization, site_sort, id)",
    "CREATE INDEX camera_by_footage ON camera (organization, footage_sort DESC, id DESC)",
    # Corrections of a camera that its existing footage has to follow, in their order.
    """
    CREATE TABLE camera_change (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      organization text NOT NULL CHECK (organization <> ''),
      camera_id uuid NOT NULL REFERENCES camera ON DELETE CASCADE,
      change jsonb NOT NULL,
      user_id text NOT NULL,
      request_id text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    "CREATE INDEX camera_change_of_camera ON camera_change (camera_id, id)",
    # camera_change: the newest correction that the row has followed.
    """
    ALTER TABLE video
      ADD COLUMN camera_id uuid REFERENCES camera ON DELETE RESTRICT,
      ADD COLUMN site text CHECK (site <> ''),
      ADD COLUMN camera_change uuid
    """,
    "CREATE INDEX video_by_camera ON video (camera_id, recorded_sort DESC, id DESC) WHERE camera_id IS NOT NULL",
    "ALTER TABLE event ADD COLUMN site text",
    "ALTER TABLE event_embedding ADD COLUMN site text",
    "ALTER TABLE audit_entry ADD COLUMN site text",
    # The sites of whom an answer was made for; NULL: every site.
    "ALTER TABLE prompt_session ADD COLUMN sites text[]",
    "ALTER TABLE prompt_history ADD COLUMN sites text[]",
    "ALTER TABLE job ADD COLUMN sites text[]",
)
GRANTS = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON camera, camera_change TO watchgraph_app",
    "GRANT SELECT (site) ON video TO watchgraph_sql",
    "GRANT SELECT (site) ON event TO watchgraph_sql",
)

# watchgraph.sites is `all`, or a list in which each site follows a unit separator: no site can be mistaken for `all`,
# and an empty or missing setting shows nothing. The subqueries make values that are computed once a statement.
# IS NOT NULL makes the planner expect that nearly every row is visible; of a plain condition it would expect half.
EVERY_SITE = "(SELECT nullif(current_setting('watchgraph.sites', true) = 'all', false)) IS NOT NULL"
THE_SITES = "(SELECT string_to_array(current_setting('watchgraph.sites', true), chr(31)))::text[]"
ORGANIZATION = "organization = (SELECT current_setting('watchgraph.organization', true))"
BY_SITE = f"{EVERY_SITE} OR site = ANY ({THE_SITES})"
BY_SITES = f"{EVERY_SITE} OR sites <@ {THE_SITES}"
BY_VIDEO = f"{EVERY_SITE} OR EXISTS (SELECT FROM video WHERE video.id = video_id)"
BY_CAMERA = f"{EVERY_SITE} OR EXISTS (SELECT FROM camera WHERE camera.id = camera_id)"
BY_SUBJECT = (
    f"{EVERY_SITE} OR EXISTS (SELECT FROM video WHERE video.id = subject_id)"  # noqa: S608  (constants)
    " OR EXISTS (SELECT FROM prompt_history WHERE prompt_history.id = subject_id)"
)
VISIBLE = {
    "video": BY_SITE,
    "event": BY_SITE,
    "event_embedding": BY_SITE,
    "camera": BY_SITE,
    "camera_change": BY_CAMERA,
    "audit_entry": BY_SITE,
    "prompt_session": BY_SITES,
    "prompt_history": BY_SITES,
    "job": BY_SITES,
    "upload": BY_VIDEO,
    "clip": BY_VIDEO,
    "picture": BY_VIDEO,
    "superseded_event": BY_VIDEO,
    "progress": BY_SUBJECT,
}
# What a principal may note about things that it does not see any more: a deleted video, a step of its own new question.
NOTED_UNSEEN = frozenset({"audit_entry", "progress"})
NEW = frozenset({"camera", "camera_change"})
# The site of a new row follows from what the row is about, whoever inserts it. datasources/postgres/sql/sites.sql has
# the functions as they are now.
FUNCTIONS = ("fill_site_of_video()", "fill_sites_of_question()", "fill_site_of_audit_entry()", "move_footage()")
TRIGGERS = {
    "event": ("site_of_video", "BEFORE INSERT", "fill_site_of_video()"),
    "event_embedding": ("site_of_video", "BEFORE INSERT", "fill_site_of_video()"),
    "prompt_session": ("sites_of_question", "BEFORE INSERT", "fill_sites_of_question()"),
    "prompt_history": ("sites_of_question", "BEFORE INSERT", "fill_sites_of_question()"),
    "job": ("sites_of_question", "BEFORE INSERT", "fill_sites_of_question()"),
    "audit_entry": ("site_of_target", "BEFORE INSERT", "fill_site_of_audit_entry()"),
    "video": ("site_moved", "AFTER UPDATE OF site", "move_footage()"),
}


def upgrade() -> None:
    for statement in (*TABLES, *GRANTS):
        op.execute(statement)
    for function in FUNCTIONS:
        op.execute(f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    for table, (name, when, function) in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}")
    for table, visible in VISIBLE.items():
        if table in NEW:
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        else:
            op.execute(f"DROP POLICY organization ON {table}")
        check = f" WITH CHECK ({ORGANIZATION})" if table in NOTED_UNSEEN else ""
        op.execute(
            f"CREATE POLICY organization ON {table} TO watchgraph_app USING ({ORGANIZATION} AND ({visible})){check}"
        )
    op.execute("CREATE FUNCTION sql_sites() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'")
    for table in ("video", "event"):
        op.execute(f"DROP POLICY generated_sql ON {table}")
        op.execute(
            f"CREATE POLICY generated_sql ON {table} FOR SELECT TO watchgraph_sql"
            " USING (organization = (SELECT sql_organization())"
            " AND ((SELECT nullif(sql_sites() = 'all', false)) IS NOT NULL"
            " OR site = ANY ((SELECT string_to_array(sql_sites(), chr(31)))::text[])))"
        )
    # They get a parameter: the sites that the caller may see.
    op.execute("DROP FUNCTION prompt_history_by_id(text, uuid), prompt_session_by_id(text, uuid)")


def downgrade() -> None:
    for table in ("video", "event"):
        op.execute(f"DROP POLICY generated_sql ON {table}")
        op.execute(
            f"CREATE POLICY generated_sql ON {table} FOR SELECT TO watchgraph_sql"
            " USING (organization = (SELECT sql_organization()))"
        )
    for table in VISIBLE:
        op.execute(f"DROP POLICY organization ON {table}")
        if table not in NEW:
            op.execute(f"CREATE POLICY organization ON {table} TO watchgraph_app USING ({ORGANIZATION})")
    for table, (name, _, _) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    former = import_module("models.migrations.versions.0004_sql")
    for statement in ("DROP SCHEMA sql_one_video CASCADE", "DROP VIEW event_view, video_view", *former.VIEWS):
        op.execute(statement)
    op.execute("DROP FUNCTION sql_sites()")
    op.execute("DROP FUNCTION prompt_history_by_id(text, text, uuid), prompt_session_by_id(text, text, uuid)")
    op.execute("DROP FUNCTION visible_sites()")
    for table in ("prompt_session", "prompt_history", "job"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN sites")
    for table in ("event", "event_embedding", "audit_entry"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN site")
    op.execute("ALTER TABLE video DROP COLUMN camera_id, DROP COLUMN site, DROP COLUMN camera_change")
    op.execute("DROP TABLE camera_change")
    op.execute("DROP TABLE camera")
