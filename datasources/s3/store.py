"""The object store: all operations over one S3 client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from datasources.aws import JOB_TIMEOUT_SECONDS, build_client_config, create_aws_session, set_call_timeout
from datasources.s3.archive import ArchiveOperations
from datasources.s3.copying import CopyOperations
from datasources.s3.objects import ObjectOperations
from datasources.s3.presign import PresignOperations
from datasources.s3.steady_signing import allow_dated_signing
from datasources.s3.versions import VersionOperations


class ObjectStore(ObjectOperations, CopyOperations, PresignOperations, VersionOperations, ArchiveOperations):
    """Lives as long as the process. Failures raise models.errors.Unavailable or a subclass."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        *,
        region: str,
        endpoint: str | None,
        storage_bucket: str,
        thumbnails_bucket: str,
        highlights_bucket: str,
        seconds: float | None = None,
    ) -> AsyncIterator["ObjectStore"]:
        """Open the client. With an endpoint, bucket names go into the path: a local host has no subdomains.

        seconds: timeout of a whole call, for calls that a user waits for. None: 30 seconds for each attempt.
        """
        read_timeout = JOB_TIMEOUT_SECONDS if seconds is None else seconds
        style = {"addressing_style": "path" if endpoint else "virtual"}
        config = build_client_config(read_timeout, signature_version="s3v4", s3=style)
        session = create_aws_session()
        async with session.client("s3", region_name=region, endpoint_url=endpoint, config=config) as client:
            allow_dated_signing(client)
            if seconds is not None:
                set_call_timeout(client, seconds)
            yield cls(
                client,
                {"storage": storage_bucket, "thumbnails": thumbnails_bucket, "highlights": highlights_bucket},
                read_timeout,
            )
