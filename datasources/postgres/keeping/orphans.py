"""What the database knows of objects, for the command that compares it with the buckets."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.clips import clip
from datasources.postgres.tables.pictures import picture
from models.access.principal import Principal
from models.footage.clips import StoredClip
from models.footage.pictures import StoredPicture
from models.footage.stored_objects import Bucket
from models.keeping.orphans import KnownVideo

_VIDEOS = text("SELECT id, organization, is_settled FROM known_videos(CAST(:ids AS uuid[]))")
_OBJECTS = text("SELECT bucket, object_key, version FROM known_objects(CAST(:ids AS uuid[]))")
_CLIPS = [clip.c[name] for name in StoredClip.__dataclass_fields__]
_PICTURES = [picture.c[name] for name in StoredPicture.__dataclass_fields__]


class KnownObjects:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def find_videos(self, ids: Sequence[UUID]) -> dict[UUID, list[KnownVideo]]:
        """The videos of these ids, of every organization. One may be there twice: stored, and still being imported."""
        found: dict[UUID, list[KnownVideo]] = defaultdict(list)
        async with self._postgres.system_transaction() as connection:
            for row in await connection.execute(_VIDEOS, {"ids": list(ids)}):
                found[row.id].append(KnownVideo(row.organization, row.is_settled))
        return found

    async def find_objects(self, ids: Sequence[UUID]) -> dict[tuple[Bucket, str], set[str]]:
        """The objects that rows of these videos name: by bucket and key, their versions; "": the latest."""
        found: dict[tuple[Bucket, str], set[str]] = defaultdict(set)
        async with self._postgres.system_transaction() as connection:
            for row in await connection.execute(_OBJECTS, {"ids": list(ids)}):
                found[(row.bucket, row.object_key)].add(row.version)
        return found

    async def list_clips(self, principal: Principal, after: UUID | None, at_most: int) -> list[StoredClip]:
        """The organization's next clips, by id."""
        query = select(*_CLIPS).order_by(clip.c.id).limit(at_most)
        if after is not None:
            query = query.where(clip.c.id > after)
        async with self._postgres.transaction(principal) as connection:
            return [StoredClip(**row) for row in (await connection.execute(query)).mappings()]

    async def list_pictures(self, principal: Principal, after: str, at_most: int) -> list[StoredPicture]:
        """The organization's next pictures, by key."""
        query = select(*_PICTURES).where(picture.c.object_key > after).order_by(picture.c.object_key).limit(at_most)
        async with self._postgres.transaction(principal) as connection:
            return [StoredPicture(**row) for row in (await connection.execute(query)).mappings()]
