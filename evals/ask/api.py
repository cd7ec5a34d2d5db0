"""The public GraphQL API, as much of it as the evaluation needs."""

from collections.abc import Mapping
from typing import Any

import httpx

_VIDEOS = """query Videos($after: String) {
  videos(first: 100, after: $after) {
    edges { node { id name originalFilename status recordedAt durationSeconds } }
    pageInfo { hasNextPage endCursor }
  }
}"""
_PROMPT = """mutation Ask($input: PromptInput!) {
  prompt(input: $input) {
    history {
      status response interpretation degraded methods
      citations { number event { type location startSeconds endSeconds } }
      timings { stage milliseconds }
      usage { inputTokens outputTokens estimatedCostUsd }
      error { code message }
    }
    userErrors { code message }
  }
}"""


class ApiError(Exception):
    """The API did not answer as it should: one line."""


class Api:
    """client carries the token; url is the endpoint's."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url

    def video(self, wanted: str) -> Mapping[str, Any]:
        """The analysed video with this id, or the newest whose name or file name contains it."""
        after: str | None = None
        while True:
            page = self._post(_VIDEOS, {"after": after})["videos"]
            for edge in page["edges"]:
                node: Mapping[str, Any] = edge["node"]
                named = wanted.lower() in f"{node['name']} {node['originalFilename']}".lower()
                if node["status"] == "READY" and (node["id"] == wanted or named):
                    return node
            if not page["pageInfo"]["hasNextPage"]:
                raise ApiError(f"There is no analysed video with the id or name {wanted!r}.")
            after = page["pageInfo"]["endCursor"]

    def ask(self, text: str, video_id: str) -> Mapping[str, Any]:
        """The answer to a question about a video, in a session of its own."""
        payload = self._post(_PROMPT, {"input": {"text": text, "videoId": video_id, "wait": True}})["prompt"]
        if payload["userErrors"]:
            raise ApiError(f"{text!r} was refused: {payload['userErrors'][0]['message']}")
        history: Mapping[str, Any] = payload["history"]
        return history

    def _post(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            response = self._client.post(self._url, json={"query": query, "variables": variables})
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ApiError(f"{self._url} does not answer GraphQL: {error}") from error
        if body.get("errors"):
            raise ApiError(str(body["errors"][0].get("message", "unknown error")))
        data: Mapping[str, Any] = body["data"]
        return data
