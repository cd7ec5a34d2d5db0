"""Upload the golden footage to an API, import the events of another detector, and wait for the analysis."""

import itertools
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.ask.api import ApiError, EvalApi
from evals.ask.footage.clips import CLIPS, IMPORTED_EVENTS, SCENE, GoldenClip
from evals.ask.footage.still import write_blank_video
from evals.scenes.catalogue import SCENES
from evals.scenes.render import render

_SCENE_NAME = "Golden 0"
_WAIT_SECONDS = 600.0
_VIDEOS = """query Videos($after: String) {
  videos(first: 100, after: $after) {
    edges { node { id name status recordedAt failure { message } } } pageInfo { hasNextPage endCursor }
  }
}"""
_REQUEST = """mutation Request($input: RequestUploadInput!) {
  requestUpload(input: $input) { video { id } uploadToken url headers { name value } userErrors { message } }
}"""
_CONFIRM = """mutation Confirm($token: String!) {
  confirmUpload(input: { uploadToken: $token }) { video { id } userErrors { message } }
}"""
_IMPORT = """mutation Import($video: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $video, events: $events) { imported rejected { error { message } } userErrors { message } }
}"""
_UPDATE = """mutation Update($id: ID!, $input: UpdateVideoInput!) {
  updateVideo(id: $id, input: $input) { video { id } userErrors { message } }
}"""


def seed_footage(api: EvalApi, *, scene: bool = True, wait: bool = True) -> dict[str, str]:
    """Upload what is missing, import the events, and wait for the analysis; returns the video's id by clip.

    scene: also the scripted scene. Raises ApiError if the organization has other footage, which searches would find.
    """
    there = {node["name"]: node for node in api.list_nodes(_VIDEOS)}
    wanted = [*CLIPS, *([_scene_clip()] if scene else [])]
    others = there.keys() - {clip.name for clip in wanted}
    if others:
        raise ApiError(
            f"The organization has other footage ({min(others)!r}), which answers would cite: "
            "use a token of an organization that has none."
        )
    ids = {}
    with TemporaryDirectory() as folder:
        for clip in wanted:
            known = there.get(clip.name)
            ids[clip.key] = known["id"] if known else _upload(api, clip, Path(folder))
            if known and datetime.fromisoformat(known["recordedAt"]) != clip.recorded_at(datetime.now(UTC)):
                recorded = clip.recorded_at(datetime.now(UTC)).isoformat()
                api.execute(_UPDATE, id=known["id"], input={"recordedAt": recorded})
    for clip in CLIPS:
        _import_events(api, clip, ids[clip.key])
    if wait:
        _wait_until_ready(api)
    return ids


def _scene_clip() -> GoldenClip:
    made = SCENES[SCENE]
    local = made.recorded_at.replace(tzinfo=None).isoformat()
    return GoldenClip(SCENE, _SCENE_NAME, "매장 store", "Asia/Seoul", local, made.seconds)


def _upload(api: EvalApi, clip: GoldenClip, folder: Path) -> str:
    drawn = render(SCENES[SCENE], folder)[0] if clip.key == SCENE else write_blank_video(clip.key, clip.seconds, folder)
    metadata = {
        "filename": f"{clip.key}.mp4",
        "contentType": "video/mp4",
        "sizeBytes": str(drawn.stat().st_size),
        "name": clip.name,
        "camera": clip.camera,
        "timezone": clip.timezone,
        "recordedAt": clip.recorded_at(datetime.now(UTC)).isoformat(),
    }
    ticket = api.execute(_REQUEST, input=metadata)
    api.upload_file(drawn, ticket["url"], {header["name"]: header["value"] for header in ticket["headers"]})
    confirmed: dict[str, Any] = api.execute(_CONFIRM, token=ticket["uploadToken"])
    return str(confirmed["video"]["id"])


def _import_events(api: EvalApi, clip: GoldenClip, video: str) -> None:
    """Import a clip's events. Importing them again changes nothing."""
    events = [event.to_import_input() for event in IMPORTED_EVENTS if event.clip == clip.key]
    payload: Mapping[str, Any] = api.execute(_IMPORT, video=video, events=events) if events else {"rejected": ()}
    for rejected in payload["rejected"]:
        raise ApiError(f"an event of {clip.key} was rejected: {rejected['error']['message']}")


def _wait_until_ready(api: EvalApi) -> None:
    began = time.monotonic()
    for pause in itertools.repeat(0.5):
        nodes = api.list_nodes(_VIDEOS)
        for node in nodes:
            if node["status"] in ("FAILED", "CANCELLED"):
                raise ApiError(f"{node['name']} was not analysed: {(node['failure'] or {}).get('message')}")
        if all(node["status"] == "READY" for node in nodes):
            return
        if time.monotonic() - began > _WAIT_SECONDS:
            raise ApiError(f"the footage is not analysed after {_WAIT_SECONDS:.0f} s: is a worker running?")
        time.sleep(pause)
