"""What the AWS clients have in common: their session and configuration, and their failures as ours.

Nothing of botocore's text is passed on: it quotes URLs, keys and request ids.
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

from models.errors import Throttled, TimedOut, Unavailable

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
_TIMEOUT_CODES = frozenset({"RequestTimeout", "RequestTimeoutException"})
_MISSING_CODES = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})


# Where nobody waits: of each try.
JOB_TIMEOUT_SECONDS = 30.0
# What S3 works at for as long as it takes: it answers when all of the object is there.
_SLOW_OPERATIONS = frozenset({"CompleteMultipartUpload", "CopyObject", "UploadPartCopy"})
_SLOW_TIMEOUT_SECONDS = 60.0


class _CachedFileLoader(JSONFileLoader):
    """Reads each description of a service once a process: megabytes of JSON, which every session would read anew."""

    @cache  # noqa: B019 - there is one, for as long as the process
    def load_file(self, file_path: str) -> Any:
        return super().load_file(file_path)


_SERVICE_MODEL_LOADER = _CachedFileLoader()


def create_aws_session() -> aioboto3.Session:
    """A session with the surroundings' credentials, as any other, that costs a fifth."""
    core = aiobotocore.session.get_session()
    core.get_component("data_loader").file_loader = _SERVICE_MODEL_LOADER
    return aioboto3.Session(botocore_session=core)


def build_client_config(seconds: float = JOB_TIMEOUT_SECONDS, **more: Any) -> AioConfig:
    """Three tries with growing pauses, and no checksums that were not asked for. seconds: of silence in each.

    botocore would else sign a CRC32 into presigned URLs, which the uploader then had to compute.
    """
    return AioConfig(
        connect_timeout=min(5.0, seconds),
        read_timeout=seconds,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        **more,
    )


def set_call_timeout(client: Any, seconds: float) -> None:
    """Let each call of this client raise TimeoutError after so many seconds, all its tries together.

    A call ends when its answer begins; the rest of an object has the time-out of silence.
    """
    call = client._make_api_call

    async def limited(operation_name: str, api_params: Any) -> Any:
        most = max(seconds, _SLOW_TIMEOUT_SECONDS) if operation_name in _SLOW_OPERATIONS else seconds
        async with asyncio.timeout(most):
            return await call(operation_name, api_params)

    client._make_api_call = limited


def get_error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """The object (or queue) is not there: HEAD answers a bare 404, others name it."""
    return get_error_code(error) in _MISSING_CODES


@contextmanager
def translate_aws_errors(service: str) -> Iterator[None]:
    """Raise Throttled, TimedOut or Unavailable, naming the service, for what the client raised inside."""
    try:
        yield
    except ClientError as error:
        code = get_error_code(error)
        if code in _THROTTLING_CODES:
            raise Throttled(service=service) from None
        if code in _TIMEOUT_CODES:
            raise TimedOut(service=service) from None
        _log.warning("%s refused a request", service, extra={"operation": error.operation_name, "code": code})
        raise Unavailable(service=service) from None
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError):
        raise TimedOut(service=service) from None
    except (BotoCoreError, HTTPClientError) as error:
        _log.warning("%s does not answer", service, extra={"cause": type(error).__name__})
        raise Unavailable(service=service) from None
