"""What every part of the object store holds: the client and the buckets' names."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.footage.stored_objects import Bucket

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

SERVICE = "S3"


class S3ClientBase:
    """One client for the process's life. Failures are models.errors.Unavailable or below it."""

    def __init__(self, client: "S3Client", buckets: Mapping[Bucket, str], silence_seconds: float = 30.0) -> None:
        self._client = client
        self._timeout_seconds = silence_seconds
        self._buckets = buckets


def version_params(version: str | None) -> dict[str, Any]:
    """The parameter that asks for this version; none for the newest."""
    return {} if version is None else {"VersionId": version}


def parse_version(answer: Mapping[str, Any]) -> str | None:
    """The version that an answer tells. "null" is an object from before its bucket kept versions: it has none."""
    found: str | None = answer.get("VersionId")
    return None if found == "null" else found


def to_base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def to_hex(encoded: str | None) -> str | None:
    # That of parts ends in "-<count>".
    return None if encoded is None else base64.b64decode(encoded.partition("-")[0]).hex()
