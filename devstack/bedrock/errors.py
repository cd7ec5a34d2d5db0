"""The errors of the Bedrock APIs."""

from collections.abc import Mapping
from typing import Any

# Error type → HTTP status: the service models of bedrock-runtime and bedrock-agent-runtime, AWS's common errors.
STATUS: Mapping[str, int] = {
    "AccessDeniedException": 403,
    "IncompleteSignatureException": 403,
    "InternalServerException": 500,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "ModelErrorException": 424,
    "ModelNotReadyException": 429,
    "ModelStreamErrorException": 424,
    "ModelTimeoutException": 408,
    "RequestEntityTooLargeException": 413,
    "ResourceNotFoundException": 404,
    "SerializationException": 400,
    "ServiceUnavailableException": 503,
    "ThrottlingException": 429,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "ValidationException": 400,
}


class ServiceError(Exception):
    """An error that the client receives. kind: a key of STATUS. extra: fields of the body beside `message`."""

    def __init__(self, kind: str, message: str, **extra: object) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.status = STATUS[kind]
        self.body: Mapping[str, Any] = {"message": message, **extra}


def validation_error(message: str) -> ServiceError:
    """The error for an invalid request."""
    return ServiceError("ValidationException", message)
