"""Objects in three buckets: originals (storage), pictures (thumbnails) and clips (highlights)."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import aioboto3
from botocore.exceptions import ClientError

from datasources.aws import client_config, failures_of, is_missing
from models.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client

Bucket = Literal["storage", "thumbnails", "highlights"]
SERVICE = "S3"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """What S3 says of an object. checksum_sha256 is hexadecimal, null where none was sent with the upload."""

    size_bytes: int
    content_type: str | None
    etag: str
    checksum_sha256: str | None


class ObjectStore:
    """One S3 client for the process's life. Failures are models.errors.Unavailable or below it."""

    def __init__(self, client: "S3Client", buckets: Mapping[Bucket, str]) -> None:
        self._client = client
        self._buckets = buckets

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        region: str,
        endpoint: str | None,
        storage_bucket: str,
        thumbnails_bucket: str,
        highlights_bucket: str,
    ) -> AsyncIterator["ObjectStore"]:
        """Open the client. With an endpoint, buckets are named in the path: its host has no subdomains."""
        config = client_config(signature_version="s3v4", s3={"addressing_style": "path" if endpoint else "virtual"})
        session = aioboto3.Session()
        async with session.client("s3", region_name=region, endpoint_url=endpoint, config=config) as client:
            yield cls(
                client,
                {"storage": storage_bucket, "thumbnails": thumbnails_bucket, "highlights": highlights_bucket},
            )

    async def presign_put(
        self,
        bucket: Bucket,
        key: str,
        *,
        content_type: str,
        size_bytes: int,
        checksum_sha256: str | None,
        expires_in: int,
    ) -> tuple[str, dict[str, str]]:
        """A URL to PUT this one object to, and the headers that have to be sent with it.

        The headers are signed: S3 refuses another length, type or (checksum_sha256: 64 hexadecimal digits) content.
        expires_in is seconds.
        """
        headers = {"Content-Type": content_type, "Content-Length": str(size_bytes)}
        wanted: dict[str, Any] = {"ContentType": content_type, "ContentLength": size_bytes}
        if checksum_sha256 is not None:
            wanted["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = _to_base64(checksum_sha256)
        with failures_of(SERVICE):
            url = await self._client.generate_presigned_url(
                "put_object", Params={"Bucket": self._buckets[bucket], "Key": key, **wanted}, ExpiresIn=expires_in
            )
        return url, headers

    async def presign_get(self, bucket: Bucket, key: str, *, expires_in: int, attachment: str | None = None) -> str:
        """A URL to GET the object for expires_in seconds; with `attachment`, browsers save it under that name."""
        wanted: dict[str, Any] = {}
        if attachment is not None:
            wanted["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(attachment, safe='')}"
        with failures_of(SERVICE):
            return await self._client.generate_presigned_url(
                "get_object", Params={"Bucket": self._buckets[bucket], "Key": key, **wanted}, ExpiresIn=expires_in
            )

    async def head(self, bucket: Bucket, key: str) -> ObjectHead | None:
        """What S3 knows of the object; None where there is none."""
        with failures_of(SERVICE):
            try:
                found = await self._client.head_object(Bucket=self._buckets[bucket], Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        return ObjectHead(
            size_bytes=found["ContentLength"],
            content_type=found.get("ContentType"),
            etag=found["ETag"].strip('"'),
            checksum_sha256=_to_hex(found.get("ChecksumSHA256")),
        )

    async def download(
        self, bucket: Bucket, key: str, target: Path, on_bytes: Callable[[int], None] | None = None
    ) -> str:
        """Write the object into a file; its SHA-256, hexadecimal. on_bytes is told how many bytes came so far.

        Raises NotFound where there is no such object.
        """
        digest = hashlib.sha256()
        done = 0
        file = await asyncio.to_thread(target.open, "wb")
        try:
            async for chunk in self._chunks(bucket, key):
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
                done += len(chunk)
                if on_bytes is not None:
                    on_bytes(done)
        finally:
            await asyncio.to_thread(file.close)
        return digest.hexdigest()

    async def _chunks(self, bucket: Bucket, key: str) -> AsyncIterator[bytes]:
        # OSError of our own disk must not be taken for S3's, so only the reading stands inside failures_of.
        with failures_of(SERVICE):
            try:
                answer = await self._client.get_object(Bucket=self._buckets[bucket], Key=key)
            except ClientError as error:
                if is_missing(error):
                    raise NotFound from None
                raise
        async with answer["Body"] as body:
            while True:
                with failures_of(SERVICE):
                    chunk = await body.content.read(_CHUNK)
                if not chunk:
                    return
                yield chunk

    async def put(self, bucket: Bucket, key: str, body: bytes, content_type: str) -> None:
        """Store an object, in place of the one that is there."""
        with failures_of(SERVICE):
            await self._client.put_object(Bucket=self._buckets[bucket], Key=key, Body=body, ContentType=content_type)

    async def delete_prefix(self, bucket: Bucket, prefix: str) -> int:
        """Delete every object whose key begins so; how many there were."""
        deleted = 0
        with failures_of(SERVICE):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._buckets[bucket], Prefix=prefix)
            async for page in pages:
                for found in page.get("Contents", ()):
                    await self._client.delete_object(Bucket=self._buckets[bucket], Key=found["Key"])
                    deleted += 1
        return deleted

    async def reachable(self) -> bool:
        """Every bucket answers."""
        try:
            with failures_of(SERVICE):
                await asyncio.gather(*(self._client.head_bucket(Bucket=name) for name in self._buckets.values()))
        except Unavailable:
            return False
        return True


def _to_base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def _to_hex(encoded: str | None) -> str | None:
    # A checksum of parts ends in "-<count>": it is not the whole object's.
    return None if encoded is None or "-" in encoded else base64.b64decode(encoded).hex()
