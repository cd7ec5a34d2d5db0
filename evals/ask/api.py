"""The public GraphQL API, as much of it as the evaluation needs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

_HISTORY = """
  id status response interpretation notUnderstood degraded methods generatedSql table { columns rows }
  coverage { videosConsidered }
  citations { number video { id } event { id type startSeconds endSeconds } }
  timings { stage milliseconds } usage { inputTokens outputTokens estimatedCostUsd } error { code message }
  session { id }
"""
_PROMPT = f"""mutation Ask($input: PromptInput!) {{
  prompt(input: $input) {{ history {{ {_HISTORY} }} userErrors {{ code message }} }}
}}"""
_SEARCH = """query Search($text: String!, $filter: EventFilter) {
  searchEvents(text: $text, filter: $filter, first: 30) {
    hits { vectorSimilarity keywordScore event { id type startSeconds endSeconds video { id } } }
  }
}"""


class ApiError(Exception):
    """The API gave no usable answer; the message is one line."""


class EvalApi:
    """client: sends the token with each request. url: the GraphQL endpoint."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url

    def execute(self, document: str, **variables: Any) -> Any:
        """Run an operation with one root field; returns its value. Raises ApiError, also for a user error."""
        try:
            response = self._client.post(self._url, json={"query": document, "variables": variables})
            body = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ApiError(f"{self._url} does not answer GraphQL: {error}") from error
        if body.get("errors"):
            raise ApiError(str(body["errors"][0].get("message", "unknown error")))
        value = next(iter(body["data"].values()))
        if isinstance(value, Mapping) and value.get("userErrors"):
            raise ApiError(f"refused: {value['userErrors'][0]['message']}")
        return value

    def list_nodes(self, document: str, *, connection_field: str = "", **variables: Any) -> list[Mapping[str, Any]]:
        """The nodes of all pages of a connection: the root field, or the field of it that `within` names.

        The operation takes $after and asks for pageInfo.
        """
        nodes: list[Mapping[str, Any]] = []
        after: str | None = None
        while True:
            root = self.execute(document, after=after, **variables)
            page = root[connection_field] if connection_field else root
            nodes += [edge["node"] for edge in page["edges"]]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            after = page["pageInfo"]["endCursor"]

    def ask(
        self, text: str, *, video_id: str | None, session_id: str | None, timezone: str | None
    ) -> Mapping[str, Any]:
        """The answer to a question, in a new session or in the one given."""
        where = {"sessionId": session_id} if session_id else {"videoId": video_id, "timezone": timezone}
        payload = self.execute(_PROMPT, input={"text": text, **where, "wait": True})
        history: Mapping[str, Any] = payload["history"]
        return history

    def search(self, text: str, video_ids: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """Retrieval without a plan, best first; over everything where no video is given."""
        found = self.execute(_SEARCH, text=text, filter={"videoIds": list(video_ids)} if video_ids else None)
        hits: Sequence[Mapping[str, Any]] = found["hits"]
        return hits

    def upload_file(self, path: Path, url: str, headers: Mapping[str, str]) -> None:
        """PUT a small file to its presigned address, which takes no token of ours."""
        sent = httpx.put(url, content=path.read_bytes(), headers=dict(headers), timeout=60, trust_env=False)
        if sent.status_code != 200:
            raise ApiError(f"the upload of {path.name} was answered {sent.status_code}")
