"""Takes one video through the product, with a client that retries failed requests."""

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
# Raised for answers with errors, refused PUTs, and lost connections.
_TRANSIENT_ERRORS = (httpx.HTTPError, RuntimeError, ValueError, OSError)


class JourneyFailed(Exception):
    """A journey cannot succeed any more."""


@dataclass(slots=True)
class Journey:
    """confirmed: whether the upload is. answers: the status of each question, by id. ended_at: monotonic time."""

    video: str = ""
    confirmed: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    ended_at: float | None = None


async def run_journey(client: BenchClient, content: bytes, name: str, journey: Journey) -> None:
    """Upload, wait for the analysis, ask, and wait for the answer. Raises JourneyFailed."""
    await _upload(client, content, name, journey)
    await _wait_until_ready(client, journey)
    await _ask(client, journey)
    journey.ended_at = time.monotonic()


async def _upload(client: BenchClient, content: bytes, name: str, journey: Journey) -> None:
    upload_input = {
        "filename": "crossing.mp4",
        "contentType": "video/mp4",
        "sizeBytes": len(content),
        "name": name,
        "allowDuplicate": True,
    }
    while not journey.confirmed:
        try:
            # If the answer is lost, its upload stays unconfirmed.
            ticket = await client.execute(_UPLOAD, input=upload_input)
            await client.upload(ticket, content)
            journey.video = str(ticket["video"]["id"])
            await _confirm(client, ticket["uploadToken"], journey)
        except _TRANSIENT_ERRORS:
            await asyncio.sleep(_POLL_SECONDS)


async def _confirm(client: BenchClient, token: str, journey: Journey) -> None:
    """Confirm until it has succeeded. After a lost request, the video's status says whether it had an effect."""
    while not journey.confirmed:
        try:
            payload = await client.execute(_CONFIRM, input={"uploadToken": token})
            journey.confirmed = payload["video"] is not None
        except _TRANSIENT_ERRORS:
            await asyncio.sleep(_POLL_SECONDS)
        if not journey.confirmed:
            journey.confirmed = await _fetch_status(client, journey.video) not in (None, "UPLOADING", "PENDING")


async def _fetch_status(client: BenchClient, video: str) -> str | None:
    """The video's status; None if the request fails. Raises JourneyFailed if the video does not exist."""
    try:
        node = await client.execute(_STATUS, id=video)
    except _TRANSIENT_ERRORS:
        return None
    if node is None:
        raise JourneyFailed(f"the video {video} is not there any more")
    return str(node["status"])


async def _wait_until_ready(client: BenchClient, journey: Journey) -> None:
    while (status := await _fetch_status(client, journey.video)) != "READY":
        if status in ("FAILED", "CANCELLED"):
            raise JourneyFailed(f"the analysis of {journey.video} ended as {status}")
        await asyncio.sleep(_POLL_SECONDS)


async def _ask(client: BenchClient, journey: Journey) -> None:
    while True:
        try:
            if not await _read_questions(client, journey):
                prompt_input = {"text": "How many people came in, and when?", "videoId": journey.video, "wait": True}
                await client.execute(_ASK, input=prompt_input)
                continue
            if all(status in ("COMPLETED", "NOT_FOUND", "NOT_EXAMINED") for status in journey.answers.values()):
                return
        except _TRANSIENT_ERRORS:
            pass
        if lost := {status for status in journey.answers.values() if status in ("FAILED", "CANCELLED")}:
            raise JourneyFailed(f"a question about {journey.video} ended as {lost.pop()}")
        await asyncio.sleep(_POLL_SECONDS)


async def _read_questions(client: BenchClient, journey: Journey) -> bool:
    """Read the questions about the video and their statuses. Returns whether there are any."""
    sessions: Mapping[str, Any] = (await client.execute(_QUESTIONS, id=journey.video))["promptSessions"]
    histories = [edge["node"] for session in sessions["edges"] for edge in session["node"]["histories"]["edges"]]
    journey.answers = {str(history["id"]): str(history["status"]) for history in histories}
    return bool(histories)
