"""All states of objects that a bucket keeps: versions, and markers of deletions. In a bucket without, the objects."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any

from datasources.aws import translate_aws_errors
from datasources.s3.base import SERVICE, S3ClientBase
from models.errors import Unavailable
from models.footage.stored_objects import Bucket, DeletedObjects, ObjectVersion
from models.keeping.orphans import UnfinishedUpload

if TYPE_CHECKING:
    from types_aiobotocore_s3.type_defs import ObjectIdentifierTypeDef

_PER_CALL = 1000


class VersionOperations(S3ClientBase):
    async def list_versions(self, bucket: Bucket, prefix: str) -> AsyncIterator[list[ObjectVersion]]:
        """Every version of every object under a prefix, with the markers of deletions; up to a thousand at a time.

        prefix: "" for the whole bucket, else it must end in a slash.
        """
        if prefix and not prefix.endswith("/"):
            raise ValueError("a folder's name ends in a slash")
        request: dict[str, Any] = {"Bucket": self._buckets[bucket], "Prefix": prefix}
        while True:
            with translate_aws_errors(SERVICE):
                page = await self._client.list_object_versions(**request)
            found = [_to_version(item, is_marker=False) for item in page.get("Versions", ())]
            found += [_to_version(item, is_marker=True) for item in page.get("DeleteMarkers", ())]
            yield found
            if not page.get("IsTruncated"):
                return
            request["KeyMarker"] = page["NextKeyMarker"]
            if page.get("NextVersionIdMarker"):
                request["VersionIdMarker"] = page["NextVersionIdMarker"]

    async def list_unfinished(self, bucket: Bucket) -> AsyncIterator[list[UnfinishedUpload]]:
        """Every multipart upload of the bucket that was neither completed nor discarded."""
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._buckets[bucket])
            async for page in pages:
                yield [
                    UnfinishedUpload(item["Key"], item["UploadId"], item["Initiated"])
                    for item in page.get("Uploads", ())
                ]

    async def delete_versions(self, bucket: Bucket, versions: Sequence[ObjectVersion]) -> None:
        """Delete these versions and markers for good. Raises Unavailable where the store refuses one."""
        for start in range(0, len(versions), _PER_CALL):
            part = versions[start : start + _PER_CALL]
            objects: list[ObjectIdentifierTypeDef] = [{"Key": one.key, "VersionId": one.version} for one in part]
            with translate_aws_errors(SERVICE):
                answer = await self._client.delete_objects(
                    Bucket=self._buckets[bucket], Delete={"Objects": objects, "Quiet": True}
                )
            if answer.get("Errors"):
                raise Unavailable(service=SERVICE)

    async def delete_all_versions(self, bucket: Bucket, key: str) -> None:
        """Delete an object with every version that the bucket keeps of it."""
        request: dict[str, Any] = {"Bucket": self._buckets[bucket], "Prefix": key}
        with translate_aws_errors(SERVICE):
            pages = self._client.get_paginator("list_object_versions").paginate(**request)
            found = [
                _to_version(item, is_marker=False)
                async for page in pages
                for item in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
                if item["Key"] == key
            ]
        await self.delete_versions(bucket, found)

    async def delete_folder(
        self, bucket: Bucket, prefix: str, only: Callable[[str], bool] = lambda _rest: True
    ) -> DeletedObjects:
        """Delete the objects in a folder with all their versions; how many went. prefix must end in a slash.

        only: decides by the rest of a key, after the prefix, whether to delete it.
        """
        objects = versions = 0
        doomed = [
            one
            async for page in self.list_versions(bucket, prefix)
            for one in page
            if only(one.key.removeprefix(prefix))
        ]
        await self.delete_versions(bucket, doomed)
        objects = sum(one.is_latest and not one.is_marker for one in doomed)
        versions = len(doomed) - objects
        return DeletedObjects(objects, versions)


def _to_version(item: Any, *, is_marker: bool) -> ObjectVersion:
    return ObjectVersion(
        key=item["Key"],
        version=item["VersionId"],
        etag=item.get("ETag", "").strip('"'),
        size_bytes=item.get("Size", 0),
        modified_at=item["LastModified"],
        storage_class=item.get("StorageClass") or "STANDARD",
        is_latest=bool(item.get("IsLatest")),
        is_marker=is_marker,
    )
