"""Shared by the parts of the object store: the client, bucket names, and conversions of S3's values."""

import base64
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from models.footage.stored_objects import Bucket

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

SERVICE = "S3"
# S3's code for reading what is archived, and for restoring what is not.
ARCHIVED_CODE = "InvalidObjectState"
_RESTORE = re.compile('ongoing-request="(true|false)"(?:, expiry-date="([^"]+)")?')


class S3ClientBase:
    """Base of the object store's operations. Failures raise models.errors.Unavailable or a subclass."""

    def __init__(self, client: "S3Client", buckets: Mapping[Bucket, str], silence_seconds: float = 30.0) -> None:
        self._client = client
        self._timeout_seconds = silence_seconds
        self._buckets = buckets


def version_params(version: str | None) -> dict[str, Any]:
    """The request parameter for this version; empty for the newest."""
    return {} if version is None else {"VersionId": version}


def parse_version(response: Mapping[str, Any]) -> str | None:
    """The version id of a response. S3 answers "null" for objects older than the bucket's versioning: None."""
    version: str | None = response.get("VersionId")
    return None if version == "null" else version


def parse_restore(header: str | None) -> dict[str, Any]:
    """What S3 says of a restored copy, as fields of ObjectHead: `ongoing-request="false", expiry-date="Fri, …"`."""
    found = None if header is None else _RESTORE.fullmatch(header.strip())
    if found is None:
        return {}
    if found[1] == "true":
        return {"is_restoring": True}
    return {} if found[2] is None else {"restored_until": parsedate_to_datetime(found[2])}


def to_base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def to_hex(encoded: str | None) -> str | None:
    # The checksum of a multipart upload ends in "-<number of parts>".
    return None if encoded is None else base64.b64decode(encoded.partition("-")[0]).hex()
