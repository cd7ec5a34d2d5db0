"""Multipart uploads: an object sent in numbered parts, which S3 keeps until they are joined or discarded."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase, to_base64, to_hex
from models.errors import InvalidInput
from models.footage.stored_objects import Bucket, PartHead

# S3's codes for an upload that was completed, aborted, or never existed.
_NO_UPLOAD_CODES = frozenset({"NoSuchUpload", "404", "NotFound"})
# S3's codes for parts that differ from those it holds.
_PART_MISMATCH_CODES = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall"})
_CHECKSUM_MISMATCH_CODE = "BadDigest"


class MultipartOperations(S3ClientBase):
    async def begin_multipart(
        self,
        bucket: Bucket,
        key: str,
        content_type: str,
        *,
        part_checksums: bool = False,
        storage_class: str | None = None,
    ) -> str:
        """Begin a multipart upload; returns its id. content_type and storage_class hold for the whole object.

        part_checksums: S3 then requires the SHA-256 of each part, when it is sent and when the upload is completed.
        """
        options: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if part_checksums else {}
        if storage_class is not None:
            options["StorageClass"] = storage_class
        with translate_aws_errors(SERVICE):
            response = await self._client.create_multipart_upload(
                Bucket=self._buckets[bucket], Key=key, ContentType=content_type, **options
            )
        return response["UploadId"]

    async def send_part(self, bucket: Bucket, key: str, upload_id: str, number: int, body: bytes) -> PartHead:
        """Send a part of an upload that was begun with part_checksums; S3 verifies its SHA-256."""
        checksum = hashlib.sha256(body).hexdigest()
        with translate_aws_errors(SERVICE):
            response = await self._client.upload_part(
                Bucket=self._buckets[bucket],
                Key=key,
                UploadId=upload_id,
                PartNumber=number,
                Body=body,
                ChecksumSHA256=to_base64(checksum),
            )
        return PartHead(number, response["ETag"].strip('"'), len(body), checksum)

    async def list_parts(self, bucket: Bucket, key: str, upload_id: str) -> list[PartHead] | None:
        """The parts that S3 holds, by number; None where the upload does not exist (any more).

        A part that was sent again replaces the earlier one. SeaweedFS lists both if they arrived at the same time; the
        newer one counts.
        """
        heads: dict[int, tuple[datetime, PartHead]] = {}
        with translate_aws_errors(SERVICE):
            try:
                pages = self._client.get_paginator("list_parts").paginate(
                    Bucket=self._buckets[bucket], Key=key, UploadId=upload_id
                )
                async for page in pages:
                    for part in page.get("Parts", ()):
                        checksum = to_hex(part.get("ChecksumSHA256"))
                        head = PartHead(part["PartNumber"], part["ETag"].strip('"'), part["Size"], checksum)
                        earlier = heads.get(head.number)
                        if earlier is None or earlier[0] <= part["LastModified"]:
                            heads[head.number] = part["LastModified"], head
            except ClientError as error:
                if get_error_code(error) in _NO_UPLOAD_CODES:
                    return None
                raise
        return [head for _, (_, head) in sorted(heads.items())]

    async def complete_multipart(self, bucket: Bucket, key: str, upload_id: str, parts: Sequence[PartHead]) -> bool:
        """Join the parts into the object. False where S3 does not have this upload or these parts (any more): another
        process may have completed it, so check whether the object exists.

        Raises InvalidInput where a part was sent with a SHA-256 that differs from the one in `parts`.
        """
        completed_parts = [_to_completed_part(part) for part in parts]
        with translate_aws_errors(SERVICE):
            try:
                await self._client.complete_multipart_upload(
                    Bucket=self._buckets[bucket],
                    Key=key,
                    UploadId=upload_id,
                    MultipartUpload={"Parts": completed_parts},  # type: ignore[typeddict-item]
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
        """Discard unfinished uploads in a folder; returns how many parts they had. prefix must end in a slash.

        only: decides by the rest of a key, after the prefix, whether to discard it.
        """
        if not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        discarded = 0
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self._buckets[bucket], Prefix=prefix
            )
            unfinished = [
                (upload["Key"], upload["UploadId"]) async for page in pages for upload in page.get("Uploads", ())
            ]
            for key, upload_id in unfinished:
                if not only(key.removeprefix(prefix)):
                    continue
                discarded += len(await self.list_parts(bucket, key, upload_id) or ())
                await self.abort_multipart(bucket, key, upload_id)
        return discarded

    async def abort_multipart(self, bucket: Bucket, key: str, upload_id: str) -> None:
        """Discard an unfinished upload with its parts, if it exists."""
        with translate_aws_errors(SERVICE):
            try:
                await self._client.abort_multipart_upload(Bucket=self._buckets[bucket], Key=key, UploadId=upload_id)
            except ClientError as error:
                if get_error_code(error) not in _NO_UPLOAD_CODES:
                    raise


def _to_completed_part(part: PartHead) -> dict[str, Any]:
    checksum = {} if part.checksum_sha256 is None else {"ChecksumSHA256": to_base64(part.checksum_sha256)}
    return {"PartNumber": part.number, "ETag": f'"{part.etag}"', **checksum}
