-- Estimates and runs generated SQL with the rights of watchgraph_sql, which owns these functions (SECURITY DEFINER).
-- Inside such a function PostgreSQL lets no statement change the role. A cursor takes exactly one statement, so a
-- second one hidden behind the first does not run; sql_answer is STABLE, so only reads run. Errors may quote values:
-- they are cut, too. The cost is the planner's estimate, in its units.

GRANT CREATE ON SCHEMA public TO watchgraph_sql;
SET LOCAL ROLE watchgraph_sql;

CREATE OR REPLACE FUNCTION sql_cost(query text) RETURNS double precision
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  plan json;
  message text;
  hint text;
BEGIN
  PERFORM set_config('search_path', 'sql_bounded, pg_catalog, '
    || CASE WHEN public.sql_video() IS NULL THEN 'public' ELSE 'sql_one_video' END || ', pg_temp', true);
  FOR plan IN EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM (' || query || E'\n) AS asked' LOOP
    RETURN (plan #>> '{0,Plan,Total Cost}')::double precision;
  END LOOP;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
  RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = left(message, 500), HINT = left(hint, 300);
END
$$;

-- At most at_most rows as objects whose first member is the row's place, from 1; one with a NULL place where there is
-- no row, so that columns are known. A place of -1 ends an answer that was cut for its length. The wrapper's own names
-- contain spaces, so no column of a query is called the same.
CREATE OR REPLACE FUNCTION sql_answer(query text, at_most integer) RETURNS SETOF json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  names text[];
  answer json;
  bytes bigint := 0;
  message text;
  hint text;
BEGIN
  PERFORM set_config('search_path', 'sql_bounded, pg_catalog, '
    || CASE WHEN public.sql_video() IS NULL THEN 'public' ELSE 'sql_one_video' END || ', pg_temp', true);
  -- Selects no row, so that the query does not run: this reads only the column names.
  EXECUTE 'SELECT ARRAY(SELECT json_object_keys(row_to_json("no row"))) FROM ('
    || 'SELECT asked.* FROM (VALUES (1)) AS one LEFT JOIN (' || query || E'\n) AS asked ON false) AS "no row"'
    INTO names;
  IF cardinality(names) > 100 THEN
    PERFORM sql_bounded.refuse('a row', '100 columns');
  END IF;
  FOR answer IN EXECUTE 'SELECT row_to_json("rows of the answer") FROM ('
    || 'SELECT numbered.* FROM (VALUES (1)) AS one LEFT JOIN ('
    || 'SELECT row_number() OVER () AS "place of the row"'
    || (SELECT coalesce(pg_catalog.string_agg(
         format(', sql_bounded.cell(asked."column %s") AS %I', place, name), '' ORDER BY place), '')
       FROM unnest(names) WITH ORDINALITY AS column_(name, place))
    || ' FROM (' || query || E'\n) AS asked'
    || (SELECT coalesce('(' || pg_catalog.string_agg(format('"column %s"', place), ', ' ORDER BY place) || ')', '')
       FROM unnest(names) WITH ORDINALITY AS column_(name, place))
    || ' LIMIT ' || at_most || ') AS numbered ON true) AS "rows of the answer"'
  LOOP
    bytes := bytes + octet_length(answer::text);
    IF bytes > 1000000 THEN
      RETURN NEXT '{"place of the row": -1}'::json;
      EXIT;
    END IF;
    RETURN NEXT answer;
  END LOOP;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
  RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = left(message, 500), HINT = left(hint, 300);
END
$$;

-- A right on a function is its owner's to grant.
REVOKE ALL ON FUNCTION sql_cost, sql_answer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sql_cost, sql_answer TO watchgraph_app;

RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM watchgraph_sql;
