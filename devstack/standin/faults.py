"""Models that fail on purpose: tests use them to see how the product handles each failure. For tests only.

local.fault-throttle   every call: ThrottlingException (429)
local.fault-timeout    every call: ModelTimeoutException (408)
local.fault-silent     every call: no answer until the client gives up
local.fault-prose      answers prose, even if the request forces a tool
local.fault-midstream  a stream breaks after two pieces: modelStreamErrorException; Converse: ModelErrorException (424)
local.fault-cut        a stream ends after two pieces without messageStop; Converse: ModelErrorException (424)
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import ModelAnswer, TextEmbedding

_PIECES = ("This answer ", "is about to break ")


@dataclass(frozen=True, slots=True)
class FailingModel:
    """Answers every call with the same error."""

    error: Callable[[], ServiceError]

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        raise self.error()

    async def embed(self, text: str) -> TextEmbedding:
        raise self.error()

    async def score(self, query: str, documents: Sequence[str]) -> Sequence[float]:
        raise self.error()


class SilentModel:
    """Never answers; the request is dropped when the client closes the connection."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        return await _wait_forever()

    async def embed(self, text: str) -> TextEmbedding:
        return await _wait_forever()

    async def score(self, query: str, documents: Sequence[str]) -> Sequence[float]:
        return await _wait_forever()


@dataclass(frozen=True, slots=True)
class FixedAnswerModel:
    """Gives the same answer to every conversation."""

    answer: ModelAnswer

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        return self.answer


async def _wait_forever() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")


def _throttling_error() -> ServiceError:
    return ServiceError("ThrottlingException", "Too many requests, please wait before trying again.")


def _timeout_error() -> ServiceError:
    return ServiceError("ModelTimeoutException", "The model took too long to answer.")


_STREAM_ERROR = ServiceError(
    "ModelStreamErrorException",
    "The model failed while it was answering.",
    originalStatusCode=500,
    originalMessage="broken on purpose",
)
FAILING_MODELS: Mapping[str, FailingModel | SilentModel] = {
    "local.fault-throttle": FailingModel(_throttling_error),
    "local.fault-timeout": FailingModel(_timeout_error),
    "local.fault-silent": SilentModel(),
}
FIXED_ANSWER_MODELS: Mapping[str, FixedAnswerModel] = {
    "local.fault-prose": FixedAnswerModel(ModelAnswer(("I would rather tell it ", "in my own words."))),
    "local.fault-midstream": FixedAnswerModel(ModelAnswer(_PIECES, broken_by=_STREAM_ERROR)),
    "local.fault-cut": FixedAnswerModel(ModelAnswer(_PIECES, cut_off=True)),
}
