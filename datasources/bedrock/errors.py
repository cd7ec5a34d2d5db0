"""Translates errors of botocore, aiobotocore and aiohttp into `models.errors`."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from models.errors import ModelFailed, Throttled, TimedOut, Unavailable

_log = logging.getLogger(__name__)

# In lower case: streams spell throttlingException, responses ThrottlingException.
_THROTTLING_CODES = frozenset(
    {"throttlingexception", "toomanyrequestsexception", "modelnotreadyexception", "servicequotaexceededexception"}
)
_TIMEOUT_CODES = frozenset({"modeltimeoutexception", "requesttimeoutexception", "requesttimeout"})
_FAILURE_PROBLEMS = {
    "modelerrorexception": "the model failed",
    "modelstreamerrorexception": "the model failed while it was answering",
    "serializationexception": "the request was refused",
    "validationexception": "the request was refused",
}


@contextmanager
def translate_bedrock_errors(purpose: str) -> Iterator[None]:
    """Turn failures in the block into Throttled, TimedOut, ModelFailed or Unavailable. purpose: shown to users.

    The errors contain no URL, ARN or text of the service; those go to the log.
    """
    service = f"Bedrock {purpose}"
    try:
        yield
    except ClientError as error:  # also EventStreamError, for a stream that reports a failure
        raise _error_from_code(str(error.response.get("Error", {}).get("Code", "")), service, error) from error
    except (TimeoutError, ReadTimeoutError, ConnectTimeoutError) as error:
        raise TimedOut(service=service) from error
    except (BotoCoreError, ParserError, aiohttp.ClientError) as error:
        _log.warning("%s does not answer: %s", service, error)
        raise Unavailable(service=service) from error


def _error_from_code(code: str, service: str, error: ClientError) -> Unavailable:
    kind = code.lower()
    if kind in _THROTTLING_CODES:
        return Throttled(service=service)
    if kind in _TIMEOUT_CODES:
        return TimedOut(service=service)
    _log.warning("%s answered with an error: %s", service, error)
    if kind in _FAILURE_PROBLEMS:
        return ModelFailed(problem=_FAILURE_PROBLEMS[kind])
    return Unavailable(service=service)
