"""What the AWS clients have in common: their configuration, and their failures as ours.

Nothing of botocore's text is passed on: it quotes URLs, keys and request ids.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiobotocore.config import AioConfig
from aiohttp import ClientError as HTTPClientError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    ReadTimeoutError,
)

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


def client_config(**more: Any) -> AioConfig:
    """Time-outs in seconds, three tries with growing pauses, and no checksums that were not asked for.

    botocore would else sign a CRC32 into presigned URLs, which the uploader then had to compute.
    """
    return AioConfig(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        **more,
    )


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
