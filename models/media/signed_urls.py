"""Presigned URLs that stay the same for a while, so that browsers keep what they fetched by them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32

from models.footage.stored_objects import Bucket

# A URL stays the same for this part of its life; so whoever gets it last still has the rest of it.
_STEADY_PART = 3


@dataclass(frozen=True, slots=True)
class SignedUrl:
    """A URL, and when it stops working."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SteadyGet:
    """An object, or this version of it, to GET by a URL that is good for life_seconds at most.

    content_type: what the answer says that it is; None: what was said when it was stored.
    """

    bucket: Bucket
    key: str
    life_seconds: int
    version: str | None = None
    content_type: str | None = None


def round_signing_time(key: str, now: datetime, life_seconds: int) -> datetime:
    """The time at which a URL of this object counts as signed: never after `now`, and the same on every server.

    It advances once every third of the URL's life. When, differs from key to key: otherwise every picture of every
    page would have to be fetched again at the same moment.
    """
    step = max(1, life_seconds // _STEADY_PART)
    offset = crc32(key.encode()) % step
    seconds = int(now.timestamp())
    return datetime.fromtimestamp(seconds - (seconds - offset) % step, UTC)


def expiry_of(signed_at: datetime, life_seconds: int) -> datetime:
    """When a URL that was signed then expires."""
    return signed_at + timedelta(seconds=life_seconds)
