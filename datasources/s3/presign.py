"""Addresses that carry a signature: whoever has one may do what it says, for a while, and nothing else."""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from datasources.aws import translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase, to_base64, version_params
from models.footage.stored_objects import Bucket


class PresignOperations(S3ClientBase):
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
            wanted["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = to_base64(checksum_sha256)
        return await self._presign("put_object", bucket, key, wanted, expires_in), headers

    async def presign_part(
        self,
        bucket: Bucket,
        key: str,
        upload_id: str,
        part_number: int,
        *,
        size_bytes: int,
        expires_in: int,
        checksum_sha256: str | None = None,
    ) -> tuple[str, dict[str, str]]:
        """A URL to PUT one part of a multipart upload to, and the headers that have to be sent with it.

        S3 refuses another length than size_bytes, and, with the part's SHA-256 (hexadecimal), another content.
        """
        headers: dict[str, str] = {}
        wanted: dict[str, Any] = {"UploadId": upload_id, "PartNumber": part_number, "ContentLength": size_bytes}
        if checksum_sha256 is not None:
            wanted["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = to_base64(checksum_sha256)
        return await self._presign("upload_part", bucket, key, wanted, expires_in), headers

    async def presign_get(
        self, bucket: Bucket, key: str, *, expires_in: int, attachment: str | None = None, version: str | None = None
    ) -> str:
        """A URL to GET the object for expires_in seconds, or just this version of it.

        With `attachment`, browsers save it under that name.
        """
        wanted = version_params(version)
        if attachment is not None:
            wanted["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(attachment, safe='')}"
        return await self._presign("get_object", bucket, key, wanted, expires_in)

    async def _presign(
        self,
        operation: Literal["put_object", "upload_part", "get_object"],
        bucket: Bucket,
        key: str,
        wanted: Mapping[str, Any],
        expires_in: int,
    ) -> str:
        with translate_aws_errors(SERVICE):
            return await self._client.generate_presigned_url(
                operation, Params={"Bucket": self._buckets[bucket], "Key": key, **wanted}, ExpiresIn=expires_in
            )
