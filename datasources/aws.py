"""Shared by the AWS clients: session, configuration, and translation of their errors into ours.

Our errors never contain botocore's text: it quotes URLs, keys and request ids.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import aioboto3
import aiobotocore.session
from aiobotocore.config import AioConfig
from aiohttp import ClientError as HTTPClientError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)
from botocore.loaders import JSONFileLoader

from models.errors import AccessDenied, Throttled, TimedOut, Unavailable

_log = logging.getLogger(__name__)
_THROTTLING_CODES = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "SlowDown",
        "RequestThrottled",
        "TooManyRequestsException",
        "RequestLimitExceeded",
    }
)
# HEAD answers a bare 403.
_DENIED_CODES = frozenset({"403", "AccessDenied", "AllAccessDisabled", "Forbidden", "InvalidAccessKeyId"})
_TIMEOUT_CODES = frozenset({"RequestTimeout", "RequestTimeoutException"})
_MISSING_CODES = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})


# Timeout of each attempt when no user waits for the result.
JOB_TIMEOUT_SECONDS = 30.0
# S3 answers these only when the whole object is written, which takes long for large objects.
_SLOW_OPERATIONS = frozenset({"CompleteMultipartUpload", "CopyObject", "UploadPartCopy"})
_SLOW_TIMEOUT_SECONDS = 60.0


class _CachedFileLoader(JSONFileLoader):
    """Caches botocore's service descriptions: megabytes of JSON that every session would otherwise read again."""

    @cache  # noqa: B019 - the only instance lives as long as the process
    def load_file(self, file_path: str) -> Any:
        return super().load_file(file_path)


_SERVICE_MODEL_LOADER = _CachedFileLoader()


def create_aws_session() -> aioboto3.Session:
    """An aioboto3 session with the usual credential chain. Cached service descriptions make it five times cheaper."""
    core = aiobotocore.session.get_session()
    core.get_component("data_loader").file_loader = _SERVICE_MODEL_LOADER
    return aioboto3.Session(botocore_session=core)


def build_client_config(seconds: float = JOB_TIMEOUT_SECONDS, **options: Any) -> AioConfig:
    """Three attempts with growing pauses, and checksums only on request. seconds: read timeout of each attempt.

    By default botocore signs a CRC32 into presigned URLs, which the uploader would have to compute.
    """
    return AioConfig(
        connect_timeout=min(5.0, seconds),
        read_timeout=seconds,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        **options,
    )


def set_call_timeout(client: Any, seconds: float) -> None:
    """Make each call of this client raise TimeoutError after this many seconds, over all attempts together.

    A call ends when the response starts; reading an object's body is limited by the read timeout only.
    """
    call = client._make_api_call

    async def call_with_timeout(operation_name: str, api_params: Any) -> Any:
        timeout = max(seconds, _SLOW_TIMEOUT_SECONDS) if operation_name in _SLOW_OPERATIONS else seconds
        async with asyncio.timeout(timeout):
            return await call(operation_name, api_params)

    client._make_api_call = call_with_timeout


def get_error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """Whether the object or queue does not exist. HEAD answers a bare 404, other operations a named code."""
    return get_error_code(error) in _MISSING_CODES


@contextmanager
def translate_aws_errors(service: str) -> Iterator[None]:
    """Turn client errors raised in the block into Throttled, TimedOut, AccessDenied or Unavailable, with the service's
    name.
    """
    try:
        yield
    except ClientError as error:
        code = get_error_code(error)
        if code in _THROTTLING_CODES:
            raise Throttled(service=service) from None
        if code in _TIMEOUT_CODES:
            raise TimedOut(service=service) from None
        _log.warning("%s refused a request", service, extra={"operation": error.operation_name, "code": code})
        if code in _DENIED_CODES:
            raise AccessDenied(service=service) from None
        raise Unavailable(service=service) from None
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError):
        raise TimedOut(service=service) from None
    except (BotoCoreError, HTTPClientError) as error:
        _log.warning("%s does not answer", service, extra={"cause": type(error).__name__})
        raise Unavailable(service=service) from None
