"""Stand-ins behind the endpoint that let a test see what reached it."""

import asyncio

import numpy as np

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import ModelAnswer, TextEmbedding
from devstack.standin.embeddings import DIMENSIONS


class Echo:
    """Answers a tool with what it was asked, and text with the words of the last message, each a piece."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        last = request.messages[-1]
        if request.tool is not None:
            heard = {
                "tool": request.tool.name,
                "schema": dict(request.tool.schema),
                "system": request.system,
                "roles": [message.role for message in request.messages],
                "said": last.text,
                "images": [image.data.hex() for image in last.images],
                "max_tokens": request.max_tokens,
            }
            return ModelAnswer(tool_input=heard)
        return ModelAnswer([f"{word} " for word in last.text.split(" ")])


class Shy:
    """Is throttled once, then answers."""

    def __init__(self) -> None:
        self.asked = 0

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        self.asked += 1
        if self.asked % 2 == 1:
            raise ServiceError("ThrottlingException", "Too many requests.")
        return ModelAnswer(["here"])


class WatchedEmbedding:
    """Counts the calls and the most that ran at the same time."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._now = 0
        self.expect(1)

    def expect(self, together: int) -> None:
        """Count anew, and answer none until so many are there at the same time."""
        self.most_at_once = 0
        self._together = together
        self._all_here = asyncio.Event()

    async def embed(self, text: str) -> TextEmbedding:
        self.texts.append(text)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0.005)
        if self.most_at_once >= self._together:
            self._all_here.set()
        await self._all_here.wait()
        self._now -= 1
        vector = np.zeros(DIMENSIONS)
        vector[len(text) % DIMENSIONS] = 1
        return TextEmbedding(vector, len(text))
