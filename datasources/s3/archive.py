"""Archived objects: a copy is restored for some days, which takes S3 hours; the object stays in its class."""

from botocore.exceptions import ClientError

from datasources.aws import get_error_code, is_missing, translate_aws_errors
from datasources.s3.base import ARCHIVED_CODE, SERVICE, S3ClientBase, version_params
from models.errors import NotFound
from models.footage.originals import ObjectRef
from models.footage.stored_objects import Bucket

# It goes on already, or the store has no such operation.
_AS_ASKED_CODES = frozenset({"RestoreAlreadyInProgress", "MethodNotAllowed", "NotImplemented"})


class ArchiveOperations(S3ClientBase):
    async def request_restore(self, bucket: Bucket, pinned: ObjectRef, days: int) -> bool:
        """Have a copy of an archived object made, for so many days after that; one that is there lasts longer.

        It may be asked for again. False where the object is not archived. A store that knows no restoring (SeaweedFS)
        lets what is archived be read at once: there is nothing to wait for. Raises NotFound, Unavailable.
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
                if get_error_code(error) not in _AS_ASKED_CODES:
                    raise
        return True
