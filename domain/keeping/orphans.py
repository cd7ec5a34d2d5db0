"""Finds objects that no row needs. Uploads and imports in progress, and what is young, are left alone.

What lies elsewhere than in a video's folder, or is of a kind that is not known here, is counted and never touched.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from models.footage.object_keys import RENDITION_FOLDER, unescape_segment
from models.footage.stored_objects import Bucket, ObjectVersion
from models.keeping.orphans import KnownVideo, Orphan, OrphanReason, UnfinishedUpload

BUCKETS: Sequence[Bucket] = ("storage", "thumbnails", "highlights")
_INBOX = "inbox/"
_KEY = re.compile("([^/]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(.+)")
# What is in a video's folder, as far as rows name all of it. Pictures of answers are named within documents.
_NAMED_BY_ROWS: Mapping[Bucket, tuple[str, ...]] = {
    "storage": ("original", "incoming/", "analysis/"),
    "thumbnails": ("events/", "incoming/", "chosen/", "storyboard-"),
    "highlights": ("clips/", RENDITION_FOLDER),
}


class BucketLists(Protocol):
    def list_versions(self, bucket: Bucket, prefix: str, /) -> AsyncIterator[list[ObjectVersion]]: ...

    def list_unfinished(self, bucket: Bucket, /) -> AsyncIterator[list[UnfinishedUpload]]: ...


class KnownRows(Protocol):
    async def find_videos(self, ids: Sequence[UUID], /) -> Mapping[UUID, Sequence[KnownVideo]]: ...

    async def find_objects(self, ids: Sequence[UUID], /) -> Mapping[tuple[Bucket, str], Collection[str]]: ...


@dataclass(frozen=True, slots=True)
class VideoKey:
    """A key in a video's folder. rest: the part after the folder."""

    organization: str
    video_id: UUID
    rest: str


def parse_key(key: str) -> VideoKey | None:
    """The parts of a key in a video's folder; None for any other. Keys from before names were escaped are others."""
    found = _KEY.fullmatch(key)
    if found is None or key.startswith(_INBOX):
        return None
    try:
        return VideoKey(unescape_segment(found[1]), UUID(found[2]), found[3])
    except ValueError:
        return None


@dataclass(slots=True)
class OrphanScan:
    """One pass over a bucket. older_than: what was stored later is left alone. left: what is not judged, by reason."""

    rows: KnownRows
    objects: BucketLists
    older_than: datetime
    left: Counter[str] = field(default_factory=Counter)
    # Keys whose latest state is the marker of a deletion, on this page of the list or the one before.
    _removed: set[str] = field(default_factory=set)

    async def find(self, bucket: Bucket) -> AsyncIterator[Orphan]:
        """The orphans of a bucket, in the order of its list."""
        async for page in self.objects.list_versions(bucket, ""):
            self._removed = {one.key for one in page if one.is_marker and one.is_latest} | {
                key for key in self._removed if any(one.key == key for one in page)
            }
            for orphan in await self._judge(bucket, page):
                yield orphan
        # Nothing else is sent in parts.
        if bucket != "storage":
            return
        async for uploads in self.objects.list_unfinished(bucket):
            for orphan in await self._judge_uploads(bucket, uploads):
                yield orphan

    async def _judge(self, bucket: Bucket, page: Sequence[ObjectVersion]) -> list[Orphan]:
        parsed = [(one, key) for one in page if (key := self._parse(one.key, one.modified_at)) is not None]
        ids = _list_ids(key for _, key in parsed)
        videos, named = await self.rows.find_videos(ids), await self.rows.find_objects(ids)
        orphans = []
        for one, key in parsed:
            reason = self._find_reason(bucket, one, key, videos.get(key.video_id, ()), named)
            if reason is not None:
                orphans.append(Orphan(bucket, one.key, one.version, reason, one.size_bytes))
        return orphans

    async def _judge_uploads(self, bucket: Bucket, uploads: Sequence[UnfinishedUpload]) -> list[Orphan]:
        parsed = [(one, key) for one in uploads if (key := self._parse(one.key, one.began_at)) is not None]
        videos = await self.rows.find_videos(_list_ids(key for _, key in parsed))
        return [
            Orphan(bucket, one.key, one.upload_id, OrphanReason.UNFINISHED, 0)
            for one, key in parsed
            if all(video.is_settled for video in videos.get(key.video_id, ()))
        ]

    def _parse(self, key: str, at: datetime) -> VideoKey | None:
        parsed = parse_key(key)
        if parsed is None:
            self.left["inbox" if key.startswith(_INBOX) else "elsewhere"] += 1
        elif at > self.older_than:
            self.left["young"] += 1
            return None
        return parsed

    def _find_reason(
        self,
        bucket: Bucket,
        one: ObjectVersion,
        key: VideoKey,
        videos: Sequence[KnownVideo],
        named: Mapping[tuple[Bucket, str], Collection[str]],
    ) -> OrphanReason | None:
        if not videos:
            return OrphanReason.VIDEO_GONE
        if not all(video.is_settled for video in videos):
            self.left["in progress"] += 1
            return None
        if all(video.organization != key.organization for video in videos):
            self.left["elsewhere"] += 1
            return None
        versions = named.get((bucket, one.key))
        if versions is not None:
            return self._judge_version(one, versions)
        if not key.rest.startswith(_NAMED_BY_ROWS[bucket]):
            self.left["of another kind"] += 1
            return None
        return OrphanReason.UNNAMED

    def _judge_version(self, one: ObjectVersion, versions: Collection[str]) -> OrphanReason | None:
        if one.version in versions:
            return None
        if "" in versions and (one.is_latest or one.key in self._removed):
            # Where somebody deleted what rows name, its former versions are all that is left of it.
            return None
        return OrphanReason.FORMER


def _list_ids(keys: Iterable[VideoKey]) -> list[UUID]:
    return sorted({key.video_id for key in keys})
