"""What a principal that is limited to sites sees of an organization's rows."""

import asyncpg
import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from tests.conftest import Database

ROWS = """
INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, site)
SELECT 'acme', coalesce(site, 'none'), 'n.mp4', 'video/mp4', 1, 'k', site
FROM unnest(ARRAY['seoul', 'busan', 'all', NULL]) AS site;
INSERT INTO event
  (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence, source)
SELECT 'acme', id, 'WALKING', 0, 1, 0, 'd', 1, 's' FROM video;
"""


def limited(*sites: str) -> Principal:
    return Principal("kim", "acme", frozenset(), sites=frozenset(sites))


@pytest.mark.parametrize(
    ("principal", "seen"),
    [
        (Principal("kim", "acme", frozenset()), ["all", "busan", "none", "seoul"]),
        (limited("seoul"), ["seoul"]),
        (limited("seoul", "busan"), ["busan", "seoul"]),
        (limited("all"), ["all"]),
        (limited(), []),
        (limited("jeju"), []),
        (Principal("kim", "other", frozenset()), []),
    ],
)
@pytest.mark.parametrize("table", ["video", "event JOIN video ON video.id = event.video_id"])
async def test_rows_of_other_sites_are_not_there(
    database: Database, principal: Principal, seen: list[str], table: str
) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    postgres = await Postgres.connect(database.url)
    try:
        await owner.execute(ROWS)
        async with postgres.transaction(principal) as connection:
            rows = await connection.execute(text(f"SELECT video.name FROM {table} ORDER BY video.name"))
            assert [row[0] for row in rows] == seen
    finally:
        await postgres.close()
        await owner.close()
