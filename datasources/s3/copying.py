"""Copies within the store: the bytes never come here."""

import asyncio
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import error_code, failures_of, is_missing
from datasources.s3.base import SERVICE, Bucket
from datasources.s3.multipart import Multipart, PartHead
from models.errors import NotFound, WrongState
from models.footage.originals import Pinned

# S3 copies objects of up to 5 GiB at once, larger ones in parts of at most as much, and of those at most 10,000.
AT_ONCE_BYTES = 5 * 1024**3
PART_BYTES = 512 * 1024**2
_PARTS_AT_ONCE = 4
_CHANGED = frozenset({"412", "PreconditionFailed"})


class Copying(Multipart):
    async def copy(
        self,
        bucket: Bucket,
        source: Pinned,
        key: str,
        *,
        size_bytes: int,
        content_type: str,
        at_once_bytes: int = AT_ONCE_BYTES,
        part_bytes: int = PART_BYTES,
    ) -> None:
        """Copy an object to another key of its bucket, in place of the one that is there.

        Stores that heed it refuse where the source is not the one that was pinned: whoever has to be sure looks at the
        copy. Raises NotFound where there is no source, WrongState: UPLOAD_CHANGED where it is another.
        """
        wanted: dict[str, Any] = {
            "Bucket": self._buckets[bucket],
            "Key": key,
            "CopySource": self._source(bucket, source),
        }
        if source.etag is not None:
            wanted["CopySourceIfMatch"] = f'"{source.etag}"'
        if size_bytes > at_once_bytes:
            await self._copy_parts(bucket, wanted, size_bytes, content_type, part_bytes)
            return
        with failures_of(SERVICE):
            try:
                await self._client.copy_object(**wanted)
            except ClientError as error:
                raise _of_source(error) from None

    def _source(self, bucket: Bucket, source: Pinned) -> dict[str, str]:
        named = {"Bucket": self._buckets[bucket], "Key": source.key}
        return named if source.version is None else {**named, "VersionId": source.version}

    async def _copy_parts(
        self, bucket: Bucket, wanted: dict[str, Any], size_bytes: int, content_type: str, part_bytes: int
    ) -> None:
        key = wanted["Key"]
        upload_id = await self.begin_multipart(bucket, key, content_type)
        places = asyncio.Semaphore(_PARTS_AT_ONCE)

        async def part(number: int, start: int) -> PartHead:
            end = min(start + part_bytes, size_bytes)
            async with places:
                with failures_of(SERVICE):
                    try:
                        made = await self._client.upload_part_copy(
                            **wanted,
                            UploadId=upload_id,
                            PartNumber=number,
                            CopySourceRange=f"bytes={start}-{end - 1}",
                        )
                    except ClientError as error:
                        raise _of_source(error) from None
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


def _of_source(error: ClientError) -> Exception:
    """What a refused copy says of its source; the error itself where it says nothing."""
    if is_missing(error):
        return NotFound()
    return WrongState("UPLOAD_CHANGED") if error_code(error) in _CHANGED else error
