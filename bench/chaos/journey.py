"""One video's way through the product, by a client that goes on after whatever happens to its requests."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.harness.client import BenchClient

_UPLOAD = """mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) { video { id } uploadToken url headers { name value } userErrors { code } }
}"""
_CONFIRM = """mutation ($input: ConfirmUploadInput!) {
  confirmUpload(input: $input) { video { id } userErrors { code } }
}"""
_STATUS = "query ($id: ID!) { video(id: $id) { status } }"
_ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id } userErrors { code } } }"
_QUESTIONS = """query ($id: ID!) { video(id: $id) { promptSessions(first: 10) { edges { node {
  histories(first: 10) { edges { node { id status response } } } } } } } }"""
_POLL_SECONDS = 0.2
# What an answer with errors or a refused PUT raises, and what a cut connection does.
_TRANSIENT_ERRORS = (httpx.HTTPError, RuntimeError, ValueError, OSError)


class JourneyFailed(Exception):
    """A journey came to an end that is not its goal."""


@dataclass(slots=True)
class Journey:
    """confirmed: the upload was; asked: questions that were taken, by their ids; ended: when all was done."""

    video: str = ""
    confirmed: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    ended_at: float | None = None


async def run_journey(client: BenchClient, content: bytes, name: str, journey: Journey) -> None:
    """Upload, wait for the analysis, ask, wait for the answer. Raises Stuck."""
    await _upload(client, content, name, journey)
    await _wait_until_ready(client, journey)
    await _ask(client, journey)
    journey.ended_at = time.monotonic()


async def _upload(client: BenchClient, content: bytes, name: str, journey: Journey) -> None:
    about = {
        "filename": "crossing.mp4",
        "contentType": "video/mp4",
        "sizeBytes": len(content),
        "name": name,
        "allowDuplicate": True,
    }
    while not journey.confirmed:
        try:
            # One that was promised to nobody, because the answer was lost, ends unconfirmed.
            ticket = await client.execute(_UPLOAD, input=about)
            await client.upload(ticket, content)
            journey.video = str(ticket["video"]["id"])
            await _confirm(client, ticket["uploadToken"], journey)
        except _TRANSIENT_ERRORS:
            await asyncio.sleep(_POLL_SECONDS)


async def _confirm(client: BenchClient, token: str, journey: Journey) -> None:
    """Until it surely is: whether a request that was cut off had its effect, the video's status tells."""
    while not journey.confirmed:
        try:
            told = await client.execute(_CONFIRM, input={"uploadToken": token})
            journey.confirmed = told["video"] is not None
        except _TRANSIENT_ERRORS:
            await asyncio.sleep(_POLL_SECONDS)
        if not journey.confirmed:
            journey.confirmed = await _fetch_status(client, journey.video) not in (None, "UPLOADING", "PENDING")


async def _fetch_status(client: BenchClient, video: str) -> str | None:
    """None where it cannot be told now. Raises Stuck for a video that is gone."""
    try:
        found = await client.execute(_STATUS, id=video)
    except _TRANSIENT_ERRORS:
        return None
    if found is None:
        raise JourneyFailed(f"the video {video} is not there any more")
    return str(found["status"])


async def _wait_until_ready(client: BenchClient, journey: Journey) -> None:
    while (status := await _fetch_status(client, journey.video)) != "READY":
        if status in ("FAILED", "CANCELLED"):
            raise JourneyFailed(f"the analysis of {journey.video} ended as {status}")
        await asyncio.sleep(_POLL_SECONDS)


async def _ask(client: BenchClient, journey: Journey) -> None:
    while True:
        try:
            if not await _read_questions(client, journey):
                asking = {"text": "How many people came in, and when?", "videoId": journey.video, "wait": True}
                await client.execute(_ASK, input=asking)
                continue
            if all(status in ("COMPLETED", "NOT_FOUND") for status in journey.answers.values()):
                return
        except _TRANSIENT_ERRORS:
            pass
        if lost := {status for status in journey.answers.values() if status in ("FAILED", "CANCELLED")}:
            raise JourneyFailed(f"a question about {journey.video} ended as {lost.pop()}")
        await asyncio.sleep(_POLL_SECONDS)


async def _read_questions(client: BenchClient, journey: Journey) -> bool:
    """Read which questions about the video were taken, and what became of them."""
    sessions: Mapping[str, Any] = (await client.execute(_QUESTIONS, id=journey.video))["promptSessions"]
    histories = [edge["node"] for one in sessions["edges"] for edge in one["node"]["histories"]["edges"]]
    journey.answers = {str(history["id"]): str(history["status"]) for history in histories}
    return bool(histories)
