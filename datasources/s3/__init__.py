"""Objects in three buckets: originals (storage), pictures (thumbnails) and clips (highlights)."""

from datasources.s3.range_reader import FetchLimitExceeded, RangedFile, RangedSource
from datasources.s3.store import ObjectStore
from models.footage.stored_objects import Bucket, ObjectHead

__all__ = ["Bucket", "FetchLimitExceeded", "ObjectHead", "ObjectStore", "RangedFile", "RangedSource"]
