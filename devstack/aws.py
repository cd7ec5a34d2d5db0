"""Clients that talk to the embedded services and to nobody else."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Literal, overload

import aioboto3
from aiobotocore.config import AioConfig

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_sqs import SQSClient

REGION: Literal["ap-northeast-2"] = "ap-northeast-2"


@overload
def client(
    service: Literal["s3"], endpoint: str, keys: Mapping[str, str]
) -> "AbstractAsyncContextManager[S3Client]": ...
@overload
def client(
    service: Literal["sqs"], endpoint: str, keys: Mapping[str, str]
) -> "AbstractAsyncContextManager[SQSClient]": ...
def client(service: Any, endpoint: str, keys: Mapping[str, str]) -> Any:
    """A client of an embedded service. `keys` holds s3_access_key and s3_secret_key.

    No retries: the callers poll. No proxies: a proxy of the surroundings cannot reach our loopback.
    """
    session = aioboto3.Session(
        aws_access_key_id=keys["s3_access_key"], aws_secret_access_key=keys["s3_secret_key"], region_name=REGION
    )
    config = AioConfig(
        retries={"total_max_attempts": 1},
        proxies={},
        connect_timeout=2,
        read_timeout=30,
        signature_version="s3v4" if service == "s3" else None,
    )
    return session.client(service, endpoint_url=endpoint, config=config)
