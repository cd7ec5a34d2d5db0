"""Statements that need much memory, as a model could be led to write them.

They hold many rows at once, or make one value grow. A test checks each with the guard.
"""

# ruff: noqa: S608 - our own attacks, on our own database
from collections.abc import Mapping

_SERIES = "generate_series(1, 10000) AS a, generate_series(1, 10000) AS b"
# Filters that the planner cannot estimate: it takes a hundred million rows for a few thousand.
_UNESTIMATED = f"{_SERIES} WHERE a % 1 = 0 AND b % 1 = 0"
_WIDE_ROWS = "event_view, generate_series(1, 10000) AS n WHERE n % 1 = 0 AND length(description) % 1 = 0"
_PAIR_TEXT = "a::text || '/' || b::text || '/' || a::text"
_LONG_TEXT = "concat(description, description, description, description, description, description, description)"


def _repeat(pattern: str, count: int) -> str:
    return ", ".join(pattern.format(number) for number in range(1, count + 1))


def _multiply_text(text: str, of: str) -> str:
    """A query whose column s is eight times the text."""
    return f"SELECT array_to_string(ARRAY[{', '.join([text] * 8)}], '') AS s FROM {of}"


# A text of at most 200,000 bytes, and one eight times as long.
_LARGE_TEXT = (
    "WITH x AS (SELECT string_agg(DISTINCT description || id::text, ',') AS s FROM (SELECT description, id FROM "
    f"event_view LIMIT 800) AS few), y AS ({_multiply_text('s', 'x')})"
)
_DIGITS = ",".join(["1"] * 1000)

# What it tries → a statement that the guard must refuse.
REFUSED: Mapping[str, str] = {
    "sorts: seventeen windows": "SELECT "
    f"{_repeat('row_number() OVER (ORDER BY description || {})', 17)} FROM event_view",
    "sets: eighty distinct counts": f"SELECT {_repeat('count(DISTINCT description || {})', 80)} FROM event_view",
    "sets: a cube": "SELECT count(*) FROM event_view GROUP BY CUBE (id, type, camera, person, action, description)",
    "sets: a list of one's own": "SELECT count(*) FROM event_view WHERE description NOT IN (SELECT x || n::text FROM "
    "unnest(ARRAY(SELECT description FROM event_view LIMIT 1000)) AS x, generate_series(1, 10000) AS n)",
    "collected: all in one text": "SELECT string_agg(description, ',') FROM event_view",
    "collected: all in one array": "SELECT array_agg(a) FROM event_view AS a, event_view AS b",
    "collected: past the bounded one": "SELECT pg_catalog.array_agg(DISTINCT description) FROM event_view",
    "collected: in a window": "SELECT array_agg(description) OVER () FROM event_view",
    "collected: a document": "SELECT jsonb_agg(e) FROM event_view AS e",
    "collected: an array without an end": "SELECT cardinality(ARRAY(SELECT description FROM event_view))",
    "text: repeated": "SELECT repeat(description, 1000000) FROM event_view",
    "text: padded": "SELECT lpad(description, 900000000) FROM event_view",
    "text: padded by its type": "SELECT description::char(10485760) FROM event_view",
    "text: replaced": "SELECT replace(description, 'a', description) FROM event_view",
    "text: joined over and over": f"SELECT {'||'.join(['description'] * 30)} FROM event_view",
    "text: eightfold, twice": f"{_LARGE_TEXT}, z AS ({_multiply_text('s', 'y')}) SELECT length(s) FROM z",
    "arrays: joined": "SELECT array_cat(objects, objects) FROM event_view",
    "arrays: filled": "SELECT array_fill(0, ARRAY[100000000])",
    "arrays: of queries": f"SELECT {_repeat('ARRAY(SELECT description FROM event_view LIMIT 1000)', 17)}",
    "arrays: a percentile for each of many": f"SELECT percentile_disc('{{{','.join(['0.5'] * 1500)}}}'::float8[]) "
    "WITHIN GROUP (ORDER BY description) FROM event_view",
    "rows: a longer series": "SELECT count(DISTINCT n) FROM generate_series(1, 100000000) AS n",
    "rows: with each other for ever": "WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r) "
    "SELECT max(n) FROM r",
    "rows: stars": "SELECT a.*, b.*, c.*, d.* FROM event_view a, event_view b, event_view c, event_view d",
    "memory: lifted": "SELECT set_config('work_mem', '2GB', true), count(DISTINCT description) FROM event_view",
}

# What it tries → a statement that passes the guard: the database must limit it.
ALLOWED: Mapping[str, str] = {
    "sorts: sixteen windows": f"SELECT {_repeat('row_number() OVER (ORDER BY description || {})', 15)} FROM event_view",
    "sorts: of long texts": f"SELECT id FROM event_view ORDER BY {_LONG_TEXT}, description_ko, id",
    "sorts: of what is grown": f"SELECT {_LONG_TEXT} AS t FROM event_view, generate_series(1, 20) ORDER BY t DESC",
    "sorts: of a hundred million": f"SELECT a FROM {_SERIES} ORDER BY a * b DESC, b",
    "sorts: percentiles": "SELECT "
    + _repeat("percentile_disc(0.5) WITHIN GROUP (ORDER BY description || {})", 15)
    + " FROM event_view",
    "sorts: most frequent": f"SELECT {_repeat('mode() WITHIN GROUP (ORDER BY description || {})', 15)} FROM event_view",
    "windows: one of all": "SELECT max(description) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED "
    "FOLLOWING), lag(description, 50000) OVER (ORDER BY description), nth_value(description, 99) OVER () FROM "
    "event_view",
    "windows: a frame that moves": "SELECT min(description) OVER (ORDER BY id ROWS BETWEEN 50000 PRECEDING AND CURRENT "
    "ROW) FROM event_view",
    "sets: sixteen distinct counts": f"SELECT {_repeat('count(DISTINCT description || {})', 16)} FROM event_view",
    "sets: distinct counts by event": f"SELECT id, {_repeat('count(DISTINCT description || {})', 15)} FROM event_view "
    "GROUP BY id",
    "sets: grouping sets": "SELECT count(*) FROM event_view GROUP BY GROUPING SETS "
    "((id, description), (description, id), (id, camera), (id, type), (id, action), (id, person), (start_seconds, id))",
    "sets: rollup": "SELECT count(*) FROM event_view GROUP BY ROLLUP (id, description, camera, type, action, person)",
    "sets: unions": " UNION ".join(f"SELECT description || id::text || '{n}' FROM event_view" for n in range(8)),
    "sets: not in any": "SELECT count(*) FROM event_view WHERE "
    + " AND ".join(f"description || '{n}' NOT IN (SELECT description || id::text FROM event_view)" for n in range(8)),
    "sets: not in what cannot be guessed": f"SELECT count(*) FROM (VALUES ('a')) AS v(t) WHERE t NOT IN "
    f"(SELECT {_PAIR_TEXT} FROM {_UNESTIMATED})",
    "sets: not in what cannot be guessed, of long texts": "SELECT count(*) FROM (VALUES ('a')) AS v(t) WHERE t NOT IN "
    f"(SELECT {_LONG_TEXT} || n::text || id::text FROM {_WIDE_ROWS})",
    "sets: different ones that cannot be guessed": "SELECT count(*) FROM "
    f"(SELECT DISTINCT {_PAIR_TEXT} FROM {_UNESTIMATED}) AS d",
    "sets: all but one that cannot be guessed": f"SELECT {_PAIR_TEXT} FROM {_UNESTIMATED} EXCEPT SELECT 'a'",
    "sets: all but one that cannot be guessed, of long texts": f"SELECT {_LONG_TEXT} || n::text || id::text FROM "
    f"{_WIDE_ROWS} EXCEPT SELECT 'a'",
    "sets: both, that cannot be guessed": f"SELECT {_PAIR_TEXT} FROM {_UNESTIMATED} INTERSECT ALL "
    f"SELECT {_PAIR_TEXT} FROM {_UNESTIMATED}",
    "sets: groups that cannot be guessed": f"SELECT a * 10000 + b, max({_PAIR_TEXT}), min({_PAIR_TEXT}) "
    f"FROM {_UNESTIMATED} GROUP BY 1",
    "joins: one key for all": f"SELECT max(a.t) FROM (SELECT left(description, 0) AS k, {_LONG_TEXT} AS t "
    f"FROM event_view) AS a JOIN (SELECT left(description, 0) AS k, {_LONG_TEXT} AS t FROM event_view) AS b "
    "ON a.k = b.k",
    "joins: twelve hashes": "SELECT count(*), "
    + ", ".join(f"max(e{n}.description)" for n in range(1, 12))
    + " FROM event_view AS e0 "
    + " ".join(f"JOIN event_view AS e{n} ON e{n}.id = e{n - 1}.id" for n in range(1, 12)),
    "collected: a thousand different ones": "SELECT array_agg(DISTINCT description || id::text) FROM event_view",
    "collected: texts of each": "SELECT camera, string_agg(DISTINCT description, ', '), array_agg(DISTINCT id) FROM "
    "event_view GROUP BY camera",
    "collected: of each event": "SELECT id, array_agg(DISTINCT description), string_agg(DISTINCT description_ko, ',') "
    "FROM event_view GROUP BY id",
    "text: eightfold": f"{_LARGE_TEXT} SELECT s, length(s) FROM y",
    "text: eightfold, in other letters": f"{_LARGE_TEXT} SELECT length(upper(s)) FROM y",
    "text: eightfold, for each event": f"{_LARGE_TEXT} SELECT max(s) FROM y, event_view",
    "text: long rows": f"SELECT {_repeat(_LONG_TEXT + ' || {}', 2)}, * FROM event_view, generate_series(1, 10)",
    "arrays: taken apart": "SELECT count(DISTINCT thing) FROM event_view, unnest(objects) AS thing, "
    "generate_series(1, 1000)",
    "arrays: of a thousand": f"SELECT {_repeat('ARRAY(SELECT description || {} FROM event_view LIMIT 1000)', 2)}",
    "arrays: read from a text": f"SELECT cardinality('{{{_DIGITS}}}'::int[]), n FROM generate_series(1, 10000) AS n",
    "documents: read from a text": "SELECT jsonb_array_length(concat('[', "
    + ", ',', ".join([f"'{_DIGITS}'"] * 3)
    + ", ']')::jsonb) FROM event_view",
    "documents: read from what is grown": f"WITH x AS (SELECT '{_DIGITS},' AS s FROM (VALUES (1)) AS v(n)), "
    f"y AS ({_multiply_text('s', 'x')}), z AS ({_multiply_text('s', 'y')}) "
    "SELECT jsonb_array_length(concat('[', s, '1]')::jsonb) FROM z",
    "rows: multiplied": "SELECT sum(a + b + c) FROM generate_series(1, 1000) AS a, generate_series(1, 1000) AS b, "
    "generate_series(1, 100) AS c",
}
