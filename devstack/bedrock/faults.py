"""Models that fail on purpose, so that tests can see how the product takes each failure. Configure them nowhere else.

local.fault-throttle   every call: ThrottlingException (429)
local.fault-timeout    every call: ModelTimeoutException (408)
local.fault-silent     every call: no answer until the client gives up
local.fault-prose      answers prose, also where a tool was forced
local.fault-midstream  a stream breaks after two pieces: modelStreamErrorException; Converse: ModelErrorException (424)
local.fault-cut        a stream ends after two pieces without messageStop; Converse: ModelErrorException (424)
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.embeddings import Embedded
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.reply import Answer

_PIECES = ("This answer ", "is about to break ")


@dataclass(frozen=True, slots=True)
class Refuses:
    """Answers every call with the same error."""

    error: Callable[[], ServiceError]

    async def respond(self, request: ConverseRequest) -> Answer:
        raise self.error()

    async def embed(self, text: str) -> Embedded:
        raise self.error()

    async def score(self, query: str, documents: Sequence[str]) -> Sequence[float]:
        raise self.error()


class Silent:
    """Never answers; the request is dropped when the client closes the connection."""

    async def respond(self, request: ConverseRequest) -> Answer:
        return await _forever()

    async def embed(self, text: str) -> Embedded:
        return await _forever()

    async def score(self, query: str, documents: Sequence[str]) -> Sequence[float]:
        return await _forever()


@dataclass(frozen=True, slots=True)
class Says:
    """Gives the same answer to every conversation."""

    answer: Answer

    async def respond(self, request: ConverseRequest) -> Answer:
        return self.answer


async def _forever() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets this event")


def _throttled() -> ServiceError:
    return ServiceError("ThrottlingException", "Too many requests, please wait before trying again.")


def _timed_out() -> ServiceError:
    return ServiceError("ModelTimeoutException", "The model took too long to answer.")


_STREAM_ERROR = ServiceError(
    "ModelStreamErrorException",
    "The model failed while it was answering.",
    originalStatusCode=500,
    originalMessage="broken on purpose",
)
REFUSING: Mapping[str, Refuses | Silent] = {
    "local.fault-throttle": Refuses(_throttled),
    "local.fault-timeout": Refuses(_timed_out),
    "local.fault-silent": Silent(),
}
SAYING: Mapping[str, Says] = {
    "local.fault-prose": Says(Answer(("I would rather tell it ", "in my own words."))),
    "local.fault-midstream": Says(Answer(_PIECES, broken_by=_STREAM_ERROR)),
    "local.fault-cut": Says(Answer(_PIECES, cut_off=True)),
}
