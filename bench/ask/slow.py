"""A Bedrock endpoint on which every call takes a fixed time, as a separate process.

python -m bench.ask.slow PORT SECONDS QUESTION…

A local model answers each kind of call about a question once; later the endpoint sends the same bytes again after the
fixed time. That takes almost no CPU, so that it does not disturb the measured processes on the same machine.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import cast

import httpx
import numpy as np

from devstack.bedrock.app import create_app
from devstack.bedrock.catalog import Catalog
from devstack.bedrock.models import TextEmbedding
from devstack.standin.model import RuleBasedModel

LANGUAGE, EMBEDDINGS, RERANK = "local.rules-v1", "local.use-multilingual-v1", "local.overlap-v1"
_FORWARDED_HEADERS = ("authorization", "content-type", "host")


class _ConstantModel:
    """Vectors and scores that need no model."""

    async def embed(self, _text: str) -> TextEmbedding:
        return TextEmbedding(np.eye(1, 512, dtype=np.float32)[0], 8)

    async def score(self, _query: str, documents: Sequence[str]) -> Sequence[float]:
        return [1.0 / (place + 1) for place in range(len(documents))]


class ResponseCache:
    """Responses by path and question; the local models make each at its first request."""

    def __init__(self, questions: Sequence[str]) -> None:
        constant = _ConstantModel()
        catalog = Catalog(
            converse={LANGUAGE: RuleBasedModel()}, embedding={EMBEDDINGS: constant}, rerank={RERANK: constant}
        )
        self._models = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(catalog, {})))
        self._questions = [question.encode() for question in questions]
        self._responses: dict[tuple[bytes, bytes], asyncio.Task[bytes]] = {}

    def get(self, path: bytes, headers: dict[str, str], body: bytes) -> "asyncio.Task[bytes]":
        question = next((each for each in self._questions if each in body), body)
        if (path, question) not in self._responses:
            self._responses[path, question] = asyncio.create_task(self._request(path, headers, body))
        return self._responses[path, question]

    async def _request(self, path: bytes, headers: dict[str, str], body: bytes) -> bytes:
        if path == b"/healthz":
            return _format_response(200, "text/plain", b"ok")
        url = f"http://{headers['host']}{path.decode()}"
        answer = await self._models.post(url, content=body, headers=headers)
        return _format_response(answer.status_code, answer.headers["content-type"], answer.content)


class SlowBedrockProtocol(asyncio.Protocol):
    """One connection, one call at a time."""

    def __init__(self, answers: ResponseCache, seconds: float) -> None:
        self._answers, self._seconds = answers, seconds
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = bytes(self._received[:end]).split(b"\r\n")
        pairs = (line.decode().partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = bytes(self._received[end + 4 :])
        if len(body) < int(headers.get("content-length", "0")):
            return
        self._received.clear()
        forwarded = {name: headers[name] for name in _FORWARDED_HEADERS if name in headers}
        due = asyncio.get_running_loop().time() + self._seconds
        answer = self._answers.get(first.split()[1], forwarded, body)
        answer.add_done_callback(lambda made: asyncio.get_running_loop().call_at(due, self._send, made.result()))

    def _send(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _format_response(status: int, media_type: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} -\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve(port: int, seconds: float, questions: Sequence[str]) -> None:
    answers = ResponseCache(questions)
    server = await asyncio.get_running_loop().create_server(
        lambda: SlowBedrockProtocol(answers, seconds), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
