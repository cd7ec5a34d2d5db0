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
_THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "SlowDown",
        "RequestThrottled",
        "TooManyRequestsException",
        "RequestLimitExceeded",
    }
)
_TIMED_OUT = frozenset({"RequestTimeout", "RequestTimeoutException"})
_MISSING = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound"})


# Where nobody waits: of each try.
JOB_SECONDS = 30.0
# What S3 works at for as long as it takes: it answers when all of the object is there.
_LONG = frozenset({"CompleteMultipartUpload", "CopyObject", "UploadPartCopy"})
_LONG_SECONDS = 60.0


class _ReadOnce(JSONFileLoader):
    """Reads each description of a service once a process: megabytes of JSON, which every session would read anew."""

    @cache  # noqa: B019 - there is one, for as long as the process
    def load_file(self, file_path: str) -> Any:
        return super().load_file(file_path)


_DESCRIPTIONS = _ReadOnce()


def aws_session() -> aioboto3.Session:
    """A session with the surroundings' credentials, as any other, that costs a fifth."""
    core = aiobotocore.session.get_session()
    core.get_component("data_loader").file_loader = _DESCRIPTIONS
    return aioboto3.Session(botocore_session=core)


def client_config(seconds: float = JOB_SECONDS, **more: Any) -> AioConfig:
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


def give_up_after(client: Any, seconds: float) -> None:
    """Let each call of this client raise TimeoutError after so many seconds, all its tries together.

    A call ends when its answer begins; the rest of an object has the time-out of silence.
    """
    call = client._make_api_call

    async def limited(operation_name: str, api_params: Any) -> Any:
        most = max(seconds, _LONG_SECONDS) if operation_name in _LONG else seconds
        async with asyncio.timeout(most):
            return await call(operation_name, api_params)

    client._make_api_call = limited


def error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """The object (or queue) is not there: HEAD answers a bare 404, others name it."""
    return error_code(error) in _MISSING


@contextmanager
def failures_of(service: str) -> Iterator[None]:
    """Raise Throttled, TimedOut or Unavailable, naming the service, for what the client raised inside."""
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        if code in _THROTTLED:
            raise Throttled(service=service) from None
        if code in _TIMED_OUT:
            raise TimedOut(service=service) from None
        _log.warning("%s refused a request", service, extra={"operation": error.operation_name, "code": code})
        raise Unavailable(service=service) from None
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError):
        raise TimedOut(service=service) from None
    except (BotoCoreError, HTTPClientError) as error:
        _log.warning("%s does not answer", service, extra={"cause": type(error).__name__})
        raise Unavailable(service=service) from None
