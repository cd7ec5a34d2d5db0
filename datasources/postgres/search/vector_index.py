"""Vector indexes: whether one exists, and the settings for searching it.

pgvector's defaults do not suit a filtered search: the index returns the 40 nearest of all organizations, and the filter
drops most of them. An iterative scan continues until enough match.
"""

import logging
import time
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from models.asking.vectors import EmbeddingSpace
from models.errors import Unavailable

_log = logging.getLogger(__name__)
# ef_search: candidates per round of the scan (chosen with bench.vectors); max_scan_tuples: where the scan stops.
SEARCH_SETTINGS = {"hnsw.iterative_scan": "relaxed_order", "hnsw.ef_search": "200", "hnsw.max_scan_tuples": "40000"}
# No sort: the index returns distances in order, while a sorting plan reads every vector. No generic plan: it cannot
# know how many events a filter keeps.
_PLANNER_SETTINGS = {"enable_sort": "off", "plan_cache_mode": "force_custom_plan"}
_APPLY_SETTINGS = text(
    "SELECT "
    + ", ".join(
        f"set_config('{name}', '{value}', true)" for name, value in {**SEARCH_SETTINGS, **_PLANNER_SETTINGS}.items()
    )
)
_READ_SETTINGS = text("SELECT " + ", ".join(f"current_setting('{name}')" for name in SEARCH_SETTINGS))
# Loads pgvector, which then refuses unknown settings; before that, PostgreSQL accepts any name.
_LOAD_EXTENSION = text("SELECT '[1]'::halfvec::text")
_INDEX_EXISTS = text(
    "SELECT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE relname = :name AND indisvalid AND indrelid = 'event_embedding'::regclass)"
)
_CACHE_SECONDS = 60.0


async def apply_search_settings(connection: AsyncConnection) -> None:
    """Apply the settings for searching an index, until the caller's transaction ends."""
    await connection.execute(_APPLY_SETTINGS)


class VectorIndexes:
    """One per process. Without a usable index, a search compares every vector."""

    def __init__(self, postgres: Postgres, clock: Callable[[], float] = time.monotonic) -> None:
        self._postgres = postgres
        self._clock = clock
        self._settings_hold: bool | None = None
        self._existing: dict[EmbeddingSpace, tuple[bool, float]] = {}

    async def check_settings(self) -> bool:
        """Apply the settings and read them back, at start-up. Returns False and logs an error where they differ."""
        try:
            async with self._postgres.system_transaction() as connection:
                await connection.execute(_LOAD_EXTENSION)
                await apply_search_settings(connection)
                actual = list((await connection.execute(_READ_SETTINGS)).one())
        except Unavailable as error:
            _log.warning("The settings of vector search could not be read back: %s", error)
            return False
        except DBAPIError as error:
            actual = [type(error.orig).__name__]
        self._settings_hold = actual == list(SEARCH_SETTINGS.values())
        if not self._settings_hold:
            problem = "An index of vectors needs pgvector 0.8 or later: every vector is compared until then"
            _log.error(problem, extra={"read": actual})
        return self._settings_hold

    async def is_usable(self, connection: AsyncConnection, space: EmbeddingSpace) -> bool:
        """Whether the space has an index that can be searched. Cached for a minute."""
        if self._settings_hold is None and not await self.check_settings():
            return False
        exists, expires_at = self._existing.get(space, (False, 0.0))
        if expires_at <= self._clock():
            exists = bool((await connection.execute(_INDEX_EXISTS, {"name": space.index_name})).scalar_one())
            self._existing[space] = exists, self._clock() + _CACHE_SECONDS
        return exists and bool(self._settings_hold)
