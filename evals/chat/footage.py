"""A scene, drawn and brought to an API, until it is analyzed."""

import time
from pathlib import Path

from evals.ask.api import Api, ApiError
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


def upload(api: Api, scene: Scene, folder: Path) -> str:
    """The video's id. Raises ApiError."""
    drawn = render(scene, folder)[0]
    given = {
        "filename": drawn.name,
        "contentType": "video/mp4",
        "sizeBytes": str(drawn.stat().st_size),
        "name": scene.name,
        "camera": scene.camera,
        "timezone": scene.timezone,
        "recordedAt": scene.recorded_at.isoformat(),
    }
    asked = api.post(_REQUEST, input=given)
    api.send(drawn, asked["url"], {header["name"]: header["value"] for header in asked["headers"]})
    return str(api.post(_CONFIRM, token=asked["uploadToken"])["video"]["id"])


def analyzed(api: Api, video: str) -> None:
    """Wait for the analysis. Raises ApiError."""
    began = time.monotonic()
    while (node := api.post(_STATUS, id=video))["status"] != "READY":
        if node["status"] in ("FAILED", "CANCELLED") or time.monotonic() - began > _WAIT_SECONDS:
            raise ApiError(f"a scene was not analysed: {node}")
        time.sleep(0.5)
