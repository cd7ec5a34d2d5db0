"""The first tables, with row-level security from the start.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("video", "event", "event_embedding", "prompt_session", "prompt_history", "job", "progress")

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""

# The application logs in as a member of this role. It owns nothing, so that row-level security binds it.
ROLE = """
DO $$ BEGIN
  CREATE ROLE watchgraph_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO watchgraph_app;
"""

CREATE = """
CREATE TABLE video (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization text NOT NULL CHECK (organization <> ''),
  name text NOT NULL,
  original_filename text NOT NULL,
  description text,
  camera text,
  timezone text NOT NULL DEFAULT 'UTC',
  zones jsonb NOT NULL DEFAULT '[]',
  recorded_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  content_type text NOT NULL,
  size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
  checksum_sha256 text,
  duration_seconds double precision,
  frame_rate double precision,
  width integer,
  height integer,
  codec text,
  status text NOT NULL DEFAULT 'UPLOADING'
    CHECK (status IN ('UPLOADING', 'QUEUED', 'ANALYZING', 'READY', 'FAILED', 'CANCELLED')),
  failure_code text,
  failure_values jsonb,
  tier text NOT NULL DEFAULT 'HOT' CHECK (tier IN ('HOT', 'WARM', 'COLD', 'RESTORING')),
  legal_hold boolean NOT NULL DEFAULT false,
  expires_at timestamptz,
  object_key text NOT NULL,
  thumbnail_key text,
  summary_status text NOT NULL DEFAULT 'NONE'
    CHECK (summary_status IN ('NONE', 'QUEUED', 'GENERATING', 'COMPLETED', 'EMPTY', 'FAILED')),
  summary jsonb,
  -- What lists are ordered by where a value may be missing. An index on the expression itself would not do: coalesce()
  -- might tell secrets, for all PostgreSQL knows, so row-level security keeps it out of index conditions.
  recorded_sort timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(recorded_at, '-infinity')) STORED,
  duration_sort double precision NOT NULL GENERATED ALWAYS AS (coalesce(duration_seconds, -1)) STORED
);
-- One index for each order of a list. Read backwards, it serves the opposite order.
CREATE INDEX video_newest ON video (organization, created_at DESC, id DESC);
CREATE INDEX video_recorded ON video (organization, recorded_sort DESC, id DESC);
CREATE INDEX video_name ON video (organization, name, id);
CREATE INDEX video_longest ON video (organization, duration_sort DESC, id DESC);
CREATE INDEX video_of_camera ON video (organization, camera, id);

CREATE TABLE event (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization text NOT NULL CHECK (organization <> ''),
  video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
  type text NOT NULL,
  start_seconds double precision NOT NULL CHECK (start_seconds >= 0),
  end_seconds double precision NOT NULL CHECK (end_seconds >= start_seconds),
  occurred_at timestamptz,
  frame_number integer NOT NULL,
  bbox_x integer,
  bbox_y integer,
  bbox_width integer,
  bbox_height integer,
  location text NOT NULL DEFAULT 'UNKNOWN' CHECK (location IN ('LEFT', 'CENTER', 'RIGHT', 'UNKNOWN')),
  track_id text,
  gender text NOT NULL DEFAULT 'UNKNOWN',
  gender_confidence double precision,
  age_group text NOT NULL DEFAULT 'UNKNOWN',
  age double precision,
  emotion text,
  action text,
  interaction_target text,
  objects text[] NOT NULL DEFAULT '{}',
  description text NOT NULL,
  description_ko text,
  confidence double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  attributes jsonb NOT NULL DEFAULT '{}',
  keywords text[] NOT NULL DEFAULT '{}',
  source text NOT NULL,
  thumbnail_key text,
  clip_key text,
  created_at timestamptz NOT NULL DEFAULT now(),
  occurred_sort timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(occurred_at, '-infinity')) STORED,
  -- Storing the same event twice changes nothing: a worker that died may store again.
  CONSTRAINT event_natural_key UNIQUE NULLS NOT DISTINCT
    (video_id, source, type, track_id, start_seconds, end_seconds, bbox_x, bbox_y)
);
CREATE INDEX event_of_video ON event (video_id, start_seconds, id);
CREATE INDEX event_earliest ON event (organization, start_seconds, id);
CREATE INDEX event_confident ON event (organization, confidence DESC, id DESC);
CREATE INDEX event_occurred ON event (organization, occurred_sort DESC, id DESC);
-- What is rare must be found without walking through all that is not.
CREATE INDEX event_of_type ON event (organization, type, occurred_sort DESC, id DESC);

CREATE TABLE event_embedding (
  event_id uuid NOT NULL REFERENCES event ON DELETE CASCADE,
  model_id text NOT NULL,
  organization text NOT NULL CHECK (organization <> ''),
  video_id uuid NOT NULL REFERENCES video ON DELETE CASCADE,
  embedding halfvec NOT NULL,
  -- One model may make several lengths. Only vectors of one model and one length are ever compared.
  dimensions integer NOT NULL GENERATED ALWAYS AS (vector_dims(embedding)) STORED,
  PRIMARY KEY (event_id, model_id, dimensions)
);
CREATE INDEX event_embedding_of_video ON event_embedding (video_id);
CREATE INDEX event_embedding_of_model ON event_embedding (organization, model_id, dimensions);

CREATE TABLE prompt_session (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization text NOT NULL CHECK (organization <> ''),
  user_id text NOT NULL,
  video_id uuid REFERENCES video ON DELETE CASCADE,
  number integer NOT NULL,
  title text NOT NULL,
  status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'CLOSED')),
  main_event_id uuid REFERENCES event ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  last_prompt_at timestamptz,
  -- Sessions are numbered within their video; those over everything, within the organization.
  CONSTRAINT prompt_session_number UNIQUE NULLS NOT DISTINCT (organization, video_id, number)
);
CREATE INDEX prompt_session_recent ON prompt_session (organization, created_at DESC, id DESC);
-- Deleting a video or an event looks for the sessions that name it.
CREATE INDEX prompt_session_of_video ON prompt_session (video_id);
CREATE INDEX prompt_session_of_event ON prompt_session (main_event_id) WHERE main_event_id IS NOT NULL;

CREATE TABLE prompt_history (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization text NOT NULL CHECK (organization <> ''),
  session_id uuid NOT NULL REFERENCES prompt_session ON DELETE CASCADE,
  sequence_number integer NOT NULL,
  kind text NOT NULL DEFAULT 'PROMPT' CHECK (kind IN ('PROMPT', 'VLM_CHAT')),
  status text NOT NULL DEFAULT 'QUEUED'
    CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'NOT_FOUND', 'FAILED', 'CANCELLED')),
  prompt text NOT NULL,
  response text,
  language text NOT NULL CHECK (language IN ('KO', 'EN')),
  timezone text,
  interpretation text,
  methods text[] NOT NULL DEFAULT '{}',
  generated_sql text,
  result_table jsonb,
  plan jsonb,
  citations jsonb NOT NULL DEFAULT '[]',
  coverage jsonb,
  degraded text[] NOT NULL DEFAULT '{}',
  usage jsonb,
  timings jsonb NOT NULL DEFAULT '[]',
  prompts_version text,
  rating text CHECK (rating IN ('UP', 'DOWN')),
  rating_comment text,
  error_code text,
  error_values jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  CONSTRAINT prompt_history_sequence UNIQUE (session_id, sequence_number)
);

CREATE TABLE job (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  organization text NOT NULL CHECK (organization <> ''),
  kind text NOT NULL CHECK (kind IN ('ANALYZE', 'SUMMARIZE', 'PROMPT', 'DELETE', 'CLIP')),
  video_id uuid REFERENCES video ON DELETE CASCADE,
  history_id uuid REFERENCES prompt_history ON DELETE CASCADE,
  pipeline_version text NOT NULL,
  status text NOT NULL DEFAULT 'QUEUED' CHECK (status IN ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  stage text NOT NULL DEFAULT 'QUEUED',
  percent integer NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  attempt integer NOT NULL DEFAULT 0,
  cancel_requested boolean NOT NULL DEFAULT false,
  lease_owner text,
  lease_until timestamptz,
  run_after timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  payload jsonb NOT NULL DEFAULT '{}',
  usage jsonb,
  error_code text,
  error_values jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- One job per thing to do: starting twice finds the job that exists.
  CONSTRAINT job_once UNIQUE NULLS NOT DISTINCT (kind, video_id, history_id, pipeline_version)
);
CREATE INDEX job_of_video ON job (video_id);
CREATE INDEX job_of_history ON job (history_id) WHERE history_id IS NOT NULL;
CREATE INDEX job_open ON job (run_after) WHERE status IN ('QUEUED', 'RUNNING');

CREATE TABLE progress (
  kind text NOT NULL CHECK (kind IN ('ANALYSIS', 'SUMMARY', 'PROMPT')),
  subject_id uuid NOT NULL,
  sequence integer NOT NULL CHECK (sequence > 0),
  organization text NOT NULL CHECK (organization <> ''),
  status text NOT NULL,
  stage text NOT NULL,
  percent integer NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  payload jsonb NOT NULL DEFAULT '{}',
  terminal boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, subject_id, sequence)
);
"""

# The subquery makes the setting a value that is computed once a statement, not once a row.
SECURE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization ON {table} TO watchgraph_app
  USING (organization = (SELECT current_setting('watchgraph.organization', true)));
GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO watchgraph_app;
"""

# Whoever looks for work must find that of every organization, yet read nothing else of it: these functions, owned by
# the tables' owner, are all that the application may see past row-level security.
#
# A job is due when its time has come, or when the worker that held it fell silent. A job is to be sent when it is due
# and was not sent since, or was sent so long ago that the message must be lost. It is marked before it is sent, so that
# many sweepers send it once; a sweeper that dies in between delays it by `unsent_for`.
DUE = """
CREATE FUNCTION jobs_due(kinds text[], at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  SELECT job.id, job.organization, job.kind FROM public.job
  WHERE job.kind = ANY (kinds)
    AND ((job.status = 'QUEUED' AND job.run_after <= now()) OR (job.status = 'RUNNING' AND job.lease_until < now()))
  ORDER BY job.run_after
  LIMIT at_most
$$;
CREATE FUNCTION jobs_to_send(unsent_for interval, at_most integer)
RETURNS TABLE (id uuid, organization text, kind text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
AS $$
  WITH due AS (
    SELECT job.id, CASE job.status WHEN 'QUEUED' THEN job.run_after ELSE job.lease_until END AS since
    FROM public.job
    WHERE (job.status = 'QUEUED' AND job.run_after <= now()) OR (job.status = 'RUNNING' AND job.lease_until < now())
  ), unsent AS (
    SELECT job.id FROM public.job JOIN due USING (id)
    WHERE job.sent_at IS NULL OR job.sent_at < due.since OR job.sent_at < now() - unsent_for
    ORDER BY job.run_after
    LIMIT at_most
    FOR UPDATE OF job SKIP LOCKED
  )
  UPDATE public.job SET sent_at = now() FROM unsent WHERE job.id = unsent.id
  RETURNING job.id, job.organization, job.kind
$$;
REVOKE ALL ON FUNCTION jobs_due, jobs_to_send FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs_due, jobs_to_send TO watchgraph_app;
"""


def upgrade() -> None:
    _script(EXTENSIONS)
    _script(ROLE)
    _script(CREATE)
    for table in TABLES:
        _script(SECURE.format(table=table))
    _script(DUE)


def downgrade() -> None:
    op.execute("DROP FUNCTION jobs_due, jobs_to_send")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table} CASCADE")


def _script(sql: str) -> None:
    """Run several statements. op.execute prepares what it is given, and PostgreSQL prepares only one statement."""
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None
    connection.run_async(lambda asyncpg_connection: asyncpg_connection.execute(sql))
