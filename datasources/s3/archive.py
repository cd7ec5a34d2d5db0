"""Archived objects: a copy is restored for some days, which takes S3 hours; the object stays in its class."""

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import ARCHIVED_CODE, SERVICE, S3ClientBase, version_params
from models.errors import NotFound
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket

_IN_PROGRESS_CODE = "RestoreAlreadyInProgress"


class ArchiveOperations(S3ClientBase):
    async def request_restore(self, bucket: Bucket, pinned: ObjectRef, days: int) -> bool:
        """Have a copy of an archived object made, for so many days after that; one that is there lasts longer.

        It may be asked for again. False where the object is not archived. Raises NotFound, Unavailable.
        """
        with translate_aws_errors(SERVICE):
            try:
                await self._client.restore_object(
                    Bucket=self._buckets[bucket],
                    Key=pinned.key,
                    RestoreRequest={"Days": days, "GlacierJobParameters": {"Tier": "Standard"}},
                    **version_params(pinned.version),
                )
            except ClientError as error:
                if is_missing(error):
                    raise NotFound from None
                if get_error_code(error) == ARCHIVED_CODE:
                    return False
                if get_error_code(error) != _IN_PROGRESS_CODE:
                    raise
        return True

    async def is_readable(self, bucket: Bucket, pinned: ObjectRef) -> bool:
        """Whether the object can be read now, by reading its first byte. False also where it does not exist."""
        with translate_aws_errors(SERVICE):
            try:
                response = await self._client.get_object(
                    Bucket=self._buckets[bucket], Key=pinned.key, Range="bytes=0-0", **version_params(pinned.version)
                )
            except ClientError as error:
                if is_missing(error) or get_error_code(error) == ARCHIVED_CODE:
                    return False
                raise
            async with response["Body"] as body:
                await body.read()
        return True
