"""Operations on whole objects: head, download, upload, delete, list."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import (
    ARCHIVED_CODE,
    SERVICE,
    S3ClientBase,
    parse_restore,
    parse_version,
    to_base64,
    to_hex,
    version_params,
)
from datasources.s3.range_reader import RangedSource
from models.errors import NotFound, Unavailable, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ListedObject, ObjectHead

_CHUNK_BYTES = 1 << 20
_PRECONDITION_FAILED_CODES = frozenset({"412", "PreconditionFailed"})
# Validity of URLs for reading in ranges: longer than any analysis or export takes.
_READ_URL_SECONDS = 6 * 3600
# Threads for writing downloads to disk: a chunk takes milliseconds, which would block the event loop.
_FILE_THREADS = 4
_Result = TypeVar("_Result")


class ObjectOperations(S3ClientBase):
    @cached_property
    def _file_executor(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")

    async def _run_in_file_thread(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """Run disk I/O in a separate thread pool."""
        return await asyncio.get_running_loop().run_in_executor(self._file_executor, function, *arguments)

    async def head(self, bucket: Bucket, key: str, version: str | None = None) -> ObjectHead | None:
        """Metadata of the object or of this version of it; None where it does not exist."""
        with translate_aws_errors(SERVICE):
            try:
                response = await self._client.head_object(
                    Bucket=self._buckets[bucket], Key=key, ChecksumMode="ENABLED", **version_params(version)
                )
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        etag, checksum = response["ETag"].strip('"'), to_hex(response.get("ChecksumSHA256"))
        # After a multipart upload, the checksum is that of the parts' checksums. The etag shows it in every store:
        # moto labels such a checksum as that of the whole object.
        composite = "-" in etag
        return ObjectHead(
            size_bytes=response["ContentLength"],
            content_type=response.get("ContentType"),
            etag=etag,
            checksum_sha256=None if composite else checksum,
            composite_sha256=checksum if composite else None,
            version=parse_version(response),
            storage_class=response.get("StorageClass") or "STANDARD",
            **parse_restore(response.get("Restore")),
        )

    async def is_readable(self, bucket: Bucket, pinned: ObjectRef) -> bool:
        """Whether the object can be read now, by reading its first byte. False also where it does not exist."""
        with translate_aws_errors(SERVICE):
            try:
                response = await self._client.get_object(
                    Bucket=self._buckets[bucket], Key=pinned.key, Range="bytes=0-0", **version_params(pinned.version)
                )
            except ClientError as error:
                if is_missing(error) or get_error_code(error) == ARCHIVED_CODE:
                    return False
                raise
            async with response["Body"] as body:
                await body.read()
        return True

    async def open_ranged(self, bucket: Bucket, pinned: ObjectRef) -> RangedSource:
        """A source for reading the object in ranges, in a thread or another process.

        Raises NotFound where the object does not exist, WrongState where it is not the pinned one or is archived.
        """
        head = await self.head(bucket, pinned.key, pinned.version)
        if head is None:
            raise NotFound
        if pinned.etag not in (None, head.etag):
            raise WrongState("ORIGINAL_REPLACED")
        if head.is_archived and not await self.is_readable(bucket, pinned):
            raise WrongState("FOOTAGE_ARCHIVED", tier="COLD")
        params = {"Bucket": self._buckets[bucket], "Key": pinned.key, **version_params(pinned.version)}
        with translate_aws_errors(SERVICE):
            url = await self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=_READ_URL_SECONDS)
        return RangedSource(url, head.size_bytes, head.etag, self._timeout_seconds)

    async def download(
        self,
        bucket: Bucket,
        pinned: ObjectRef,
        target: Path,
        on_bytes: Callable[[int], None] | None = None,
    ) -> str:
        """Download the object to a file; returns its SHA-256 (hexadecimal). on_bytes gets the number of bytes so far.

        Raises NotFound where the object does not exist, WrongState where it is not the pinned one.
        """
        digest = hashlib.sha256()
        done = 0
        file = await self._run_in_file_thread(target.open, "wb")
        try:
            async for chunk in self._read_chunks(bucket, pinned):
                digest.update(chunk)
                await self._run_in_file_thread(file.write, chunk)
                done += len(chunk)
                if on_bytes is not None:
                    on_bytes(done)
        finally:
            await self._run_in_file_thread(file.close)
        return digest.hexdigest()

    async def _read_chunks(self, bucket: Bucket, pinned: ObjectRef) -> AsyncIterator[bytes]:
        # Only reads from S3 are inside translate_aws_errors: an OSError of our disk is not an error of S3.
        with translate_aws_errors(SERVICE):
            try:
                options: dict[str, Any] = {} if pinned.etag is None else {"IfMatch": f'"{pinned.etag}"'}
                options |= version_params(pinned.version)
                response = await self._client.get_object(Bucket=self._buckets[bucket], Key=pinned.key, **options)
            except ClientError as error:
                if is_missing(error):
                    raise NotFound from None
                if get_error_code(error) in _PRECONDITION_FAILED_CODES:
                    raise WrongState("ORIGINAL_REPLACED") from None
                if get_error_code(error) == ARCHIVED_CODE:
                    raise WrongState("FOOTAGE_ARCHIVED", tier="COLD") from None
                raise
        async with response["Body"] as body:
            while True:
                with translate_aws_errors(SERVICE):
                    chunk = await body.content.read(_CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk

    async def get(self, bucket: Bucket, key: str) -> bytes:
        """The bytes of a small object. Raises NotFound where it does not exist."""
        return b"".join([chunk async for chunk in self._read_chunks(bucket, ObjectRef(key))])

    async def put(self, bucket: Bucket, key: str, body: bytes, content_type: str) -> ObjectRef:
        """Store an object, replacing an existing one."""
        with translate_aws_errors(SERVICE):
            response = await self._client.put_object(
                Bucket=self._buckets[bucket], Key=key, Body=body, ContentType=content_type
            )
        return ObjectRef(key, response["ETag"].strip('"'), parse_version(response))

    async def upload(
        self, bucket: Bucket, key: str, source: Path, content_type: str, checksum_sha256: str
    ) -> ObjectRef:
        """Store a file, replacing an existing object. S3 verifies checksum_sha256 (hexadecimal)."""
        file = await self._run_in_file_thread(source.open, "rb")
        try:
            with translate_aws_errors(SERVICE):
                response = await self._client.put_object(
                    Bucket=self._buckets[bucket],
                    Key=key,
                    Body=file,
                    ContentType=content_type,
                    ChecksumSHA256=to_base64(checksum_sha256),
                )
        finally:
            await self._run_in_file_thread(file.close)
        return ObjectRef(key, response["ETag"].strip('"'), parse_version(response))

    async def delete(self, bucket: Bucket, key: str) -> None:
        """Delete an object, if it exists."""
        with translate_aws_errors(SERVICE):
            await self._client.delete_object(Bucket=self._buckets[bucket], Key=key)

    async def delete_prefix(self, bucket: Bucket, prefix: str, only: Callable[[str], bool] = lambda _rest: True) -> int:
        """Delete the objects in a folder; returns how many. prefix must end in a slash.

        only: decides by the rest of a key, after the prefix, whether to delete it.
        """
        deleted = 0
        for key in await self.list_keys(bucket, prefix):
            if only(key.removeprefix(prefix)):
                await self.delete(bucket, key)
                deleted += 1
        return deleted

    async def delete_if_same(self, bucket: Bucket, pinned: ObjectRef) -> bool:
        """Delete the object of a key if it is still the pinned one; False where it is another, or gone.

        Some stores ignore the condition: there an object that is put between the look and the deletion goes with it.
        """
        head = await self.head(bucket, pinned.key)
        if head is None or (head.etag, head.version) != (pinned.etag, pinned.version):
            return False
        with translate_aws_errors(SERVICE):
            try:
                await self._client.delete_object(
                    Bucket=self._buckets[bucket], Key=pinned.key, IfMatch=f'"{pinned.etag}"'
                )
            except ClientError as error:
                if is_missing(error) or get_error_code(error) in _PRECONDITION_FAILED_CODES:
                    return False
                raise
        return True

    async def list_pages(self, bucket: Bucket, prefix: str) -> AsyncIterator[list[ListedObject]]:
        """The objects in a folder, up to a thousand at a time. prefix must end in a slash."""
        if not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        request: dict[str, Any] = {"Bucket": self._buckets[bucket], "Prefix": prefix}
        while True:
            with translate_aws_errors(SERVICE):
                page = await self._client.list_objects_v2(**request)
            yield [
                ListedObject(item["Key"], item["ETag"].strip('"'), item["Size"]) for item in page.get("Contents", ())
            ]
            if not page.get("IsTruncated"):
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    async def list_keys(self, bucket: Bucket, prefix: str) -> list[str]:
        """The keys in a folder. prefix must end in a slash: `org/a` would also match the keys of `org/ab`."""
        if not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._buckets[bucket], Prefix=prefix)
            return [item["Key"] async for page in pages for item in page.get("Contents", ())]

    async def is_reachable(self) -> bool:
        """Whether every bucket answers."""

        # Each check catches its own error, so gather waits for all of them. Otherwise a check could retry after the
        # client was closed, and open a connection that nobody closes.
        async def check_bucket(name: str) -> bool:
            try:
                with translate_aws_errors(SERVICE):
                    await self._client.head_bucket(Bucket=name)
            except Unavailable:
                return False
            return True

        return all(await asyncio.gather(*(check_bucket(name) for name in self._buckets.values())))
