"""Moves objects from keys with unescaped names of organizations to escaped ones: `python -m worker move-keys`.

It copies objects, changes the rows that name them in one transaction, then deletes the former objects. It may be
stopped and restarted at any time, and run while the product works: until its rows are changed, a video is read from its
old keys.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol
from uuid import UUID

from domain.ports import OriginalFaultLog
from domain.videos.deletion import RemovalStorage, delete_objects
from domain.videos.original_integrity import check_originals
from models.access.principal import Principal
from models.errors import NotFound, WrongState
from models.footage.object_keys import escape_segment, is_video_key, legacy_folder, legacy_prefixes, video_folder
from models.footage.originals import ObjectRef, Original

Bucket = Literal["storage", "thumbnails", "highlights"]
_BUCKETS: Sequence[Bucket] = ("storage", "thumbnails", "highlights")
_BATCH = 100
# Objects of open uploads and analyses are named by tokens and jobs, and are deleted with them.
_TEMPORARY_FOLDERS = ("incoming/", "analysis/")
_REQUEST_ID = "move-keys"


class KeyMigrationHead(Protocol):
    @property
    def etag(self) -> str: ...

    @property
    def size_bytes(self) -> int: ...

    @property
    def content_type(self) -> str | None: ...

    @property
    def version(self) -> str | None: ...

    @property
    def is_archived(self) -> bool: ...


class KeyMigrationStorage(RemovalStorage, Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> KeyMigrationHead | None: ...

    async def is_readable(self, bucket: Bucket, pinned: ObjectRef, /) -> bool: ...

    async def copy(
        self, bucket: Bucket, source: ObjectRef, key: str, /, *, size_bytes: int, content_type: str
    ) -> None: ...

    async def list_keys(self, bucket: Bucket, prefix: str, /) -> list[str]: ...


class KeyMigrationRows(Protocol):
    async def list_organizations(self) -> list[str]: ...

    async def list_originals(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[Original]: ...

    async def list_clips(self, principal: Principal, video_id: UUID, /) -> list[str]: ...

    async def move(
        self,
        principal: Principal,
        original: Original,
        former: str,
        now: str,
        /,
        *,
        moved_original: ObjectRef | None,
        moved_clips: Mapping[str, ObjectRef],
    ) -> bool: ...


@dataclass(frozen=True, slots=True)
class KeyMigrationResult:
    """Number of videos and objects that were moved. skipped: originals that are not the files that were confirmed; they
    stay where they are.
    """

    videos: int = 0
    objects: int = 0
    skipped: int = 0

    def __add__(self, other: "KeyMigrationResult") -> "KeyMigrationResult":
        return KeyMigrationResult(
            self.videos + other.videos, self.objects + other.objects, self.skipped + other.skipped
        )


class KeyMigration:
    def __init__(
        self,
        rows: KeyMigrationRows,
        videos: OriginalFaultLog,
        objects: KeyMigrationStorage,
        print_line: Callable[[str], object],
    ) -> None:
        self._rows = rows
        self._videos = videos
        self._objects = objects
        self._print = print_line

    async def run(self) -> KeyMigrationResult:
        """Move the objects of all organizations whose names are escaped now. Raises Unavailable."""
        total = KeyMigrationResult()
        for organization in await self._rows.list_organizations():
            if escape_segment(organization) == organization:
                continue
            result = KeyMigrationResult()
            async for original in self._iterate_originals(Principal.worker(organization)):
                result += await self._move_video(Principal.worker(organization), original)
            # The escaped name holds no control characters for the terminal.
            self._print(f"{escape_segment(organization)}: {result.objects} objects of {result.videos} videos moved")
            total += result
        self._print(f"{total.objects} objects moved, {total.skipped} originals left that are not what was confirmed.")
        return total

    async def _iterate_originals(self, principal: Principal) -> AsyncIterator[Original]:
        after: UUID | None = None
        while part := await self._rows.list_originals(principal, after, _BATCH):
            for original in part:
                yield original
            after = part[-1].video_id

    async def _move_video(self, principal: Principal, original: Original) -> KeyMigrationResult:
        former = legacy_folder(principal.organization, original.video_id)
        assert former is not None
        now = video_folder(principal.organization, original.video_id)
        copied, skipped = await self._copy_original(principal, original, former, now)
        moved: list[tuple[Bucket, str, ObjectRef]] = (
            [] if copied is None else [("storage", original.pinned.key, copied)]
        )
        for bucket in _BUCKETS:
            for rest, key in (await self._list_movable(bucket, principal, original)).items():
                there = await self._copy(bucket, ObjectRef(key), now + rest)
                if there is not None:
                    moved.append((bucket, key, there))
        clips = set(await self._rows.list_clips(principal, original.video_id))
        try:
            changed = await self._rows.move(
                principal,
                original,
                former,
                now,
                moved_original=copied,
                moved_clips={
                    key: there
                    for _, _, there in moved
                    for key in [former + there.key.removeprefix(now)]
                    if key in clips
                },
            )
        except NotFound:
            # The video was deleted meanwhile: delete the copies.
            await delete_objects(self._objects, principal.organization, original.video_id)
            return KeyMigrationResult()
        if not changed:
            # Another run was faster, and needs the copies.
            return KeyMigrationResult()
        for bucket, key, _ in moved:
            await self._objects.delete(bucket, key)
        return KeyMigrationResult(int(bool(moved)), len(moved), skipped)

    async def _list_movable(self, bucket: Bucket, principal: Principal, original: Original) -> dict[str, str]:
        """The objects beside the original that have to move: the key's part after the folder → the whole key."""
        movable: dict[str, str] = {}
        for place in legacy_prefixes(principal.organization, original.video_id):
            for key in await self._objects.list_keys(bucket, place):
                rest = key.removeprefix(place)
                if (
                    is_video_key(rest)
                    and not rest.startswith(_TEMPORARY_FOLDERS)
                    and not original.pinned.key.endswith(f"/{rest}")
                ):
                    movable[rest] = key
        return movable

    async def _copy_original(
        self, principal: Principal, original: Original, former: str, now: str
    ) -> tuple[ObjectRef | None, int]:
        """The copy, None where there is none to make; and the number of originals that were skipped."""
        pinned = original.pinned
        if not pinned.key.startswith(former):
            return None, 0
        [error] = await check_originals(self._objects, self._videos, principal, [original], _REQUEST_ID)
        if error is None:
            there = await self._copy("storage", pinned, now + pinned.key.removeprefix(former), anew=True)
            if there is not None:
                # An original that was not pinned stays so.
                return (there if pinned.etag is not None else replace(there, etag=None, version=None)), 0
        return None, 1

    async def _copy(self, bucket: Bucket, source: ObjectRef, key: str, *, anew: bool = False) -> ObjectRef | None:
        """Copy an object, unless an earlier run did; None where it was deleted or changes meanwhile."""
        there = None if anew else await self._objects.head(bucket, key)
        if there is None:
            head = await self._objects.head(bucket, source.key, source.version)
            if head is None:
                return None
            kind = head.content_type or "application/octet-stream"
            pinned = replace(source, etag=source.etag or head.etag)
            try:
                await self._objects.copy(bucket, pinned, key, size_bytes=head.size_bytes, content_type=kind)
            except (NotFound, WrongState):
                return None
            there = await self._objects.head(bucket, key)
            if there is None or there.size_bytes != head.size_bytes:
                return None
        return ObjectRef(key, there.etag, there.version)
