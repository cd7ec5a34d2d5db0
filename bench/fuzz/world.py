"""Makes test data through the API: videos with events, questions and a summary."""

import asyncio
import tempfile
from pathlib import Path

from bench.harness.client import BenchClient
from bench.uploads import make_file

_VIDEOS, _TIMEOUT_SECONDS = 6, 120.0
_UPLOAD = """mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) { video { id } uploadToken url headers { name value } }
}"""
_CONFIRM = "mutation ($input: ConfirmUploadInput!) { confirmUpload(input: $input) { video { id } } }"
_STATUS = "query ($id: ID!) { video(id: $id) { status } }"
_IMPORT = """mutation ($id: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $id, events: $events) { imported }
}"""
_EVENTS = "query ($id: ID!) { video(id: $id) { events(first: 5) { edges { node { id } } } } }"
_ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id } session { id } } }"
_SUMMARIZE = "mutation ($id: ID!) { generateSummary(videoId: $id) { video { id } } }"


async def create_test_data(client: BenchClient) -> list[str]:
    """Make the data. Returns ids of videos, events, questions and sessions."""
    with tempfile.TemporaryDirectory() as folder:
        content = make_file(Path(folder) / "a.mp4", 32 * 1024).read_bytes()
    ids: list[str] = []
    for number in range(_VIDEOS):
        video = await _upload_video(client, content, f"Aisle {number}")
        ids += [video, *await _import_events(client, video)]
        payload = await client.execute(_ASK, input={"text": "Who stood at the left?", "videoId": video, "wait": True})
        ids += [payload["history"]["id"], payload["session"]["id"]]
    await client.execute(_SUMMARIZE, id=ids[0])
    return ids


async def _upload_video(client: BenchClient, content: bytes, name: str) -> str:
    upload_input = {
        "filename": "a.mp4",
        "contentType": "video/mp4",
        "sizeBytes": len(content),
        "name": name,
        "camera": name,
        "recordedAt": "2026-05-01T09:00:00+09:00",
        "timezone": "Asia/Seoul",
        "allowDuplicate": True,
    }
    ticket = await client.execute(_UPLOAD, input=upload_input)
    await client.upload(ticket, content)
    await client.execute(_CONFIRM, input={"uploadToken": ticket["uploadToken"]})
    video = str(ticket["video"]["id"])
    async with asyncio.timeout(_TIMEOUT_SECONDS):
        while (await client.execute(_STATUS, id=video))["status"] != "READY":  # noqa: ASYNC110 - the server ends the wait
            await asyncio.sleep(0.2)
    return video


async def _import_events(client: BenchClient, video: str) -> list[str]:
    events = [
        {"type": kind, "startSeconds": at / 10, "endSeconds": at / 10 + 0.1, "location": "LEFT", "source": "fuzz/1"}
        for at, kind in enumerate(("PERSON_ENTER", "STANDING", "THEFT", "PERSON_EXIT"))
    ]
    await client.execute(_IMPORT, id=video, events=events)
    edges = (await client.execute(_EVENTS, id=video))["events"]["edges"]
    return [str(edge["node"]["id"]) for edge in edges]
