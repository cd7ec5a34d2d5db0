"""Which vectors have an index, and how it is searched.

pgvector's defaults do not fit a filtered search: the index gives the 40 nearest of all organizations, and the filter
then drops most of them. With an iterative scan it goes on until enough of them fit.
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
# ef_search: candidates that each round of the scan holds (measured by bench.vectors); max_scan_tuples: where it ends.
SEARCH_SETTINGS = {"hnsw.iterative_scan": "relaxed_order", "hnsw.ef_search": "200", "hnsw.max_scan_tuples": "40000"}
# The index gives the distances in order: a plan that sorts reads every vector instead. Values are planned with each
# time, because a general plan cannot know how many events a filter keeps.
_PLANNER_SETTINGS = {"enable_sort": "off", "plan_cache_mode": "force_custom_plan"}
_APPLY_SETTINGS = text(
    "SELECT "
    + ", ".join(
        f"set_config('{name}', '{value}', true)" for name, value in {**SEARCH_SETTINGS, **_PLANNER_SETTINGS}.items()
    )
)
_READ_SETTINGS = text("SELECT " + ", ".join(f"current_setting('{name}')" for name in SEARCH_SETTINGS))
# Before, any name may be set; afterwards pgvector refuses those that it does not know.
_LOAD_EXTENSION = text("SELECT '[1]'::halfvec::text")
_INDEX_EXISTS = text(
    "SELECT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE relname = :name AND indisvalid AND indrelid = 'event_embedding'::regclass)"
)
_CACHE_SECONDS = 60.0


async def apply_search_settings(connection: AsyncConnection) -> None:
    """How the index is searched, until the caller's transaction ends."""
    await connection.execute(_APPLY_SETTINGS)


class VectorIndexes:
    """One a process. A space whose index is not there, or not to be trusted, is searched by comparing every vector."""

    def __init__(self, postgres: Postgres, clock: Callable[[], float] = time.monotonic) -> None:
        self._postgres = postgres
        self._clock = clock
        self._settings_hold: bool | None = None
        self._existing: dict[EmbeddingSpace, tuple[bool, float]] = {}

    async def check_settings(self) -> bool:
        """At start-up: set what a search sets and read it back; False, and a line in the log, where it is not so."""
        try:
            async with self._postgres.system_transaction() as connection:
                await connection.execute(_LOAD_EXTENSION)
                await apply_search_settings(connection)
                read = list((await connection.execute(_READ_SETTINGS)).one())
        except Unavailable as error:
            _log.warning("The settings of vector search could not be read back: %s", error)
            return False
        except DBAPIError as error:
            read = [type(error.orig).__name__]
        self._settings_hold = read == list(SEARCH_SETTINGS.values())
        if not self._settings_hold:
            told = "An index of vectors needs pgvector 0.8 or later: every vector is compared until then"
            _log.error(told, extra={"read": read})
        return self._settings_hold

    async def is_usable(self, connection: AsyncConnection, space: EmbeddingSpace) -> bool:
        """Whether the space has an index that may be searched. Looked up at most once a minute."""
        if self._settings_hold is None and not await self.check_settings():
            return False
        there, until = self._existing.get(space, (False, 0.0))
        if until <= self._clock():
            there = bool((await connection.execute(_INDEX_EXISTS, {"name": space.index_name})).scalar_one())
            self._existing[space] = there, self._clock() + _CACHE_SECONDS
        return there and bool(self._settings_hold)
