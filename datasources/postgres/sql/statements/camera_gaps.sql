-- The gaps of cameras in a period, by time, at most so many of each.
--
-- $1 cameras, $2 start and $3 end of the period, $4 seconds between two recordings that are no gap, $5 gaps a camera.
SELECT camera_id, starts, ends, reason
FROM (
  SELECT *, row_number() OVER (PARTITION BY camera_id ORDER BY starts, reason) AS number
  FROM camera_gaps($1::uuid[], $2::timestamptz, $3::timestamptz, $4::double precision)
) AS numbered
WHERE number <= $5::integer ORDER BY camera_id, starts, reason
