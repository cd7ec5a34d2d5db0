"""Generated SQL brings no more than people read.

Revision ID: 0023

What a query answers is cut where it is computed: a cell, a row and the answer are bounded before they leave the
database. string_agg and array_agg are the database's own no more, but aggregates of the same names that stop at a
bound; they stand before pg_catalog on the search path of generated SQL, and nowhere else.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# domain/guard/allow_lists.py reckons with the same bounds.
BOUNDED = (
    "CREATE SCHEMA sql_bounded",
    """
    CREATE FUNCTION sql_bounded.refuse(name text, most text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
      RAISE EXCEPTION USING ERRCODE = 'program_limit_exceeded',
        MESSAGE = name || ' would hold more than ' || most,
        HINT = 'Narrow the rows, or count them.';
    END
    $$
    """,
    """
    CREATE FUNCTION sql_bounded.join_text(so_far text, value text, separator text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
      IF value IS NULL THEN RETURN so_far; END IF;
      IF coalesce(octet_length(so_far), 0) + octet_length(value) + coalesce(octet_length(separator), 0) > 200000 THEN
        PERFORM sql_bounded.refuse('string_agg', '200000 bytes');
      END IF;
      RETURN CASE WHEN so_far IS NULL THEN value ELSE so_far || coalesce(separator, '') || value END;
    END
    $$
    """,
    # A number of few bytes may have 131,072 digits: the text counts, too.
    """
    CREATE FUNCTION sql_bounded.add_value(so_far anyarray, value anynonarray) RETURNS anyarray
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
      IF cardinality(so_far) >= 1000 THEN PERFORM sql_bounded.refuse('array_agg', '1000 values'); END IF;
      IF coalesce(pg_column_size(so_far), 0) + coalesce(pg_column_size(value), 0) > 200000
        OR (coalesce(cardinality(so_far), 0) + 1) * octet_length(value::text)::bigint > 2000000
      THEN
        PERFORM sql_bounded.refuse('array_agg', '200000 bytes');
      END IF;
      RETURN array_append(so_far, value);
    END
    $$
    """,
    """
    CREATE FUNCTION sql_bounded.add_array(so_far anyarray, value anyarray) RETURNS anyarray
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
    AS $$
    BEGIN
      IF coalesce(cardinality(so_far), 0) + coalesce(cardinality(value), 0) > 1000 THEN
        PERFORM sql_bounded.refuse('array_agg', '1000 values');
      END IF;
      IF coalesce(pg_column_size(so_far), 0) + coalesce(pg_column_size(value), 0) > 200000
        OR octet_length(so_far::text) + octet_length(value::text) > 2000000
      THEN
        PERFORM sql_bounded.refuse('array_agg', '200000 bytes');
      END IF;
      RETURN CASE WHEN so_far IS NULL THEN ARRAY[value] ELSE so_far || value END;
    END
    $$
    """,
    "CREATE AGGREGATE sql_bounded.string_agg(text, text) (SFUNC = sql_bounded.join_text, STYPE = text)",
    "CREATE AGGREGATE sql_bounded.array_agg(anynonarray) (SFUNC = sql_bounded.add_value, STYPE = anyarray)",
    "CREATE AGGREGATE sql_bounded.array_agg(anyarray) (SFUNC = sql_bounded.add_array, STYPE = anyarray)",
    # What a cell shows. A value beyond the first bound is not even copied.
    """
    CREATE FUNCTION sql_bounded.cell(value anyelement) RETURNS json
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    DECLARE
      kind CONSTANT text := pg_typeof(value)::text;
      told json;
    BEGIN
      IF pg_column_size(value) > 20000000 THEN PERFORM sql_bounded.refuse('a cell', '20000000 bytes'); END IF;
      IF kind IN ('text', 'character', 'character varying') THEN
        RETURN to_json(CASE WHEN octet_length(value::text) > 2000 AND length(value::text) > 2000
          THEN left(value::text, 2000) || '…' ELSE value::text END);
      ELSIF kind LIKE '%[]' THEN
        IF cardinality(value) > 100 THEN value := value[1:100]; END IF;
      END IF;
      told := to_json(value);
      RETURN CASE WHEN octet_length(told::text) > 8000 THEN to_json(left(told::text, 2000) || '…') ELSE told END;
    END
    $$
    """,
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sql_bounded FROM PUBLIC",
    "GRANT USAGE ON SCHEMA sql_bounded TO watchgraph_sql",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sql_bounded TO watchgraph_sql",
)

# An error may quote the value that it is about: it, too, is cut before it travels.
_CUT_ERRORS = """
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
      RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = left(message, 500), HINT = left(hint, 300);
"""
_SEARCH_PATH = """
      PERFORM set_config('search_path', 'sql_bounded, pg_catalog, '
        || CASE WHEN public.sql_video() IS NULL THEN 'public' ELSE 'sql_one_video' END || ', pg_temp', true);
"""
RUN = (
    f"""
    CREATE OR REPLACE FUNCTION sql_cost(query text) RETURNS double precision
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DECLARE
      plan json;
      message text;
      hint text;
    BEGIN
      {_SEARCH_PATH}
      FOR plan IN EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM (' || query || E'\\n) AS asked' LOOP
        RETURN (plan #>> '{{0,Plan,Total Cost}}')::double precision;
      END LOOP;
      RETURN NULL;
      {_CUT_ERRORS}
    END
    $$
    """,  # noqa: S608 - put together of constants
    # As before: at most `at_most` rows as objects whose first member is the row's place, from 1, and one whose place is
    # null where there is no row. A place of -1 ends an answer that was cut because it is long.
    f"""
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
      {_SEARCH_PATH}
      -- Of no row, so that nothing is run: only the columns are told.
      EXECUTE 'SELECT ARRAY(SELECT json_object_keys(row_to_json("no row"))) FROM ('
        || 'SELECT asked.* FROM (VALUES (1)) AS one LEFT JOIN (' || query || E'\\n) AS asked ON false) AS "no row"'
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
        || ' FROM (' || query || E'\\n) AS asked'
        || (SELECT coalesce('(' || pg_catalog.string_agg(format('"column %s"', place), ', ' ORDER BY place) || ')', '')
           FROM unnest(names) WITH ORDINALITY AS column_(name, place))
        || ' LIMIT ' || at_most || ') AS numbered ON true) AS "rows of the answer"'
      LOOP
        bytes := bytes + octet_length(answer::text);
        IF bytes > 1000000 THEN
          RETURN NEXT '{{"place of the row": -1}}'::json;
          EXIT;
        END IF;
        RETURN NEXT answer;
      END LOOP;
      {_CUT_ERRORS}
    END
    $$
    """,  # noqa: S608 - put together of constants
)

# Those of migration 0004.
BEFORE = (
    """
    CREATE OR REPLACE FUNCTION sql_cost(query text) RETURNS double precision
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
    """
    CREATE OR REPLACE FUNCTION sql_answer(query text, at_most integer) RETURNS SETOF json
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
)


def upgrade() -> None:
    for statement in BOUNDED:
        op.execute(statement)
    op.execute("GRANT CREATE ON SCHEMA public TO watchgraph_sql")
    op.execute("SET LOCAL ROLE watchgraph_sql")
    for statement in RUN:
        op.execute(statement)
    op.execute("RESET ROLE")
    op.execute("REVOKE CREATE ON SCHEMA public FROM watchgraph_sql")


def downgrade() -> None:
    op.execute("GRANT CREATE ON SCHEMA public TO watchgraph_sql")
    op.execute("SET LOCAL ROLE watchgraph_sql")
    for statement in BEFORE:
        op.execute(statement)
    op.execute("RESET ROLE")
    op.execute("REVOKE CREATE ON SCHEMA public FROM watchgraph_sql")
    op.execute("DROP SCHEMA sql_bounded CASCADE")
