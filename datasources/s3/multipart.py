"""Multipart uploads: one object sent in numbered parts, which S3 keeps until they are put together or dropped."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase, to_base64, to_hex
from models.errors import InvalidInput
from models.footage.stored_objects import Bucket, PartHead

# What S3 says when the upload was put together, dropped, or never was.
_NO_UPLOAD_CODES = frozenset({"NoSuchUpload", "404", "NotFound"})
# What S3 says when the parts that were named are not those that it holds, any more.
_PART_MISMATCH_CODES = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall"})
_CHECKSUM_MISMATCH_CODE = "BadDigest"


class MultipartOperations(S3ClientBase):
    async def begin_multipart(
        self, bucket: Bucket, key: str, content_type: str, *, part_checksums: bool = False
    ) -> str:
        """Begin an upload in parts; its id. The type is said here: no part can say another.

        With part_checksums, parts have to be sent, and put together, with their SHA-256.
        """
        more: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if part_checksums else {}
        with translate_aws_errors(SERVICE):
            begun = await self._client.create_multipart_upload(
                Bucket=self._buckets[bucket], Key=key, ContentType=content_type, **more
            )
        return begun["UploadId"]

    async def list_parts(self, bucket: Bucket, key: str, upload_id: str) -> list[PartHead] | None:
        """The parts that S3 holds, by number; None where it knows no such upload (any more).

        A part that was sent again stands for the earlier one; SeaweedFS lists both of two that arrived at once.
        """
        found: dict[int, tuple[datetime, PartHead]] = {}
        with translate_aws_errors(SERVICE):
            try:
                pages = self._client.get_paginator("list_parts").paginate(
                    Bucket=self._buckets[bucket], Key=key, UploadId=upload_id
                )
                async for page in pages:
                    for part in page.get("Parts", ()):
                        checksum = to_hex(part.get("ChecksumSHA256"))
                        head = PartHead(part["PartNumber"], part["ETag"].strip('"'), part["Size"], checksum)
                        earlier = found.get(head.number)
                        if earlier is None or earlier[0] <= part["LastModified"]:
                            found[head.number] = part["LastModified"], head
            except ClientError as error:
                if get_error_code(error) in _NO_UPLOAD_CODES:
                    return None
                raise
        return [head for _, (_, head) in sorted(found.items())]

    async def complete_multipart(self, bucket: Bucket, key: str, upload_id: str, parts: Sequence[PartHead]) -> bool:
        """Put the parts together. False where S3 knows no such upload, or does not hold these parts (any more):
        another may have done it just now, so look whether the object is there.

        Raises InvalidInput where a part was sent with another SHA-256 than it has here.
        """
        named = [_to_completed_part(part) for part in parts]
        with translate_aws_errors(SERVICE):
            try:
                await self._client.complete_multipart_upload(
                    Bucket=self._buckets[bucket],
                    Key=key,
                    UploadId=upload_id,
                    MultipartUpload={"Parts": named},  # type: ignore[typeddict-item]
                )
            except ClientError as error:
                if get_error_code(error) in _NO_UPLOAD_CODES | _PART_MISMATCH_CODES:
                    return False
                if get_error_code(error) == _CHECKSUM_MISMATCH_CODE:
                    raise InvalidInput("PART_CHECKSUMS_DIFFER") from None
                raise
        return True

    async def abort_multiparts(
        self, bucket: Bucket, prefix: str, only: Callable[[str], bool] = lambda _rest: True
    ) -> int:
        """Drop the unfinished uploads below a folder, whose name ends in a slash; how many parts they had.

        only: says of what follows the prefix in a key whether it goes.
        """
        if not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        dropped = 0
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._buckets[bucket], Prefix=prefix
            )
            unfinished = [(one["Key"], one["UploadId"]) async for page in pages for one in page.get("Uploads", ())]
            for key, upload_id in unfinished:
                if not only(key.removeprefix(prefix)):
                    continue
                dropped += len(await self.list_parts(bucket, key, upload_id) or ())
                await self.abort_multipart(bucket, key, upload_id)
        return dropped

    async def abort_multipart(self, bucket: Bucket, key: str, upload_id: str) -> None:
        """Drop an unfinished upload with its parts, if there is one."""
        with translate_aws_errors(SERVICE):
            try:
                await self._client.abort_multipart_upload(Bucket=self._buckets[bucket], Key=key, UploadId=upload_id)
            except ClientError as error:
                if get_error_code(error) not in _NO_UPLOAD_CODES:
                    raise


def _to_completed_part(part: PartHead) -> dict[str, Any]:
    checksum = {} if part.checksum_sha256 is None else {"ChecksumSHA256": to_base64(part.checksum_sha256)}
    return {"PartNumber": part.number, "ETag": f'"{part.etag}"', **checksum}
