"""Failures of an OpenAI-compatible server as errors of Bedrock."""

import json
import re
from typing import Any

import httpx

from devstack.bedrock.errors import ServiceError

# How servers say that a prompt is too long: llama.cpp, vLLM, LM Studio, Ollama, OpenAI.
_TOO_LONG = re.compile(
    r"exceed_context_size|context[ _](size|length|window)|maximum context|n_ctx|too (long|many tokens)"
    r"|requested tokens|input length", re.IGNORECASE
)  # fmt: skip
_FORMAT = re.compile(
    r"response_format|json_schema|json_object|grammar|schema|structured|guided|tools?\b", re.IGNORECASE
)
_KINDS = {
    401: "AccessDeniedException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "ModelTimeoutException",
    413: "ValidationException",
    429: "ThrottlingException",
    502: "ServiceUnavailableException",
    503: "ModelNotReadyException",  # llama-server while it loads the model; Ollama when its queue is full
    504: "ModelTimeoutException",
}


def error_from_answer(status: int, body: str) -> ServiceError:
    """The error for an HTTP status, or for an error in mid-stream."""
    told = describe(body)
    kind = _KINDS.get(status, "ValidationException" if 400 <= status < 500 else "ModelErrorException")
    if kind == "ResourceNotFoundException":
        told = f"{told} Is LOCAL_LLM_MODEL the name of a model that the server has, and LOCAL_LLM_URL its API's?"
    if kind == "AccessDeniedException":
        told = f"{told} Is LOCAL_LLM_KEY right?"
    return ServiceError(kind, f"The server answered {status}: {told}")


def error_from_failure(failure: httpx.HTTPError, url: str, seconds: float) -> ServiceError:
    """The error for a server that is not reached, does not answer in time, or breaks off."""
    if isinstance(failure, httpx.ConnectError | httpx.ConnectTimeout):
        return ServiceError("ServiceUnavailableException", f"Nothing answers at {url} (LOCAL_LLM_URL). Is it running?")
    if isinstance(failure, httpx.TimeoutException):
        return ServiceError(
            "ModelTimeoutException",
            f"The server at {url} said nothing for {seconds:g} seconds (LOCAL_LLM_TIMEOUT_SECONDS).",
        )
    return ServiceError(
        "ModelStreamErrorException", f"The server at {url} broke off: {failure or type(failure).__name__}."
    )


def describe(body: str) -> str:
    """What an error's body says, in one line."""
    try:
        told: Any = json.loads(body)
    except ValueError:
        told = body
    while isinstance(told, dict):
        told = told.get("error") or told.get("message") or told.get("detail") or json.dumps(told, ensure_ascii=False)
    line = " ".join(str(told).split())[:500]
    return line if line.endswith((".", "!", "?")) else f"{line}."


def is_too_long(error: ServiceError) -> bool:
    """Whether the server says that the prompt does not fit into its context."""
    return error.kind == "ValidationException" and _TOO_LONG.search(str(error)) is not None


def refuses_format(error: ServiceError) -> bool:
    """Whether the server may refuse the form that was asked of the answer."""
    return error.kind in ("ValidationException", "ModelErrorException") and _FORMAT.search(str(error)) is not None
