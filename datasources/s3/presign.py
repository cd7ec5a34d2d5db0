"""Presigned URLs: whoever has one may make exactly this request until it expires."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from datasources.aws import translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase, to_base64, version_params
from datasources.s3.steady_signing import signing_as_of
from models.footage.stored_objects import Bucket
from models.footage.uploads import AnnouncedPart
from models.media.signed_urls import SignedUrl, SteadyGet, expiry_of, round_signing_time


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
        """A URL to PUT this object to, and the headers that must be sent with it.

        The headers are signed: S3 refuses another length or type and, with checksum_sha256 (64 hexadecimal digits),
        other content. expires_in is in seconds.
        """
        headers = {"Content-Type": content_type, "Content-Length": str(size_bytes)}
        params: dict[str, Any] = {"ContentType": content_type, "ContentLength": size_bytes}
        if checksum_sha256 is not None:
            params["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = to_base64(checksum_sha256)
        return await self._presign("put_object", bucket, key, params, expires_in), headers

    async def presign_part(
        self,
        bucket: Bucket,
        key: str,
        upload_id: str,
        part: AnnouncedPart,
        *,
        expires_in: int,
    ) -> tuple[str, dict[str, str]]:
        """A URL to PUT one part of a multipart upload to, and the headers that must be sent with it.

        S3 refuses another length and, where the part has a SHA-256, other content. expires_in is in seconds.
        """
        headers: dict[str, str] = {}
        params: dict[str, Any] = {
            "UploadId": upload_id,
            "PartNumber": part.number,
            "ContentLength": part.size_bytes,
        }
        if part.checksum_sha256 is not None:
            params["ChecksumSHA256"] = headers["x-amz-checksum-sha256"] = to_base64(part.checksum_sha256)
        return await self._presign("upload_part", bucket, key, params, expires_in), headers

    async def presign_get(
        self, bucket: Bucket, key: str, *, expires_in: int, attachment: str | None = None, version: str | None = None
    ) -> str:
        """A URL to GET the object, or this version of it, for expires_in seconds.

        attachment: the name under which browsers save the file.
        """
        params = version_params(version)
        if attachment is not None:
            params["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(attachment, safe='')}"
        return await self._presign("get_object", bucket, key, params, expires_in)

    async def presign_steady_get(self, wanted: SteadyGet, now: datetime) -> SignedUrl:
        """A URL to GET the object that is the same for a third of its life, for whoever may have it.

        It is good for two thirds of its life at least, and never for longer than all of it. Browsers may keep what they
        got by it, shared caches may not: the answer's Cache-Control says so, whatever the object's says.
        """
        life = wanted.life_seconds
        signed_at = round_signing_time(wanted.key, now, life)
        params = {
            **version_params(wanted.version),
            "ResponseCacheControl": f"private, max-age={life}, immutable",
        }
        if wanted.content_type is not None:
            params["ResponseContentType"] = wanted.content_type
        with signing_as_of(signed_at):
            url = await self._presign("get_object", wanted.bucket, wanted.key, params, life)
        return SignedUrl(url, expiry_of(signed_at, life))

    async def _presign(
        self,
        operation: Literal["put_object", "upload_part", "get_object"],
        bucket: Bucket,
        key: str,
        params: Mapping[str, Any],
        expires_in: int,
    ) -> str:
        with translate_aws_errors(SERVICE):
            return await self._client.generate_presigned_url(
                operation, Params={"Bucket": self._buckets[bucket], "Key": key, **params}, ExpiresIn=expires_in
            )
