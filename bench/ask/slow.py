"""A Bedrock endpoint whose every call takes a fixed time: the local models, answered when that time is over.

python -m bench.ask.slow PORT SECONDS
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import uvicorn

from devstack.bedrock.answer import Answer
from devstack.bedrock.app import create_app
from devstack.bedrock.catalog import Catalog
from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.embeddings import Embedded
from devstack.bedrock.reader import Reader

LANGUAGE, EMBEDDINGS, RERANK = "local.reader-v1", "local.use-multilingual-v1", "local.overlap-v1"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Slow:
    """What it says costs next to nothing: other processes are measured, on the same machine."""

    reader: Reader
    seconds: float

    async def respond(self, request: ConverseRequest) -> Answer:
        return await self._after(self.reader.respond(request))

    async def embed(self, _text: str) -> Embedded:
        return await self._after(_made(Embedded(np.eye(1, 512, dtype=np.float32)[0], 8)))

    async def score(self, _query: str, documents: Sequence[str]) -> Sequence[float]:
        return await self._after(_made([1.0 / (place + 1) for place in range(len(documents))]))

    async def _after(self, work: Awaitable[_Result]) -> _Result:
        began = time.monotonic()
        done = await work
        await asyncio.sleep(max(0.0, self.seconds - (time.monotonic() - began)))
        return done


async def _made(value: _Result) -> _Result:
    return value


def main() -> None:
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    model = Slow(Reader(), seconds)
    model.reader.load()
    catalog = Catalog(converse={LANGUAGE: model}, embedding={EMBEDDINGS: model}, rerank={RERANK: model})
    uvicorn.run(
        create_app(catalog, {}),
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="off",
    )


if __name__ == "__main__":
    main()
