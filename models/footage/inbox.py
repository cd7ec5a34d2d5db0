"""Objects in the inbox: what others put into the footage bucket, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from models.footage.originals import ObjectRef


class InboxState(StrEnum):
    """WAITING: to be imported, perhaps after a failure. STORED: a video has it. DUPLICATE: another video had it.
    REPLACED: another object took its place before. DROPPED: its video was deleted before.
    """

    WAITING = "WAITING"
    STORED = "STORED"
    DUPLICATE = "DUPLICATE"
    REPLACED = "REPLACED"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class FoundObject:
    """An object of the inbox as S3 names it: key, version and etag are its identity."""

    source: ObjectRef
    size_bytes: int
    site: str | None


@dataclass(frozen=True, slots=True)
class InboxObject:
    """A row of inbox_object. video_id: of the video that it is, or will be. requested: importVideo made that video;
    without it, the key says what the video is. copy: how far a copy in parts is, {key, uploadId}.
    """

    id: UUID
    organization: str
    source: ObjectRef
    size_bytes: int
    state: InboxState
    video_id: UUID
    requested: bool
    copy: Mapping[str, Any] | None
