"""Whole objects: look at, fetch, store and delete them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase, parse_version, to_base64, to_hex, version_params
from datasources.s3.range_reader import RangedSource
from models.errors import NotFound, Unavailable, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, ObjectHead

_CHUNK_BYTES = 1 << 20
_PRECONDITION_FAILED_CODES = frozenset({"412", "PreconditionFailed"})
# How long a source that is read in pieces may be read: longer than any analysis or cut takes.
_READ_URL_SECONDS = 6 * 3600
# Each piece that is written to the disk takes milliseconds.
_FILE_THREADS = 4
_Result = TypeVar("_Result")


class ObjectOperations(S3ClientBase):
    @cached_property
    def _file_executor(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")

    async def _run_in_file_thread(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """What waits for the disk, in threads of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._file_executor, function, *arguments)

    async def head(self, bucket: Bucket, key: str, version: str | None = None) -> ObjectHead | None:
        """What S3 knows of the object, or of this version of it; None where there is none."""
        with translate_aws_errors(SERVICE):
            try:
                found = await self._client.head_object(
                    Bucket=self._buckets[bucket], Key=key, ChecksumMode="ENABLED", **version_params(version)
                )
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        etag, checksum = found["ETag"].strip('"'), to_hex(found.get("ChecksumSHA256"))
        # What was put together has a SHA-256 of its parts' alone. The etag tells it on every S3: moto names the
        # checksum as if it were the whole object's.
        composite = "-" in etag
        return ObjectHead(
            size_bytes=found["ContentLength"],
            content_type=found.get("ContentType"),
            etag=etag,
            checksum_sha256=None if composite else checksum,
            composite_sha256=checksum if composite else None,
            version=parse_version(found),
        )

    async def open_ranged(self, bucket: Bucket, pinned: ObjectRef) -> RangedSource:
        """The object to be read in pieces, by a thread or another process.

        Raises NotFound where there is none, and WrongState where it is not the one that was pinned.
        """
        head = await self.head(bucket, pinned.key, pinned.version)
        if head is None:
            raise NotFound
        if pinned.etag not in (None, head.etag):
            raise WrongState("ORIGINAL_REPLACED")
        wanted = {"Bucket": self._buckets[bucket], "Key": pinned.key, **version_params(pinned.version)}
        with translate_aws_errors(SERVICE):
            url = await self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=_READ_URL_SECONDS)
        return RangedSource(url, head.size_bytes, head.etag, self._timeout_seconds)

    async def download(
        self,
        bucket: Bucket,
        pinned: ObjectRef,
        target: Path,
        on_bytes: Callable[[int], None] | None = None,
    ) -> str:
        """Write the object into a file; its SHA-256, hexadecimal. on_bytes is told how many bytes came so far.

        Raises NotFound where there is no such object, and WrongState where it is not the one that was pinned.
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
        # OSError of our own disk must not be taken for S3's, so only the reading stands inside failures_of.
        with translate_aws_errors(SERVICE):
            try:
                wanted: dict[str, Any] = {} if pinned.etag is None else {"IfMatch": f'"{pinned.etag}"'}
                wanted |= version_params(pinned.version)
                answer = await self._client.get_object(Bucket=self._buckets[bucket], Key=pinned.key, **wanted)
            except ClientError as error:
                if is_missing(error):
                    raise NotFound from None
                if get_error_code(error) in _PRECONDITION_FAILED_CODES:
                    raise WrongState("ORIGINAL_REPLACED") from None
                raise
        async with answer["Body"] as body:
            while True:
                with translate_aws_errors(SERVICE):
                    chunk = await body.content.read(_CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk

    async def get(self, bucket: Bucket, key: str) -> bytes:
        """A small object as a whole. Raises NotFound where there is none."""
        return b"".join([chunk async for chunk in self._read_chunks(bucket, ObjectRef(key))])

    async def put(self, bucket: Bucket, key: str, body: bytes, content_type: str) -> ObjectRef:
        """Store an object, in place of the one that is there."""
        with translate_aws_errors(SERVICE):
            stored = await self._client.put_object(
                Bucket=self._buckets[bucket], Key=key, Body=body, ContentType=content_type
            )
        return ObjectRef(key, stored["ETag"].strip('"'), parse_version(stored))

    async def upload(
        self, bucket: Bucket, key: str, source: Path, content_type: str, checksum_sha256: str
    ) -> ObjectRef:
        """Store a file, in place of the object that is there; S3 compares it with its SHA-256 (hexadecimal)."""
        file = await self._run_in_file_thread(source.open, "rb")
        try:
            with translate_aws_errors(SERVICE):
                stored = await self._client.put_object(
                    Bucket=self._buckets[bucket],
                    Key=key,
                    Body=file,
                    ContentType=content_type,
                    ChecksumSHA256=to_base64(checksum_sha256),
                )
        finally:
            await self._run_in_file_thread(file.close)
        return ObjectRef(key, stored["ETag"].strip('"'), parse_version(stored))

    async def delete(self, bucket: Bucket, key: str) -> None:
        """Delete one object, if it is there."""
        with translate_aws_errors(SERVICE):
            await self._client.delete_object(Bucket=self._buckets[bucket], Key=key)

    async def delete_prefix(self, bucket: Bucket, prefix: str, only: Callable[[str], bool] = lambda _rest: True) -> int:
        """Delete the objects below a folder, whose name ends in a slash; how many there were.

        only: says of what follows the prefix in a key whether it goes.
        """
        deleted = 0
        for key in await self.list_keys(bucket, prefix):
            if only(key.removeprefix(prefix)):
                await self.delete(bucket, key)
                deleted += 1
        return deleted

    async def list_keys(self, bucket: Bucket, prefix: str) -> list[str]:
        """The keys below a folder, whose name ends in a slash: one that did not would be that of others, too."""
        if not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._buckets[bucket], Prefix=prefix)
            return [found["Key"] async for page in pages for found in page.get("Contents", ())]

    async def is_reachable(self) -> bool:
        """Every bucket answers."""

        # Each says for itself, so that none is left trying behind the first that failed: after the client was closed,
        # its next try would open a session that nobody closes.
        async def answers(name: str) -> bool:
            try:
                with translate_aws_errors(SERVICE):
                    await self._client.head_bucket(Bucket=name)
            except Unavailable:
                return False
            return True

        return all(await asyncio.gather(*(answers(name) for name in self._buckets.values())))
