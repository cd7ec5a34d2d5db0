"""Copies within the store, done by S3: the bytes do not pass this process."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import ARCHIVED_CODE, SERVICE
from datasources.s3.multipart import MultipartOperations
from models.errors import NotFound, WatchgraphError, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, PartHead
from models.keeping.tiers import KeptObject

_MAX_CONCURRENT_PARTS = 4
_PRECONDITION_FAILED_CODES = frozenset({"412", "PreconditionFailed"})


@dataclass(frozen=True, slots=True)
class CopyLimits:
    """How S3 copies: objects of up to single_copy_bytes in one call, larger ones in parts of part_bytes.

    S3 allows 5 GiB for both, and 10,000 parts. storage_class: of the copy, as S3 names it; None: STANDARD.
    """

    single_copy_bytes: int = 5 * 1024**3
    part_bytes: int = 512 * 1024**2
    storage_class: str | None = None


_DEFAULT_LIMITS = CopyLimits()


class CopyOperations(MultipartOperations):
    async def copy(
        self,
        bucket: Bucket,
        source: ObjectRef,
        key: str,
        *,
        size_bytes: int,
        content_type: str,
        limits: CopyLimits = _DEFAULT_LIMITS,
    ) -> None:
        """Copy an object to another key of its bucket, replacing the object there.

        Some stores ignore the condition on the source's etag: callers that must be sure check the copy. Raises NotFound
        where the source does not exist, WrongState where it was replaced (UPLOAD_CHANGED) or is archived
        (INBOX_OBJECT_ARCHIVED).
        """
        request = self._build_request(bucket, source, key)
        if size_bytes > limits.single_copy_bytes:
            await self._copy_parts(bucket, request, size_bytes, content_type, limits)
            return
        kept: dict[str, Any] = {} if limits.storage_class is None else {"StorageClass": limits.storage_class}
        with translate_aws_errors(SERVICE):
            try:
                await self._client.copy_object(**request, **kept)
            except ClientError as error:
                raise _translate_copy_error(error, request["CopySource"]["Key"]) from None

    async def copy_into(self, kept: KeptObject, key: str, storage_class: str) -> None:
        """Copy an original or a clip into another storage class, under another key. Raises as `copy`."""
        await self.copy(
            kept.bucket,
            kept.pinned,
            key,
            size_bytes=kept.size_bytes,
            content_type=kept.content_type,
            limits=CopyLimits(storage_class=storage_class),
        )

    def _build_request(self, bucket: Bucket, source: ObjectRef, key: str) -> dict[str, Any]:
        copy_source = {"Bucket": self._buckets[bucket], "Key": source.key}
        if source.version is not None:
            copy_source["VersionId"] = source.version
        request: dict[str, Any] = {"Bucket": self._buckets[bucket], "Key": key, "CopySource": copy_source}
        if source.etag is not None:
            request["CopySourceIfMatch"] = f'"{source.etag}"'
        return request

    async def copy_missing_parts(
        self, bucket: Bucket, source: ObjectRef, key: str, upload_id: str, *, size_bytes: int, part_bytes: int
    ) -> list[PartHead] | None:
        """Copy an object into a multipart upload, but for the parts that it has; all parts, in order. It may be
        repeated, with the same part_bytes.

        None where the upload is complete, or discarded. Raises as `copy`.
        """
        stored = await self.list_parts(bucket, key, upload_id)
        if stored is None:
            return None
        present = {part.number: part for part in stored}
        missing = [
            (number, start)
            for number, start in enumerate(range(0, size_bytes, part_bytes), start=1)
            if number not in present or present[number].size_bytes != min(part_bytes, size_bytes - start)
        ]
        request = self._build_request(bucket, source, key)
        copied = await self._copy_ranges(request, upload_id, missing, part_bytes, size_bytes)
        return [part for _, part in sorted((present | {part.number: part for part in copied}).items())]

    async def _copy_parts(
        self, bucket: Bucket, request: dict[str, Any], size_bytes: int, content_type: str, limits: CopyLimits
    ) -> None:
        key = request["Key"]
        upload_id = await self.begin_multipart(bucket, key, content_type, storage_class=limits.storage_class)
        try:
            wanted = list(enumerate(range(0, size_bytes, limits.part_bytes), start=1))
            parts = await self._copy_ranges(request, upload_id, wanted, limits.part_bytes, size_bytes)
        except (WatchgraphError, ClientError):
            await self.abort_multipart(bucket, key, upload_id)
            raise
        await self.complete_multipart(bucket, key, upload_id, parts)

    async def _copy_ranges(
        self, request: dict[str, Any], upload_id: str, wanted: Sequence[tuple[int, int]], part_bytes: int, size: int
    ) -> list[PartHead]:
        """Copy these parts (number, first byte) of an object of `size` bytes."""
        slots = asyncio.Semaphore(_MAX_CONCURRENT_PARTS)

        async def copy_part(number: int, start: int) -> PartHead:
            end = min(start + part_bytes, size)
            async with slots:
                with translate_aws_errors(SERVICE):
                    try:
                        response = await self._client.upload_part_copy(
                            **request,
                            UploadId=upload_id,
                            PartNumber=number,
                            CopySourceRange=f"bytes={start}-{end - 1}",
                        )
                    except ClientError as error:
                        raise _translate_copy_error(error, request["CopySource"]["Key"]) from None
            return PartHead(number, response["CopyPartResult"]["ETag"].strip('"'), end - start)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(copy_part(number, start)) for number, start in wanted]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [task.result() for task in tasks]


def _translate_copy_error(error: ClientError, key: str) -> Exception:
    """NotFound or WrongState where the source is the reason; else the error unchanged."""
    if is_missing(error):
        return NotFound()
    if get_error_code(error) == ARCHIVED_CODE:
        return WrongState("INBOX_OBJECT_ARCHIVED", key=key)
    return WrongState("UPLOAD_CHANGED") if get_error_code(error) in _PRECONDITION_FAILED_CODES else error
