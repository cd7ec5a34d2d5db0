"""What somebody of another organization feels: how long a list and a question take, one after the other."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

import httpx

from bench.harness.client import BenchClient

LIST_QUERY = "{ videos(first: 20) { edges { node { id name status durationSeconds } } pageInfo { hasNextPage } } }"
ASK_MUTATION = """mutation ($video: ID!, $wait: Boolean!) {
  prompt(input: {text: "Who stood on the left?", videoId: $video, wait: $wait}) {
    history { id status degraded } userErrors { code }
  }
}"""
SQL_QUESTION_MUTATION = """mutation {
  prompt(input: {text: "카메라별로 몇 명이 들어왔어?"}) {
    history { id status degraded generatedSql table { rows } } userErrors { code }
  }
}"""
STATUS_QUERY = "query ($id: ID!) { promptHistory(id: $id) { status } }"
_LISTS_PER_ROUND = 3
_POLL_SECONDS = 0.05
_TIMEOUT_SECONDS = 60.0
_ENDED_STATUSES = ("COMPLETED", "NOT_FOUND", "FAILED", "CANCELLED")


@dataclass(slots=True)
class Latencies:
    """Milliseconds of each, and what was not answered as it should be."""

    videos: list[float] = field(default_factory=list)
    prompt: list[float] = field(default_factory=list)
    query: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, other: "Latencies") -> None:
        self.videos += other.videos
        self.prompt += other.prompt
        self.query += other.query
        self.queued += other.queued
        self.problems += other.problems


def median(took: Sequence[float]) -> float:
    return statistics.median(took) if took else float("nan")


def percentile_90(took: Sequence[float]) -> float:
    """The time that nine of ten stay under."""
    return sorted(took)[int(0.9 * (len(took) - 1))] if took else float("nan")


class NeighbourClient:
    """Somebody who lists videos and asks, in an organization of their own."""

    def __init__(self, http: httpx.AsyncClient, address: str, token: str, video: str) -> None:
        self._client = BenchClient(http, address, token)
        self._video = video

    async def measure_latencies(self, seconds: float) -> Latencies:
        """For so long, over and over: three lists, and questions that are answered from fields, by SQL, by a worker."""
        felt, until = Latencies(), time.perf_counter() + seconds
        while not felt.queued or time.perf_counter() < until:
            for _ in range(_LISTS_PER_ROUND):
                await self._record_time(felt, felt.videos, self._list_videos())
            await self._record_time(felt, felt.prompt, self._ask())
            await self._record_time(felt, felt.query, self._ask_with_sql())
            await self._record_time(felt, felt.queued, self._ask_by_worker())
        return felt

    async def _record_time(self, felt: Latencies, took: list[float], work: Awaitable[object]) -> None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await work
        except (RuntimeError, httpx.HTTPError, TimeoutError) as error:
            felt.problems.append(f"{type(error).__name__}: {error}"[:300])
        took.append((time.perf_counter() - began) * 1000)

    async def _list_videos(self) -> None:
        await self._client.execute(LIST_QUERY)

    async def _ask(self) -> None:
        told = await self._client.execute(ASK_MUTATION, video=self._video, wait=True)
        if told["history"] is None or told["history"]["status"] != "COMPLETED":
            raise RuntimeError(told)

    async def _ask_with_sql(self) -> None:
        told = await self._client.execute(SQL_QUESTION_MUTATION)
        if told["history"] is None or not told["history"]["table"] or told["history"]["degraded"]:
            raise RuntimeError(told)

    async def _ask_by_worker(self) -> None:
        told = await self._client.execute(ASK_MUTATION, video=self._video, wait=False)
        while True:
            status = (await self._client.execute(STATUS_QUERY, id=told["history"]["id"]))["status"]
            if status in _ENDED_STATUSES:
                break
            await asyncio.sleep(_POLL_SECONDS)
        if status != "COMPLETED":
            raise RuntimeError(f"a queued question is {status}")
