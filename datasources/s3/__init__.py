"""Objects in three buckets: originals (storage), pictures (thumbnails) and clips (highlights)."""

from datasources.s3.base import Bucket, ObjectHead
from datasources.s3.range_reader import FetchLimitExceeded, RangedFile, RangedSource
from datasources.s3.store import ObjectStore

__all__ = ["Bucket", "FetchLimitExceeded", "ObjectHead", "ObjectStore", "RangedFile", "RangedSource"]
