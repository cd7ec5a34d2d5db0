"""Copies within the store, done by S3: the bytes do not pass this process."""

import asyncio
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import SERVICE
from datasources.s3.multipart import MultipartOperations
from models.errors import NotFound, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, PartHead

_MAX_CONCURRENT_PARTS = 4
_PRECONDITION_FAILED_CODES = frozenset({"412", "PreconditionFailed"})


@dataclass(frozen=True, slots=True)
class CopyLimits:
    """How S3 copies: objects of up to single_copy_bytes in one call, larger ones in parts of part_bytes.

    S3 allows 5 GiB for both, and 10,000 parts.
    """

    single_copy_bytes: int = 5 * 1024**3
    part_bytes: int = 512 * 1024**2


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
        where the source does not exist, WrongState (UPLOAD_CHANGED) where it was replaced.
        """
        request: dict[str, Any] = {
            "Bucket": self._buckets[bucket],
            "Key": key,
            "CopySource": self._build_copy_source(bucket, source),
        }
        if source.etag is not None:
            request["CopySourceIfMatch"] = f'"{source.etag}"'
        if size_bytes > limits.single_copy_bytes:
            await self._copy_parts(bucket, request, size_bytes, content_type, limits.part_bytes)
            return
        with translate_aws_errors(SERVICE):
            try:
                await self._client.copy_object(**request)
            except ClientError as error:
                raise _translate_copy_error(error) from None

    def _build_copy_source(self, bucket: Bucket, source: ObjectRef) -> dict[str, str]:
        copy_source = {"Bucket": self._buckets[bucket], "Key": source.key}
        return copy_source if source.version is None else {**copy_source, "VersionId": source.version}

    async def _copy_parts(
        self, bucket: Bucket, request: dict[str, Any], size_bytes: int, content_type: str, part_bytes: int
    ) -> None:
        key = request["Key"]
        upload_id = await self.begin_multipart(bucket, key, content_type)
        slots = asyncio.Semaphore(_MAX_CONCURRENT_PARTS)

        async def copy_part(number: int, start: int) -> PartHead:
            end = min(start + part_bytes, size_bytes)
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
                        raise _translate_copy_error(error) from None
            return PartHead(number, response["CopyPartResult"]["ETag"].strip('"'), end - start)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(copy_part(number, start))
                    for number, start in enumerate(range(0, size_bytes, part_bytes), start=1)
                ]
            await self.complete_multipart(bucket, key, upload_id, [task.result() for task in tasks])
        except ExceptionGroup as failures:
            await self.abort_multipart(bucket, key, upload_id)
            raise failures.exceptions[0] from None


def _translate_copy_error(error: ClientError) -> Exception:
    """NotFound or WrongState where the source is the reason; else the error unchanged."""
    if is_missing(error):
        return NotFound()
    return WrongState("UPLOAD_CHANGED") if get_error_code(error) in _PRECONDITION_FAILED_CODES else error
