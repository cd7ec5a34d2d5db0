"""What SQL that a model wrote may read: two views, under a role of their own, through functions that bind it.

Revision ID: 0004

The SQL runs inside functions that belong to watchgraph_sql and run with its rights (SECURITY DEFINER). PostgreSQL lets
nothing inside such a function change the role, so that not even a statement that slipped past the guard can become the
application again. What row-level security compares with is no bare setting, which any statement could set, but one that
is sealed with a key that only the tables' owner reads, for one connection and one transaction: without sql_begin(),
which only the application may call, there is nothing to see. Nothing here needs a superuser.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A login of its own would need a password to be kept. Nobody logs in as this role, nor is anybody but the owner a
# member of it, who has to be to give functions to it.
ROLE = (
    """
    DO $$ BEGIN
      CREATE ROLE watchgraph_sql NOLOGIN NOINHERIT;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$
    """,
    """
    DO $$ BEGIN
      IF NOT pg_has_role(current_user, 'watchgraph_sql', 'SET') THEN
        EXECUTE format('GRANT watchgraph_sql TO %I WITH INHERIT FALSE, SET TRUE', current_user);
      END IF;
    END $$
    """,
)

# The proof is bound to the connection and to the moment when its transaction began: seen, it is of no use elsewhere.
# Hashed twice with the key before it, so that no text can be made longer and keep a proof.
SEAL = (
    "CREATE SCHEMA sql_seal",
    "CREATE TABLE sql_seal.key (secret bytea NOT NULL)",
    "INSERT INTO sql_seal.key VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))",
    """
    CREATE FUNCTION sql_seal.proof(scope text) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
      SELECT encode(sha256(key.secret || sha256(key.secret || convert_to(
        pg_backend_pid() || '|' || extract(epoch FROM transaction_timestamp()) || '|' || scope, 'UTF8'))), 'hex')
      FROM sql_seal.key
    $$
    """,
    """
    CREATE FUNCTION sql_begin(of_video uuid) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
      SELECT set_config('watchgraph.sql_scope', sql_seal.proof(scope) || scope, true)
      FROM (SELECT coalesce(of_video::text, '') || '/' || current_setting('watchgraph.organization') AS scope) AS asked
    $$
    """,
    """
    CREATE FUNCTION sql_seal.scope() RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
      SELECT substr(setting, 65) FROM (SELECT current_setting('watchgraph.sql_scope', true) AS setting) AS now
      WHERE left(setting, 64) = sql_seal.proof(substr(setting, 65))
    $$
    """,
    """
    CREATE FUNCTION sql_organization() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT substr(scope, strpos(scope, '/') + 1) FROM sql_seal.scope() AS scope $$
    """,
    """
    CREATE FUNCTION sql_video() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT nullif(split_part(scope, '/', 1), '')::uuid FROM sql_seal.scope() AS scope $$
    """,
)

# Which columns, and so nothing of where files lie.
SECURE = (
    """
    GRANT SELECT (id, organization, name, description, camera, timezone, recorded_at, duration_seconds, status,
      created_at) ON video TO watchgraph_sql
    """,
    """
    GRANT SELECT (id, organization, video_id, type, start_seconds, end_seconds, occurred_at, location, track_id, gender,
      gender_confidence, age_group, age, emotion, action, interaction_target, objects, description, description_ko,
      confidence, attributes, keywords, source) ON event TO watchgraph_sql
    """,
    """
    CREATE POLICY generated_sql ON video FOR SELECT TO watchgraph_sql
      USING (organization = (SELECT sql_organization()))
    """,
    """
    CREATE POLICY generated_sql ON event FOR SELECT TO watchgraph_sql
      USING (organization = (SELECT sql_organization()))
    """,
)

VIEWS = (
    """
    CREATE VIEW video_view WITH (security_invoker = true) AS
    SELECT video.id, video.name, video.camera, video.description, video.status, video.timezone, video.recorded_at,
      video.recorded_at AT TIME ZONE video.timezone AS local_recorded_at,
      video.recorded_at + make_interval(secs => video.duration_seconds) AS ended_at,
      video.duration_seconds, video.created_at
    FROM video
    """,
    """
    CREATE VIEW event_view WITH (security_invoker = true) AS
    SELECT event.id, event.video_id, video.name AS video_name, video.camera, video.timezone, event.type,
      event.start_seconds, event.end_seconds, event.end_seconds - event.start_seconds AS duration_seconds,
      event.occurred_at, event.occurred_at AT TIME ZONE video.timezone AS local_time,
      event.occurred_at + make_interval(secs => event.end_seconds - event.start_seconds) AS ended_at,
      event.video_id::text || '/' || event.track_id AS person, event.track_id,
      event.gender, event.gender_confidence, event.age_group, event.age, event.emotion, event.location,
      event.action, event.interaction_target, event.objects, event.description, event.description_ko,
      event.confidence, event.attributes, event.keywords, event.source
    FROM event JOIN video ON video.id = event.video_id
    """,
    # The same, of one video: these stand before the others on the search path of a question about one.
    "CREATE SCHEMA sql_one_video",
    """
    CREATE VIEW sql_one_video.video_view WITH (security_invoker = true) AS
    SELECT * FROM public.video_view WHERE id = (SELECT public.sql_video())
    """,
    """
    CREATE VIEW sql_one_video.event_view WITH (security_invoker = true) AS
    SELECT * FROM public.event_view WHERE video_id = (SELECT public.sql_video())
    """,
    "GRANT USAGE ON SCHEMA public, sql_one_video TO watchgraph_sql",
    """
    GRANT SELECT ON video_view, event_view, sql_one_video.video_view, sql_one_video.event_view TO watchgraph_sql
    """,
)

# What a model is told. One place: its prompt is made from these.
COMMENTS = {
    "video_view": {
        "": "One row a video (a recording of one camera).",
        "id": "Key of the video; equals event_view.video_id.",
        "name": "Title that people gave it.",
        "camera": "Name of the camera; null where not told.",
        "description": "Free text; often null.",
        "status": "READY when its events are there; else UPLOADING, QUEUED, ANALYZING, FAILED or CANCELLED.",
        "timezone": "IANA time zone where the camera hangs.",
        "recorded_at": "Moment of the first frame; null where not known.",
        "local_recorded_at": "recorded_at as clocks beside the camera showed it.",
        "ended_at": "Moment of the last frame.",
        "duration_seconds": "Length of the footage.",
        "created_at": "When it was uploaded.",
    },
    "event_view": {
        "": "One row an event: something that happened in a video, from start_seconds to end_seconds.",
        "id": "Key of the event. Select it where the answer is events, so that they can be cited.",
        "video_id": "Key of the video.",
        "video_name": "Title of the video.",
        "camera": "Name of the camera; null where not told.",
        "timezone": "IANA time zone where the camera hangs.",
        "type": "PERSON_ENTER, PERSON_EXIT, WALKING, RUNNING, STANDING, SITTING, LOITERING, PICKING (takes something "
        "from a shelf), INTERACTION, THEFT, COLLAPSE, FIGHTING, VANDALISM, INTRUSION, SMOKING, CROWDING or ANOMALY.",
        "start_seconds": "Where it begins, in seconds from the video's first frame.",
        "end_seconds": "Where it ends, in seconds from the video's first frame.",
        "duration_seconds": "How long it lasted, in seconds.",
        "occurred_at": "Moment when it began, with time zone; null where the time of recording is not known.",
        "local_time": "occurred_at as clocks beside the camera showed it (timestamp without time zone). For hours and "
        "days: extract(hour FROM local_time), local_time::date.",
        "ended_at": "Moment when it ended, with time zone.",
        "person": "The person, told apart over all videos; null where none was tracked. "
        "People are count(DISTINCT person).",
        "track_id": "The person within one video (P1, P2, …), in order of appearance; null where none was tracked.",
        "gender": "FEMALE, MALE or UNKNOWN.",
        "gender_confidence": "How sure that is, 0 to 1.",
        "age_group": "CHILD, YOUNG, MIDDLE, OLD or UNKNOWN.",
        "age": "Estimated age in years; often null.",
        "emotion": "Free word; often null.",
        "location": "Side of the picture: LEFT, CENTER, RIGHT or UNKNOWN.",
        "action": "Free text; often null.",
        "interaction_target": "With what or whom; often null.",
        "objects": "Things involved (text array).",
        "description": "What happened, in English.",
        "description_ko": "What happened, in Korean; may be null.",
        "confidence": "How sure the event is, 0 to 1.",
        "attributes": "Further properties (jsonb object of free keys).",
        "keywords": "Words to find it by (text array).",
        "source": "What made the event.",
    },
}

# The cost is the planner's estimate, in its units. A cursor takes exactly one statement, so neither function runs a
# second one that hides behind the first; and one that is not volatile runs only what reads.
RUN = (
    """
    CREATE FUNCTION sql_cost(query text) RETURNS double precision
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DECLARE
      plan json;
    BEGIN
      PERFORM set_config('search_path', CASE WHEN public.sql_video() IS NULL THEN 'public' ELSE 'sql_one_video' END
        || ', pg_temp', true);
      FOR plan IN EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM (' || query || E'\n) AS asked' LOOP
        RETURN (plan #>> '{0,Plan,Total Cost}')::double precision;
      END LOOP;
      RETURN NULL;
    END
    $$
    """,
    # At most `at_most` rows as objects whose first member is the row's place, from 1. Where there is no row, one whose
    # place is null still tells the columns. No column is called as the wrapper's own names are: they have spaces.
    """
    CREATE FUNCTION sql_answer(query text, at_most integer) RETURNS SETOF json
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
      PERFORM set_config('search_path', CASE WHEN public.sql_video() IS NULL THEN 'public' ELSE 'sql_one_video' END
        || ', pg_temp', true);
      RETURN QUERY EXECUTE 'SELECT row_to_json("rows of the answer") FROM ('
        || 'SELECT numbered.* FROM (VALUES (1)) AS one LEFT JOIN ('
        || 'SELECT row_number() OVER () AS "place of the row", asked.* FROM (' || query || E'\n) AS asked LIMIT '
        || at_most || ') AS numbered ON true) AS "rows of the answer"';
    END
    $$
    """,
    "GRANT CREATE ON SCHEMA public TO watchgraph_sql",
    "ALTER FUNCTION sql_cost(text) OWNER TO watchgraph_sql",
    "ALTER FUNCTION sql_answer(text, integer) OWNER TO watchgraph_sql",
    "REVOKE CREATE ON SCHEMA public FROM watchgraph_sql",
    "REVOKE ALL ON FUNCTION sql_begin, sql_organization, sql_video, sql_seal.proof, sql_seal.scope FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION sql_begin TO watchgraph_app",
    "GRANT EXECUTE ON FUNCTION sql_organization, sql_video TO watchgraph_sql",
)
# By their owner: a right on a function is the owner's to give.
GRANTS_OF_THE_ROLE = (
    "SET LOCAL ROLE watchgraph_sql",
    "REVOKE ALL ON FUNCTION sql_cost, sql_answer FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION sql_cost, sql_answer TO watchgraph_app",
    "RESET ROLE",
)


def upgrade() -> None:
    for statement in (*ROLE, *SEAL, *SECURE, *VIEWS, *_comments(), *RUN, *GRANTS_OF_THE_ROLE):
        op.execute(statement)


def _comments() -> list[str]:
    told = []
    for view, comments in COMMENTS.items():
        for column, comment in comments.items():
            thing = f"COLUMN {view}.{column}" if column else f"VIEW {view}"
            quoted = comment.replace("'", "''")
            told.append(f"COMMENT ON {thing} IS '{quoted}'")
    return told


def downgrade() -> None:
    for statement in (
        "SET LOCAL ROLE watchgraph_sql",
        "DROP FUNCTION sql_cost, sql_answer",
        "RESET ROLE",
        "DROP SCHEMA sql_one_video CASCADE",
        "DROP VIEW event_view, video_view",
        "DROP POLICY generated_sql ON event",
        "DROP POLICY generated_sql ON video",
        # Those on columns, too.
        "REVOKE SELECT ON event, video FROM watchgraph_sql",
        "DROP FUNCTION sql_begin, sql_organization, sql_video",
        "DROP SCHEMA sql_seal CASCADE",
    ):
        op.execute(statement)
