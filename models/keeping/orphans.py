"""What database and buckets do not both know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.footage.stored_objects import Bucket


class OrphanReason(StrEnum):
    """VIDEO_GONE: there is no video of its folder's name. UNNAMED: no row of the video names it. FORMER: rows name
    another version. UNFINISHED: parts of an upload that nobody continues.
    """

    VIDEO_GONE = "VIDEO_GONE"
    UNNAMED = "UNNAMED"
    FORMER = "FORMER"
    UNFINISHED = "UNFINISHED"


@dataclass(frozen=True, slots=True)
class Orphan:
    """An object, or one version of it, that no row needs. version: of UNFINISHED ones, the upload's id."""

    bucket: Bucket
    key: str
    version: str
    reason: OrphanReason
    size_bytes: int


@dataclass(frozen=True, slots=True)
class UnfinishedUpload:
    key: str
    upload_id: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class KnownVideo:
    """is_settled: false while it is being uploaded or imported."""

    organization: str
    is_settled: bool
