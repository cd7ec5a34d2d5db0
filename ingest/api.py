"""The public GraphQL API, as far as the agent needs it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

_LONGEST_PATIENCE_SECONDS = 600.0
# A confirmation has the file read and copied in the store, at least that fast.
_CONFIRMED_BYTES_A_SECOND = 8 << 20
_LONGEST_ANSWER = 4 << 20

_REQUEST = """
mutation IngestRequestUpload($input: RequestUploadInput!) {
  requestUpload(input: $input) {
    video { id } duplicateOf { id } uploadToken method url headers { name value } partSizeBytes
    userErrors { code message }
  }
}"""
_STATUS = """
query IngestUploadStatus($token: String!) {
  uploadStatus(uploadToken: $token) { method missingPartNumbers video { id status } }
}"""
_PARTS = """
mutation IngestUploadParts($token: String!, $numbers: [Int!]!) {
  requestUploadParts(uploadToken: $token, partNumbers: $numbers) {
    parts { partNumber sizeBytes url headers { name value } }
    userErrors { code message }
  }
}"""
_CONFIRM = """
mutation IngestConfirmUpload($input: ConfirmUploadInput!) {
  confirmUpload(input: $input) { video { id } duplicateOf { id } userErrors { code message } }
}"""
_ABORT = """
mutation IngestAbortUpload($token: String!) {
  abortUpload(uploadToken: $token) { abortedVideoId userErrors { code message } }
}"""

_IMPORT = """
mutation IngestImportEvents($video: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $video, events: $events) {
    imported rejected { index error { message } } userErrors { code message }
  }
}"""
# importEvents takes 5,000 at most, and the body of a request is bounded.
_EVENTS_AT_ONCE = 500


class ApiUnavailable(Exception):
    """The API, or the way to it, is away or busy. The same request may succeed later."""


class ApiUnreachable(ApiUnavailable):
    """Nothing answers, so that it says nothing about the recording."""


class TokenRefused(Exception):
    """The access token is missing, expired or revoked, or its role may not bring footage."""


class ApiRefused(Exception):
    """The API understood and refused. code is for programs, the message for people."""

    def __init__(self, code: str, message: str, duplicate_of: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.duplicate_of = duplicate_of


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part goes. number counts from 1; a file that is sent at once is part 1."""

    number: int
    size_bytes: int
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that was requested. whole: where the whole file goes, if it is not sent in parts."""

    token: str
    video_id: str
    whole: Part | None
    part_size_bytes: int | None


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """What S3 lacks. is_whole: the file is sent at once."""

    video_id: str
    is_confirmed: bool
    is_whole: bool
    missing_parts: Sequence[int]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """imported: how many events are there now. rejected: for each other, what is wrong."""

    imported: int
    rejected: Sequence[str]


class IngestApi:
    """Raises ApiUnavailable, TokenRefused and ApiRefused. read_token is asked before each request.

    patience_seconds: a dead line is silent, so silence of that length ends a request. Each may be repeated.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        read_token: Callable[[], str],
        patience_seconds: float = 60.0,
    ) -> None:
        self._session = session
        self._url = url
        self._read_token = read_token
        self._patience_seconds = patience_seconds

    async def request_upload(self, input_: Mapping[str, Any], size_bytes: int) -> Upload:
        payload = await self._mutate(_REQUEST, {"input": input_}, "requestUpload")
        whole = None
        if payload["method"] == "SINGLE":
            whole = Part(1, size_bytes, payload["url"], _to_headers(payload["headers"]))
        size = payload["partSizeBytes"]
        return Upload(payload["uploadToken"], payload["video"]["id"], whole, None if size is None else int(size))

    async def fetch_status(self, token: str) -> UploadProgress:
        status = (await self._execute(_STATUS, {"token": token}))["uploadStatus"]
        return UploadProgress(
            status["video"]["id"],
            status["video"]["status"] != "UPLOADING",
            status["method"] == "SINGLE",
            status["missingPartNumbers"],
        )

    async def request_parts(self, token: str, numbers: Sequence[int]) -> list[Part]:
        payload = await self._mutate(_PARTS, {"token": token, "numbers": list(numbers)}, "requestUploadParts")
        return [
            Part(part["partNumber"], int(part["sizeBytes"]), part["url"], _to_headers(part["headers"]))
            for part in payload["parts"]
        ]

    async def confirm(self, token: str, size_bytes: int) -> str:
        """The id of the video."""
        more = min(_LONGEST_PATIENCE_SECONDS, size_bytes / _CONFIRMED_BYTES_A_SECOND)
        payload = await self._mutate(_CONFIRM, {"input": {"uploadToken": token}}, "confirmUpload", more)
        return str(payload["video"]["id"])

    async def abort(self, token: str) -> None:
        await self._mutate(_ABORT, {"token": token}, "abortUpload")

    async def import_events(self, video_id: str, events: Sequence[Mapping[str, Any]]) -> ImportOutcome:
        """Inputs of importEvents. One that is there already counts as imported."""
        imported, rejected = 0, []
        for begin in range(0, len(events), _EVENTS_AT_ONCE):
            variables = {"video": video_id, "events": events[begin : begin + _EVENTS_AT_ONCE]}
            payload = await self._mutate(_IMPORT, variables, "importEvents")
            imported += payload["imported"]
            rejected += [rejection["error"]["message"] for rejection in payload["rejected"]]
        return ImportOutcome(imported, rejected)

    async def _mutate(self, document: str, variables: Mapping[str, Any], field: str, more_seconds: float = 0.0) -> Any:
        payload = (await self._execute(document, variables, more_seconds))[field]
        if payload["userErrors"]:
            error = payload["userErrors"][0]
            duplicate = payload.get("duplicateOf")
            raise _to_error(error["code"], error["message"], duplicate["id"] if duplicate else None)
        return payload

    async def _execute(self, document: str, variables: Mapping[str, Any], more_seconds: float = 0.0) -> Any:
        """more_seconds: beyond the patience that every request has."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=self._patience_seconds + more_seconds)
        headers = {"authorization": f"Bearer {self._read_token()}", "accept": "application/json"}
        try:
            async with self._session.post(
                self._url, json={"query": document, "variables": variables}, headers=headers, timeout=timeout
            ) as response:
                body = await _read(response)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ApiUnreachable(f"The API cannot be reached: {error or type(error).__name__}") from None
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
            if status in (401, 403):
                raise TokenRefused(f"The API refused the access token (HTTP {status}).")
            raise ApiUnavailable(f"What answers at {self._url} is no GraphQL API, or not now (HTTP {status}).")
        if answer.get("errors"):
            first = answer["errors"][0]
            raise _to_error((first.get("extensions") or {}).get("code", "INTERNAL"), first["message"])
        return answer["data"]


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for chunk in response.content.iter_chunked(64 << 10):
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            raise ApiUnavailable("The API's answer is too long to be one.")
    return body


# What may pass by itself; every other code is about this one recording.
_RETRYABLE = frozenset(
    {
        *("INTERNAL", "UNAVAILABLE", "BUSY", "THROTTLED", "UPSTREAM_THROTTLED", "UPSTREAM_TIMEOUT", "QUOTA_EXCEEDED"),
        *("BUDGET_EXCEEDED", "TOO_MANY_OPERATIONS", "DISK_FULL"),
    }
)


def _to_error(code: str, message: str, duplicate_of: str | None = None) -> Exception:
    if code in ("UNAUTHENTICATED", "FORBIDDEN"):
        return TokenRefused(message)
    if code in _RETRYABLE:
        return ApiUnavailable(f"{message} ({code})")
    return ApiRefused(code, message, duplicate_of)


def _to_headers(headers: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    return {header["name"]: header["value"] for header in headers or ()}
