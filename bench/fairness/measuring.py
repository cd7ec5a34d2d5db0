"""Measures how long lists and questions of the neighbour organization take, one after the other."""

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
_ENDED_STATUSES = ("COMPLETED", "NOT_FOUND", "NOT_EXAMINED", "FAILED", "CANCELLED")


@dataclass(slots=True)
class Latencies:
    """Milliseconds of each kind of request, and the requests that failed."""

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


def median(times: Sequence[float]) -> float:
    return statistics.median(times) if times else float("nan")


def percentile_90(times: Sequence[float]) -> float:
    """The time that nine of ten are below."""
    return sorted(times)[int(0.9 * (len(times) - 1))] if times else float("nan")


class NeighbourClient:
    """A client of the neighbour organization, which lists videos and asks."""

    def __init__(self, http: httpx.AsyncClient, address: str, token: str, video: str) -> None:
        self._client = BenchClient(http, address, token)
        self._video = video

    async def measure_latencies(self, seconds: float) -> Latencies:
        """Repeat until `seconds` are over: three lists, and questions that filters, SQL, and a worker answer."""
        latencies, until = Latencies(), time.perf_counter() + seconds
        while not latencies.queued or time.perf_counter() < until:
            for _ in range(_LISTS_PER_ROUND):
                await self._record_time(latencies, latencies.videos, self._list_videos())
            await self._record_time(latencies, latencies.prompt, self._ask())
            await self._record_time(latencies, latencies.query, self._ask_with_sql())
            await self._record_time(latencies, latencies.queued, self._ask_by_worker())
        return latencies

    async def _record_time(self, latencies: Latencies, times: list[float], work: Awaitable[object]) -> None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await work
        except (RuntimeError, httpx.HTTPError, TimeoutError) as error:
            latencies.problems.append(f"{type(error).__name__}: {error}"[:300])
        times.append((time.perf_counter() - began) * 1000)

    async def _list_videos(self) -> None:
        await self._client.execute(LIST_QUERY)

    async def _ask(self) -> None:
        payload = await self._client.execute(ASK_MUTATION, video=self._video, wait=True)
        if payload["history"] is None or payload["history"]["status"] != "COMPLETED":
            raise RuntimeError(payload)

    async def _ask_with_sql(self) -> None:
        payload = await self._client.execute(SQL_QUESTION_MUTATION)
        if payload["history"] is None or not payload["history"]["table"] or payload["history"]["degraded"]:
            raise RuntimeError(payload)

    async def _ask_by_worker(self) -> None:
        payload = await self._client.execute(ASK_MUTATION, video=self._video, wait=False)
        while True:
            status = (await self._client.execute(STATUS_QUERY, id=payload["history"]["id"]))["status"]
            if status in _ENDED_STATUSES:
                break
            await asyncio.sleep(_POLL_SECONDS)
        if status != "COMPLETED":
            raise RuntimeError(f"a queued question is {status}")
