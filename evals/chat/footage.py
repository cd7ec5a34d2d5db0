"""Render a scene, upload it to an API, and wait for its analysis."""

import time
from pathlib import Path

from evals.ask.api import ApiError, EvalApi
from evals.scenes.render import render
from evals.scenes.script import Scene

_WAIT_SECONDS = 900.0
_REQUEST = """mutation ($input: RequestUploadInput!) {
  requestUpload(input: $input) { video { id } uploadToken url headers { name value } userErrors { message } }
}"""
_CONFIRM = """mutation ($token: String!) {
  confirmUpload(input: { uploadToken: $token }) { video { id } userErrors { message } }
}"""
_STATUS = "query ($id: ID!) { video(id: $id) { status failure { message } } }"


def upload_scene(api: EvalApi, scene: Scene, folder: Path) -> str:
    """Render and upload; returns the video's id. Raises ApiError."""
    drawn = render(scene, folder)[0]
    metadata = {
        "filename": drawn.name,
        "contentType": "video/mp4",
        "sizeBytes": str(drawn.stat().st_size),
        "name": scene.name,
        "camera": scene.camera,
        "timezone": scene.timezone,
        "recordedAt": scene.recorded_at.isoformat(),
    }
    ticket = api.execute(_REQUEST, input=metadata)
    api.upload_file(drawn, ticket["url"], {header["name"]: header["value"] for header in ticket["headers"]})
    return str(api.execute(_CONFIRM, token=ticket["uploadToken"])["video"]["id"])


def wait_until_analyzed(api: EvalApi, video: str) -> None:
    """Wait for the analysis. Raises ApiError."""
    began = time.monotonic()
    while (node := api.execute(_STATUS, id=video))["status"] != "READY":
        if node["status"] in ("FAILED", "CANCELLED") or time.monotonic() - began > _WAIT_SECONDS:
            raise ApiError(f"a scene was not analysed: {node}")
        time.sleep(0.5)
