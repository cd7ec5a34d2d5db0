-- The scope (one organization, its sites that the asker may see, maybe one video or some cameras) that generated SQL may
-- read in one transaction.
-- Row-level security compares with a sealed setting, not a plain one that any statement could set: the proof is a hash
-- with a key that only the tables' owner reads, bound to the connection and to the start of its transaction. The key is
-- hashed in twice, so a scope cannot be extended while keeping its proof. Only sql_begin(), which only the application
-- may call, creates it.

CREATE OR REPLACE FUNCTION sql_seal.proof(scope text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(sha256(key.secret || sha256(key.secret || convert_to(
    pg_backend_pid() || '|' || extract(epoch FROM transaction_timestamp()) || '|' || scope, 'UTF8'))), 'hex')
  FROM sql_seal.key
$$;

CREATE OR REPLACE FUNCTION sql_begin(of_video uuid, of_cameras uuid[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT set_config('watchgraph.sql_scope', sql_seal.proof(scope) || scope, true)
  FROM (
    SELECT coalesce(of_video::text, '') || coalesce(';' || array_to_string(of_cameras, ','), '') || '/' || encode(convert_to(current_setting('watchgraph.sites'), 'UTF8'), 'hex')
      || '/' || current_setting('watchgraph.organization') AS scope
  ) AS asked
$$;

CREATE OR REPLACE FUNCTION sql_seal.scope() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT substr(setting, 65) FROM (SELECT current_setting('watchgraph.sql_scope', true) AS setting) AS now
  WHERE left(setting, 64) = sql_seal.proof(substr(setting, 65))
$$;

CREATE OR REPLACE FUNCTION sql_organization() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT regexp_replace(scope, '^[^/]*/[^/]*/', '') FROM sql_seal.scope() AS scope $$;

-- As sites.sql describes the setting watchgraph.sites.
CREATE OR REPLACE FUNCTION sql_sites() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT convert_from(decode(split_part(scope, '/', 2), 'hex'), 'UTF8') FROM sql_seal.scope() AS scope $$;

CREATE OR REPLACE FUNCTION sql_video() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT nullif(split_part(split_part(scope, '/', 1), ';', 1), '')::uuid FROM sql_seal.scope() AS scope $$;

-- NULL: every camera, and what has none. Without a scope, no camera.
CREATE OR REPLACE FUNCTION sql_cameras() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE
    WHEN scope IS NULL THEN '{}'
    WHEN split_part(scope, '/', 1) LIKE '%;%' THEN string_to_array(split_part(split_part(scope, '/', 1), ';', 2), ',')::uuid[]
  END
  FROM sql_seal.scope() AS scope
$$;

REVOKE ALL ON FUNCTION sql_begin, sql_organization, sql_sites, sql_video, sql_cameras, sql_seal.proof,
  sql_seal.scope FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sql_begin TO watchgraph_app;
GRANT EXECUTE ON FUNCTION sql_organization, sql_sites, sql_video, sql_cameras TO watchgraph_sql;
