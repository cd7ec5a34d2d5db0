"""Asks questions concurrently, and records when each client got the first word and the answer."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from uuid import UUID

import asyncpg

from bench.harness.api import KeepAliveClient
from datasources.postgres.progress.progress import CHANNEL
from resolvers.core.ids import Kind, decode

# Kind → question, and its number of model calls in sequence.
QUESTIONS = {"fields": ("Who stood on the left?", 2), "words": ("Who had a red umbrella?", 3)}
PROMPT_MUTATION = """mutation ($text: String!, $video: ID!) {
  prompt(input: {text: $text, videoId: $video}) {
    history { id status response degraded error { message } citations { number } } userErrors { code }
  }
}"""
_FIRST_TEXT_STEPS = """
SELECT subject_id, min(sequence) AS first, max(sequence) AS last FROM progress
WHERE subject_id = ANY($1) AND (payload ->> 'textDelta' <> '' OR terminal) GROUP BY subject_id
"""


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Seconds until the first word and until the answer."""

    first_word: float
    answer: float


class QuestionLoad:
    """clients: one for each API process; concurrent questions are spread over them."""

    def __init__(self, clients: Sequence[KeepAliveClient], dsn: str, video: str) -> None:
        self._clients, self._dsn, self._video = clients, dsn, video

    async def ask_concurrently(
        self, kind: str, concurrency: int, repeats: int, *, continuous: bool = False
    ) -> list[AnswerTimes]:
        """Ask `concurrency` questions at the same moment; when all are answered, repeat.

        continuous: each client asks again as soon as it has an answer, so that the concurrency stays constant.
        """
        clients = [await client.open_another() for client in islice(cycle(self._clients), concurrency)]
        connection = await asyncpg.connect(self._dsn)
        try:
            async with _listen(connection) as arrivals:
                rounds, each = (1, repeats) if continuous else (repeats, 1)
                answers = []
                for _ in range(rounds):
                    for sequence in await asyncio.gather(
                        *(self._ask_in_sequence(client, kind, each) for client in clients)
                    ):
                        answers += sequence
                words = await _find_first_words(connection, [key for key, _, _ in answers], arrivals)
        finally:
            await connection.close()
            for client in clients:
                client.close()
        return [AnswerTimes(words[key] - start, end - start) for key, start, end in answers]

    async def _ask_in_sequence(self, client: KeepAliveClient, kind: str, times: int) -> list[tuple[UUID, float, float]]:
        return [await self._ask(client, kind) for _ in range(times)]

    async def _ask(self, client: KeepAliveClient, kind: str) -> tuple[UUID, float, float]:
        began = time.perf_counter()
        data = await client.fetch_data(PROMPT_MUTATION, text=QUESTIONS[kind][0], video=self._video)
        ended = time.perf_counter()
        history = data["prompt"]["history"]
        if history is None or history["status"] != "COMPLETED" or history["degraded"]:
            raise RuntimeError(f"the question was not answered: {data}")
        key = decode(Kind.PROMPT_HISTORY, history["id"])
        assert key is not None
        return key, began, ended


@asynccontextmanager
async def _listen(connection: asyncpg.Connection) -> AsyncIterator[dict[UUID, list[float]]]:
    """Record when the notification of each step of a question arrived, in order, as subscribers get it."""
    arrivals: dict[UUID, list[float]] = defaultdict(list)

    def record(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        arrivals[UUID(str(payload).rpartition(":")[2])].append(time.perf_counter())

    await connection.add_listener(CHANNEL, record)
    try:
        yield arrivals
    finally:
        await connection.remove_listener(CHANNEL, record)


async def _find_first_words(
    connection: asyncpg.Connection, keys: list[UUID], arrivals: dict[UUID, list[float]]
) -> dict[UUID, float]:
    """When the step with each question's first text arrived. It is read afterwards, so as not to disturb the load."""
    await asyncio.sleep(0.3)
    rows = await connection.fetch(_FIRST_TEXT_STEPS, keys)
    # Counted from the end: the first steps share a transaction, which sends one notification.
    return {row["subject_id"]: arrivals[row["subject_id"]][row["first"] - row["last"] - 1] for row in rows}
