"""Multipart uploads: one object sent in numbered parts, which S3 keeps until they are put together or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import ClientError

from datasources.aws import error_code, failures_of
from datasources.s3.bound import SERVICE, Bound, Bucket

# What S3 says when the upload was put together, dropped, or never was.
_NO_UPLOAD = frozenset({"NoSuchUpload", "404", "NotFound"})
# What S3 says when the parts that were named are not those that it holds, any more.
_OTHER_PARTS = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall"})


@dataclass(frozen=True, slots=True)
class PartHead:
    """A part that S3 holds. etag without quotation marks."""

    number: int
    etag: str
    size_bytes: int


class Multipart(Bound):
    async def begin_multipart(self, bucket: Bucket, key: str, content_type: str) -> str:
        """Begin an upload in parts; its id. The type is said here: no part can say another."""
        with failures_of(SERVICE):
            begun = await self._client.create_multipart_upload(
                Bucket=self._buckets[bucket], Key=key, ContentType=content_type
            )
        return begun["UploadId"]

    async def parts(self, bucket: Bucket, key: str, upload_id: str) -> list[PartHead] | None:
        """The parts that S3 holds, by number; None where it knows no such upload (any more).

        A part that was sent again stands for the earlier one; SeaweedFS lists both of two that arrived at once.
        """
        found: dict[int, tuple[datetime, PartHead]] = {}
        with failures_of(SERVICE):
            try:
                pages = self._client.get_paginator("list_parts").paginate(
                    Bucket=self._buckets[bucket], Key=key, UploadId=upload_id
                )
                async for page in pages:
                    for part in page.get("Parts", ()):
                        head = PartHead(part["PartNumber"], part["ETag"].strip('"'), part["Size"])
                        earlier = found.get(head.number)
                        if earlier is None or earlier[0] <= part["LastModified"]:
                            found[head.number] = part["LastModified"], head
            except ClientError as error:
                if error_code(error) in _NO_UPLOAD:
                    return None
                raise
        return [head for _, (_, head) in sorted(found.items())]

    async def complete_multipart(self, bucket: Bucket, key: str, upload_id: str, parts: Sequence[PartHead]) -> bool:
        """Put the parts together. False where S3 knows no such upload, or does not hold these parts (any more):
        another may have done it just now, so look whether the object is there.
        """
        named = [{"PartNumber": part.number, "ETag": f'"{part.etag}"'} for part in parts]
        with failures_of(SERVICE):
            try:
                await self._client.complete_multipart_upload(
                    Bucket=self._buckets[bucket],
                    Key=key,
                    UploadId=upload_id,
                    MultipartUpload={"Parts": named},  # type: ignore[typeddict-item]
                )
            except ClientError as error:
                if error_code(error) in _NO_UPLOAD | _OTHER_PARTS:
                    return False
                raise
        return True

    async def abort_multiparts(self, bucket: Bucket, prefix: str) -> int:
        """Drop every unfinished upload whose key begins so, with its parts; how many parts there were."""
        dropped = 0
        with failures_of(SERVICE):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._buckets[bucket], Prefix=prefix
            )
            unfinished = [(one["Key"], one["UploadId"]) async for page in pages for one in page.get("Uploads", ())]
            for key, upload_id in unfinished:
                dropped += len(await self.parts(bucket, key, upload_id) or ())
                try:
                    await self._client.abort_multipart_upload(Bucket=self._buckets[bucket], Key=key, UploadId=upload_id)
                except ClientError as error:
                    if error_code(error) not in _NO_UPLOAD:
                        raise
        return dropped
