-- Bounds on what generated SQL returns. These string_agg and array_agg replace PostgreSQL's on the search path of
-- generated SQL, and stop at a bound. domain/guard/allow_lists.py uses the same bounds.

CREATE OR REPLACE FUNCTION sql_bounded.refuse(name text, most text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'program_limit_exceeded',
    MESSAGE = name || ' would hold more than ' || most,
    HINT = 'Narrow the rows, or count them.';
END
$$;

CREATE OR REPLACE FUNCTION sql_bounded.join_text(so_far text, value text, separator text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF value IS NULL THEN RETURN so_far; END IF;
  IF coalesce(octet_length(so_far), 0) + octet_length(value) + coalesce(octet_length(separator), 0) > 200000 THEN
    PERFORM sql_bounded.refuse('string_agg', '200000 bytes');
  END IF;
  RETURN CASE WHEN so_far IS NULL THEN value ELSE so_far || coalesce(separator, '') || value END;
END
$$;

-- The text counts, too: a number of few bytes may have 131,072 digits.
CREATE OR REPLACE FUNCTION sql_bounded.add_value(so_far anyarray, value anynonarray) RETURNS anyarray
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
$$;

CREATE OR REPLACE FUNCTION sql_bounded.add_array(so_far anyarray, value anyarray) RETURNS anyarray
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
$$;

CREATE OR REPLACE AGGREGATE sql_bounded.string_agg(text, text) (SFUNC = sql_bounded.join_text, STYPE = text);

CREATE OR REPLACE AGGREGATE sql_bounded.array_agg(anynonarray) (SFUNC = sql_bounded.add_value, STYPE = anyarray);

CREATE OR REPLACE AGGREGATE sql_bounded.array_agg(anyarray) (SFUNC = sql_bounded.add_array, STYPE = anyarray);

-- A cell as it is shown. A value above the first bound is not even copied.
CREATE OR REPLACE FUNCTION sql_bounded.cell(value anyelement) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  kind CONSTANT text := pg_typeof(value)::text;
  encoded json;
BEGIN
  IF pg_column_size(value) > 20000000 THEN PERFORM sql_bounded.refuse('a cell', '20000000 bytes'); END IF;
  IF kind IN ('text', 'character', 'character varying') THEN
    RETURN to_json(CASE WHEN octet_length(value::text) > 2000 AND length(value::text) > 2000
      THEN left(value::text, 2000) || '…' ELSE value::text END);
  ELSIF kind LIKE '%[]' THEN
    IF cardinality(value) > 100 THEN value := value[1:100]; END IF;
  END IF;
  encoded := to_json(value);
  RETURN CASE WHEN octet_length(encoded::text) > 8000 THEN to_json(left(encoded::text, 2000) || '…') ELSE encoded END;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sql_bounded FROM PUBLIC;
GRANT USAGE ON SCHEMA sql_bounded TO watchgraph_sql;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sql_bounded TO watchgraph_sql;
