-- The time of day at a position of a video. models/footage/clock_jumps.py:time_at_position does the same in Python.
-- jumps: position, seconds that the camera's clock is ahead from there on, position, seconds, …; NULL seconds: unknown.

CREATE OR REPLACE FUNCTION time_at_position(recorded_at timestamptz, jumps double precision[], seconds double precision)
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
$$;

REVOKE ALL ON FUNCTION time_at_position FROM PUBLIC;
GRANT EXECUTE ON FUNCTION time_at_position TO watchgraph_app;
