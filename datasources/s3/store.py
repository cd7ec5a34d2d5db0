"""The object store as the process holds it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from datasources.aws import JOB_SECONDS, aws_session, client_config, give_up_after
from datasources.s3.copying import Copying
from datasources.s3.objects import Objects
from datasources.s3.presign import Presigning


class ObjectStore(Objects, Copying, Presigning):
    """One S3 client for the process's life. Failures are models.errors.Unavailable or below it."""

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
        """Open the client. With an endpoint, buckets are named in the path: its host has no subdomains.

        seconds: until a call is given up, where somebody waits for it. None: each of its tries has half a minute.
        """
        silence = JOB_SECONDS if seconds is None else seconds
        style = {"addressing_style": "path" if endpoint else "virtual"}
        config = client_config(silence, signature_version="s3v4", s3=style)
        session = aws_session()
        async with session.client("s3", region_name=region, endpoint_url=endpoint, config=config) as client:
            if seconds is not None:
                give_up_after(client, seconds)
            yield cls(
                client,
                {"storage": storage_bucket, "thumbnails": thumbnails_bucket, "highlights": highlights_bucket},
                silence,
            )
