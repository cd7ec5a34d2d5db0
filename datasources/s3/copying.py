"""Copies within the store: the bytes never come here."""

import asyncio
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import SERVICE
from datasources.s3.multipart import MultipartOperations
from models.errors import NotFound, WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket, PartHead

# S3 copies objects of up to 5 GiB at once, larger ones in parts of at most as much, and of those at most 10,000.
MAX_SINGLE_COPY_BYTES = 5 * 1024**3
PART_BYTES = 512 * 1024**2
_MAX_CONCURRENT_PARTS = 4
_PRECONDITION_FAILED_CODES = frozenset({"412", "PreconditionFailed"})


class CopyOperations(MultipartOperations):
    async def copy(
        self,
        bucket: Bucket,
        source: ObjectRef,
        key: str,
        *,
        size_bytes: int,
        content_type: str,
        single_copy_bytes: int = MAX_SINGLE_COPY_BYTES,
        part_bytes: int = PART_BYTES,
    ) -> None:
        """Copy an object to another key of its bucket, in place of the one that is there.

        Stores that heed it refuse where the source is not the one that was pinned: whoever has to be sure looks at the
        copy. Raises NotFound where there is no source, WrongState: UPLOAD_CHANGED where it is another.
        """
        wanted: dict[str, Any] = {
            "Bucket": self._buckets[bucket],
            "Key": key,
            "CopySource": self._build_copy_source(bucket, source),
        }
        if source.etag is not None:
            wanted["CopySourceIfMatch"] = f'"{source.etag}"'
        if size_bytes > single_copy_bytes:
            await self._copy_parts(bucket, wanted, size_bytes, content_type, part_bytes)
            return
        with translate_aws_errors(SERVICE):
            try:
                await self._client.copy_object(**wanted)
            except ClientError as error:
                raise _translate_copy_error(error) from None

    def _build_copy_source(self, bucket: Bucket, source: ObjectRef) -> dict[str, str]:
        named = {"Bucket": self._buckets[bucket], "Key": source.key}
        return named if source.version is None else {**named, "VersionId": source.version}

    async def _copy_parts(
        self, bucket: Bucket, wanted: dict[str, Any], size_bytes: int, content_type: str, part_bytes: int
    ) -> None:
        key = wanted["Key"]
        upload_id = await self.begin_multipart(bucket, key, content_type)
        places = asyncio.Semaphore(_MAX_CONCURRENT_PARTS)

        async def part(number: int, start: int) -> PartHead:
            end = min(start + part_bytes, size_bytes)
            async with places:
                with translate_aws_errors(SERVICE):
                    try:
                        made = await self._client.upload_part_copy(
                            **wanted,
                            UploadId=upload_id,
                            PartNumber=number,
                            CopySourceRange=f"bytes={start}-{end - 1}",
                        )
                    except ClientError as error:
                        raise _translate_copy_error(error) from None
            return PartHead(number, made["CopyPartResult"]["ETag"].strip('"'), end - start)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(part(number, start))
                    for number, start in enumerate(range(0, size_bytes, part_bytes), start=1)
                ]
            await self.complete_multipart(bucket, key, upload_id, [task.result() for task in tasks])
        except ExceptionGroup as failures:
            await self.abort_multipart(bucket, key, upload_id)
            raise failures.exceptions[0] from None


def _translate_copy_error(error: ClientError) -> Exception:
    """What a refused copy says of its source; the error itself where it says nothing."""
    if is_missing(error):
        return NotFound()
    return WrongState("UPLOAD_CHANGED") if get_error_code(error) in _PRECONDITION_FAILED_CODES else error
