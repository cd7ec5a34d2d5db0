"""Bring over what stands under organizations' names as they are: `python -m worker move-keys`.

Objects are copied, then the rows that name them changed in one transaction, then the former objects deleted. It may be
stopped and started again at any time, and run while the product works: until its rows are changed, a video is read
where it was.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol
from uuid import UUID

from domain.videos.deletion import Objects as Clearing
from domain.videos.deletion import clear
from domain.videos.original_integrity import Noted, checked
from models.access.principal import Principal
from models.errors import NotFound, WrongState
from models.footage.object_keys import folder, former_folder, former_places, is_ours, segment
from models.footage.originals import Original, Pinned

Bucket = Literal["storage", "thumbnails", "highlights"]
_BUCKETS: Sequence[Bucket] = ("storage", "thumbnails", "highlights")
_AT_ONCE = 100
# What an upload or an analysis that is under way has there is named by its token or its job, and goes with them.
_PASSING = ("incoming/", "analysis/")
_REQUEST = "move-keys"


class Head(Protocol):
    @property
    def etag(self) -> str: ...

    @property
    def size_bytes(self) -> int: ...

    @property
    def content_type(self) -> str | None: ...

    @property
    def version(self) -> str | None: ...


class Objects(Clearing, Protocol):
    async def head(self, bucket: Bucket, key: str, version: str | None = None, /) -> Head | None: ...

    async def copy(
        self, bucket: Bucket, source: Pinned, key: str, /, *, size_bytes: int, content_type: str
    ) -> None: ...

    async def keys(self, bucket: Bucket, prefix: str, /) -> list[str]: ...


class Rows(Protocol):
    async def organizations(self) -> list[str]: ...

    async def originals(self, principal: Principal, after: UUID | None, at_most: int, /) -> list[Original]: ...

    async def clips(self, principal: Principal, video_id: UUID, /) -> list[str]: ...

    async def move(
        self,
        principal: Principal,
        original: Original,
        former: str,
        now: str,
        /,
        *,
        moved_original: Pinned | None,
        moved_clips: Mapping[str, Pinned],
    ) -> bool: ...


@dataclass(frozen=True, slots=True)
class Moved:
    """videos: whose objects stand by the written name now. objects: how many were moved. left: originals that are not
    what was confirmed, which stay where they are.
    """

    videos: int = 0
    objects: int = 0
    left: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.videos + other.videos, self.objects + other.objects, self.left + other.left)


class Moving:
    def __init__(self, rows: Rows, videos: Noted, objects: Objects, say: Callable[[str], object]) -> None:
        self._rows = rows
        self._videos = videos
        self._objects = objects
        self._say = say

    async def run(self) -> Moved:
        """Move everything that stands under a name that is written otherwise now. Raises Unavailable."""
        total = Moved()
        for organization in await self._rows.organizations():
            if segment(organization) == organization:
                continue
            found = Moved()
            async for original in self._originals(Principal.worker(organization)):
                found += await self._move(Principal.worker(organization), original)
            # As it is written, it holds nothing that a terminal would obey.
            self._say(f"{segment(organization)}: {found.objects} objects of {found.videos} videos moved")
            total += found
        self._say(f"{total.objects} objects moved, {total.left} originals left that are not what was confirmed.")
        return total

    async def _originals(self, principal: Principal) -> AsyncIterator[Original]:
        after: UUID | None = None
        while part := await self._rows.originals(principal, after, _AT_ONCE):
            for original in part:
                yield original
            after = part[-1].video_id

    async def _move(self, principal: Principal, original: Original) -> Moved:
        former = former_folder(principal.organization, original.video_id)
        assert former is not None
        now = folder(principal.organization, original.video_id)
        copied, left = await self._copy_original(principal, original, former, now)
        moved: list[tuple[Bucket, str, Pinned]] = [] if copied is None else [("storage", original.pinned.key, copied)]
        for bucket in _BUCKETS:
            for rest, key in (await self._found(bucket, principal, original)).items():
                there = await self._copy(bucket, Pinned(key), now + rest)
                if there is not None:
                    moved.append((bucket, key, there))
        clips = set(await self._rows.clips(principal, original.video_id))
        try:
            took = await self._rows.move(
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
            # Of a video that was deleted meanwhile, the copies go, too.
            await clear(self._objects, principal.organization, original.video_id)
            return Moved()
        if not took:
            # Another run of this was faster, and the copies are what it needs.
            return Moved()
        for bucket, key, _ in moved:
            await self._objects.delete(bucket, key)
        return Moved(int(bool(moved)), len(moved), left)

    async def _found(self, bucket: Bucket, principal: Principal, original: Original) -> dict[str, str]:
        """What stands there beside the original and is to be moved: what follows the folder, and the whole key."""
        found: dict[str, str] = {}
        for place in former_places(principal.organization, original.video_id):
            for key in await self._objects.keys(bucket, place):
                rest = key.removeprefix(place)
                if is_ours(rest) and not rest.startswith(_PASSING) and not original.pinned.key.endswith(f"/{rest}"):
                    found[rest] = key
        return found

    async def _copy_original(
        self, principal: Principal, original: Original, former: str, now: str
    ) -> tuple[Pinned | None, int]:
        """The copy, null where there is none to make; and how many originals are left for not being what they were."""
        pinned = original.pinned
        if not pinned.key.startswith(former):
            return None, 0
        [wrong] = await checked(self._objects, self._videos, principal, [original], _REQUEST)
        if wrong is None:
            there = await self._copy("storage", pinned, now + pinned.key.removeprefix(former), anew=True)
            if there is not None:
                # One that was not pinned is no more so for having been moved.
                return (there if pinned.etag is not None else replace(there, etag=None, version=None)), 0
        return None, 1

    async def _copy(self, bucket: Bucket, source: Pinned, key: str, *, anew: bool = False) -> Pinned | None:
        """Copy an object, unless an earlier run has; None where it is gone or changes meanwhile."""
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
        return Pinned(key, there.etag, there.version)
