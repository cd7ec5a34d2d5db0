"""Cameras from which no footage comes, and the events that say so."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from datasources.postgres.core.driver import execute, fetch_rows
from datasources.postgres.core.engine import Postgres
from datasources.postgres.keeping.holds import is_not_held
from datasources.postgres.search.conditions import video
from datasources.postgres.sql import read_statement
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.footage.silences import SILENCE_SOURCE_PREFIX, SilentCamera, StoredSilence

_SILENT, _STORED = map(read_statement, ("silent_cameras", "stored_silences"))
_TELL = "UPDATE event SET attributes = $2::jsonb WHERE id = $1"
# Footage may come late, but a silence is not looked at for ever.
_LOOKED_AT = timedelta(days=31)


class CameraSilences:
    def __init__(self, postgres: Postgres, events: Events) -> None:
        self._postgres = postgres
        self._events = events

    async def find_silent(self, principal: Principal, longer_than: timedelta, at_most: int) -> list[SilentCamera]:
        """Cameras whose last footage ended longer ago, and whose silence is no event yet."""
        async with self._postgres.transaction(principal) as connection:
            rows = await fetch_rows(connection, _SILENT, longer_than, SILENCE_SOURCE_PREFIX, at_most)
        return [SilentCamera(row["id"], row["duration_seconds"], row["frame_rate"], row["ends"]) for row in rows]

    async def list_stored(self, principal: Principal) -> list[StoredSilence]:
        """The silences that are events: those that go on, and those of the last month."""
        async with self._postgres.transaction(principal) as connection:
            rows = await fetch_rows(connection, _STORED, SILENCE_SOURCE_PREFIX, _LOOKED_AT)
        return [
            StoredSilence(row["id"], row["video_id"], row["occurred_at"], row["attributes"], row["resumed_at"])
            for row in rows
        ]

    async def store(self, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store a silence as an event of a video; one that is stored already stays as it is. Raises NotFound."""
        await self._events.store(principal, video_id, rows)

    async def tell(self, principal: Principal, event_id: UUID, attributes: Mapping[str, Any]) -> None:
        """Replace what an event says about the silence."""
        async with self._postgres.transaction(principal) as connection:
            await execute(connection, _TELL, event_id, json.dumps(attributes))

    async def withdraw(self, principal: Principal, video_id: UUID) -> None:
        """Take back the silence after a video: lists do not find it any more, answers that cite it do.

        What is said of a video under legal hold stays.
        """
        async with self._postgres.transaction(principal) as connection:
            free = select(video.c.id).where(video.c.id == video_id, is_not_held()).with_for_update(key_share=True)
            if (await connection.execute(free)).one_or_none() is not None:
                await self._events.supersede_in(connection, video_id, SILENCE_SOURCE_PREFIX)
