"""Frigate's HTTP API, as far as the agent needs it: https://docs.frigate.video/integrations/api/frigate-http-api/"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=20, sock_read=60)
# Frigate joins segments while it sends them.
_DOWNLOAD_TIMEOUT = aiohttp.ClientTimeout(total=3600, sock_connect=20, sock_read=60)
_LONGEST_ANSWER = 64 << 20
_CHUNK_BYTES = 256 << 10
_MOST_EVENTS = 5_000


class FrigateUnavailable(Exception):
    """Frigate, or the way to it, is away or busy. The same request may succeed later."""


class FrigateRefused(Exception):
    """Frigate refuses the user, the password or the token."""


class NoFootage(Exception):
    """Frigate has no recording of that time, any more or yet."""


@dataclass(frozen=True, slots=True)
class FrigateAccess:
    """url: of Frigate, with or without a path. A user with a password logs in; a token is sent as it is."""

    url: str = field(repr=False)
    user: str | None
    password: str = field(repr=False)
    token: str = field(repr=False)

    @property
    def place(self) -> str | None:
        """For people: without what identifies them. None where the URL is none."""
        try:
            parts = urlsplit(self.url)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return None
        return (
            f"{parts.scheme}://{parts.hostname}{port}" if parts.scheme in ("http", "https") and parts.hostname else None
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a recording. Times are seconds since the epoch."""

    started_at: float
    ended_at: float


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """ended_at: None while it goes on. event_ids: the tracked objects in it."""

    started_at: float
    ended_at: float | None
    severity: str
    event_ids: frozenset[str]


class FrigateClient:
    """Raises FrigateUnavailable, FrigateRefused and, of footage, NoFootage.

    ahead_seconds: by how much Frigate's clock is ahead, as its last answer said.
    """

    def __init__(self, session: aiohttp.ClientSession, access: FrigateAccess) -> None:
        self.ahead_seconds = 0.0
        self._session = session
        self._access = access
        self._base = access.url.rstrip("/").removesuffix("/api")

    async def list_cameras(self) -> dict[str, bool]:
        """The cameras in Frigate's settings, and whether each is recorded."""
        cameras = (await self._get("/api/config", {})).get("cameras")
        if not isinstance(cameras, dict):
            raise FrigateUnavailable(
                f"What answers at {self._access.place} is no Frigate: its settings have no cameras."
            )
        return {
            name: bool((settings.get("record") or {}).get("enabled", False))
            and settings.get("enabled", True) is not False
            for name, settings in cameras.items()
        }

    async def list_segments(self, camera: str, after: float, before: float) -> list[Segment]:
        """Segments that have a part between these times, in their order."""
        rows = await self._get(f"/api/{quote(camera)}/recordings", {"after": f"{after:.6f}", "before": f"{before:.6f}"})
        segments = [Segment(_to_seconds(row["start_time"]), _to_seconds(row["end_time"])) for row in _dicts(rows)]
        return sorted(segments, key=lambda segment: segment.started_at)

    async def list_review_items(self, camera: str, after: float, before: float) -> list[ReviewItem]:
        """Alerts and detections that began between these times."""
        rows = await self._get(
            "/api/review",
            # reviewed=1: also those that a person has looked at.
            {"cameras": camera, "after": f"{after:.6f}", "before": f"{before:.6f}", "reviewed": "1", "limit": "5000"},
        )
        return [_to_review_item(row) for row in _dicts(rows)]

    async def list_events(self, camera: str, after: float, before: float) -> list[Mapping[str, Any]]:
        """Tracked objects that began between these times, as Frigate tells them."""
        options = {"cameras": camera, "after": f"{after:.6f}", "before": f"{before:.6f}"}
        return _dicts(
            await self._get("/api/events", {**options, "include_thumbnails": "0", "limit": str(_MOST_EVENTS)})
        )

    async def download(self, camera: str, after: float, before: float, file: Path) -> None:
        """Write the footage between these times to a file."""
        path = f"/api/{quote(camera)}/start/{after:.6f}/end/{before:.6f}/clip.mp4"
        for may_log_in in (True, False):
            try:
                async with self._session.get(
                    self._base + path, headers=self._headers(), timeout=_DOWNLOAD_TIMEOUT, allow_redirects=False
                ) as response:
                    if response.status == 401 and may_log_in:
                        await self._log_in()
                        continue
                    if response.status in (400, 404):
                        raise NoFootage("Frigate has no recording of that time any more.")
                    self._check(response)
                    with file.open("wb") as written:
                        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                            written.write(chunk)
                    return
            except (aiohttp.ClientError, TimeoutError) as error:
                raise FrigateUnavailable(self._describe(error)) from None
        raise FrigateRefused(f"Frigate at {self._access.place} refuses who asks for footage.")

    async def _get(self, path: str, parameters: Mapping[str, str]) -> Any:
        for may_log_in in (True, False):
            try:
                async with self._session.get(
                    self._base + path,
                    params=parameters,
                    headers=self._headers(),
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                ) as response:
                    if response.status == 401 and may_log_in:
                        await self._log_in()
                        continue
                    self._check(response)
                    return json.loads(await _read(response))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise FrigateUnavailable(self._describe(error)) from None
            except ValueError:
                raise FrigateUnavailable(f"What answers at {self._access.place} is no Frigate.") from None
        raise FrigateRefused(f"Frigate at {self._access.place} refuses the login that it gave.")

    async def _log_in(self) -> None:
        """Frigate sets the token as a cookie, which the session keeps."""
        access = self._access
        if access.user is None:
            wanted = "another FRIGATE_TOKEN" if access.token else "--user and FRIGATE_PASSWORD, or FRIGATE_TOKEN"
            raise FrigateRefused(f"Frigate at {access.place} asks who this is: give {wanted}.")
        body = {"user": access.user, "password": access.password}
        async with self._session.post(f"{self._base}/api/login", json=body, timeout=_TIMEOUT) as response:
            if response.status in (400, 401, 403):
                raise FrigateRefused(f"Frigate at {access.place} refuses the user {access.user!r} or its password.")
            self._check(response)

    def _headers(self) -> dict[str, str]:
        headers = {"accept": "application/json, video/mp4"}
        return headers | ({"authorization": f"Bearer {self._access.token}"} if self._access.token else {})

    def _check(self, response: aiohttp.ClientResponse) -> None:
        place = self._access.place
        if response.status == 403:
            raise FrigateRefused(f"Frigate at {place} does not let this user see the camera.")
        if response.status >= 300:
            raise FrigateUnavailable(f"Frigate at {place} answered {response.status}.")
        if date := response.headers.get("date"):
            try:
                self.ahead_seconds = parsedate_to_datetime(date).timestamp() - time.time()
            except ValueError:
                return

    def _describe(self, error: Exception) -> str:
        # Messages of the client may hold the whole address.
        reason = getattr(error, "strerror", None) or type(error).__name__
        return f"Frigate at {self._access.place} cannot be reached: {reason}."


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > _LONGEST_ANSWER:
            raise ValueError
    return bytes(body)


def _dicts(rows: object) -> list[Mapping[str, Any]]:
    if not isinstance(rows, Iterable):
        raise FrigateUnavailable("Frigate's answer is no list.")
    return [row for row in rows if isinstance(row, dict)]


def _to_review_item(row: Mapping[str, Any]) -> ReviewItem:
    data = row.get("data") or {}
    if isinstance(data, str):
        data = json.loads(data)
    ended_at = row.get("end_time")
    return ReviewItem(
        _to_seconds(row["start_time"]),
        None if ended_at is None else _to_seconds(ended_at),
        str(row.get("severity") or ""),
        frozenset(map(str, data.get("detections") or ())),
    )


def _to_seconds(value: object) -> float:
    """Versions of Frigate write times as seconds or as texts."""
    if isinstance(value, int | float):
        return float(value)
    moment = datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
