"""What somebody of another organization feels: how long a list and a question take, one after the other."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from bench.harness.client import Client

LIST = "{ videos(first: 20) { edges { node { id name status durationSeconds } } pageInfo { hasNextPage } } }"
ASK = """mutation ($video: ID!, $wait: Boolean!) {
  prompt(input: {text: "Who stood on the left?", videoId: $video, wait: $wait}) {
    history { id status degraded } userErrors { code }
  }
}"""
QUERY = """mutation {
  prompt(input: {text: "카메라별로 몇 명이 들어왔어?"}) {
    history { id status degraded generatedSql table { rows } } userErrors { code }
  }
}"""
LOOK = "query ($id: ID!) { promptHistory(id: $id) { status } }"
_LIST_TIMES = 3
_LOOK_SECONDS = 0.05
_PATIENCE = 60.0
_ENDED = ("COMPLETED", "NOT_FOUND", "FAILED", "CANCELLED")


@dataclass(slots=True)
class Felt:
    """Milliseconds of each, and what was not answered as it should be."""

    videos: list[float] = field(default_factory=list)
    prompt: list[float] = field(default_factory=list)
    query: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Felt") -> None:
        self.videos += other.videos
        self.prompt += other.prompt
        self.query += other.query
        self.queued += other.queued
        self.wrong += other.wrong


def middle(took: Sequence[float]) -> float:
    return statistics.median(took) if took else float("nan")


def late(took: Sequence[float]) -> float:
    """The time that nine of ten stay under."""
    return sorted(took)[int(0.9 * (len(took) - 1))] if took else float("nan")


class Neighbour:
    """Somebody who lists videos and asks, in an organization of their own."""

    def __init__(self, http: httpx.AsyncClient, address: str, token: str, video: str) -> None:
        self._client = Client(http, address, token)
        self._video = video

    async def felt(self, seconds: float) -> Felt:
        """For so long, over and over: three lists, and questions that are answered from fields, by SQL, by a worker."""
        felt, until = Felt(), time.perf_counter() + seconds
        while not felt.queued or time.perf_counter() < until:
            for _ in range(_LIST_TIMES):
                await self._timed(felt, felt.videos, self._list())
            await self._timed(felt, felt.prompt, self._ask())
            await self._timed(felt, felt.query, self._query())
            await self._timed(felt, felt.queued, self._queue())
        return felt

    async def _timed(self, felt: Felt, took: list[float], work: "asyncio.Future[None] | object") -> None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_PATIENCE):
                await work  # type: ignore[misc]
        except (RuntimeError, httpx.HTTPError, TimeoutError) as error:
            felt.wrong.append(f"{type(error).__name__}: {error}"[:300])
        took.append((time.perf_counter() - began) * 1000)

    async def _list(self) -> None:
        await self._client.ask(LIST)

    async def _ask(self) -> None:
        told = await self._client.ask(ASK, video=self._video, wait=True)
        if told["history"] is None or told["history"]["status"] != "COMPLETED":
            raise RuntimeError(told)

    async def _query(self) -> None:
        told = await self._client.ask(QUERY)
        if told["history"] is None or not told["history"]["table"] or told["history"]["degraded"]:
            raise RuntimeError(told)

    async def _queue(self) -> None:
        told = await self._client.ask(ASK, video=self._video, wait=False)
        while True:
            status = (await self._client.ask(LOOK, id=told["history"]["id"]))["status"]
            if status in _ENDED:
                break
            await asyncio.sleep(_LOOK_SECONDS)
        if status != "COMPLETED":
            raise RuntimeError(f"a queued question is {status}")
