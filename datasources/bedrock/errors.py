"""Translates errors of botocore, aiobotocore and aiohttp into `models.errors`."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from botocore.eventstream import ParserError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
)

from models.errors import ModelFailed, ModelMisconfigured, Throttled, TimedOut, Unavailable

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
# No question is answered until an operator changes something.
_CONFIGURATION_FAULTS = {
    "accessdeniedexception": "access",
    "resourcenotfoundexception": "model",
    "validationexception": "request",
}
# A refusal because of what this one request holds: another may pass.
_CONTENT_PATTERN = re.compile(r"too (?:long|large|many|big)|exceed|context|image|blank|empty", re.IGNORECASE)
_MODEL_PATTERN = re.compile(
    r"model (?:id|identifier|version)|on-demand throughput|inference profile|end of (?:its )?life|legacy|deprecated",
    re.IGNORECASE,
)
_PARAMETER_PATTERN = re.compile(
    r"\b(temperature|top_?p|top_?k|stop_?sequences|max_?tokens|tool_?choice|tool_?config|tool use|system prompts?)\b",
    re.IGNORECASE,
)
_SETTINGS = {
    "embeddings": "AWS_BEDROCK_EMBEDDING_MODEL_ID",
    "rerank": "AWS_BEDROCK_RERANK_MODEL_ID",
}
_LANGUAGE_SETTINGS = "AWS_BEDROCK_MODEL_ID, AWS_BEDROCK_VLM_MODEL_ID"


@contextmanager
def translate_bedrock_errors(purpose: str) -> Iterator[None]:
    """Turn failures in the block into Throttled, TimedOut, ModelFailed, ModelMisconfigured or Unavailable.

    purpose: shown to users.

    The errors contain no URL, ARN or text of the service; those go to the log.
    """
    service = f"Bedrock {purpose}"
    try:
        yield
    except ClientError as error:  # also EventStreamError, for a stream that reports a failure
        raise _error_from_code(str(error.response.get("Error", {}).get("Code", "")), purpose, error) from error
    except (TimeoutError, ReadTimeoutError, ConnectTimeoutError) as error:
        raise TimedOut(service=service) from error
    except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError) as error:
        _log.warning("%s has no credentials: %s", service, error)
        raise _misconfigured(purpose, "access") from error
    except (BotoCoreError, ParserError, aiohttp.ClientError) as error:
        _log.warning("%s does not answer: %s", service, error)
        raise Unavailable(service=service) from error


def _error_from_code(code: str, purpose: str, error: ClientError) -> Unavailable:
    kind, service = code.lower(), f"Bedrock {purpose}"
    if kind in _THROTTLING_CODES:
        return Throttled(service=service)
    if kind in _TIMEOUT_CODES:
        return TimedOut(service=service)
    _log.warning("%s answered with an error: %s", service, error)
    message = str(error.response.get("Error", {}).get("Message", ""))
    fault = _CONFIGURATION_FAULTS.get(kind)
    if fault == "request" and (parameter := _PARAMETER_PATTERN.search(message)):
        return _misconfigured(purpose, "parameter", parameter[1])
    if fault == "request" and _MODEL_PATTERN.search(message):
        return _misconfigured(purpose, "model")
    if fault is not None and not (fault == "request" and _CONTENT_PATTERN.search(message)):
        return _misconfigured(purpose, fault)
    if kind in _FAILURE_PROBLEMS:
        return ModelFailed(problem=_FAILURE_PROBLEMS[kind])
    return Unavailable(service=service)


def _misconfigured(purpose: str, fault: str, parameter: str = "") -> ModelMisconfigured:
    setting = _SETTINGS.get(purpose, _LANGUAGE_SETTINGS)
    return ModelMisconfigured(service=f"Bedrock {purpose}", fault=fault, setting=setting, parameter=parameter)
