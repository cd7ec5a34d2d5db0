"""A fake of Frigate's HTTP API, made from its documentation.

https://docs.frigate.video/integrations/api/frigate-http-api/ lists the operations; those that are here:

- `GET /api/config`: "A json representation of your configuration".
- `POST /api/login`: "Upon successful login, a JWT token is issued with an expiration date and set as a cookie. […] This
  JWT token can also be passed in the Authorization header as a bearer token"
  (https://docs.frigate.video/configuration/authentication/). "8971: Authenticated UI and API", "5000: Internal
  unauthenticated UI and API access".
- `GET /api/{camera_name}/recordings`: "Return specific camera recordings between the given 'after'/'end' times": rows
  with id, start_time, end_time, segment_size, motion, objects, duration, in seconds since the epoch.
- `GET /api/{camera_name}/start/{start_ts}/end/{end_ts}/clip.mp4`: the segments that have a part in these times,
  joined by a stream copy; 400 "No recordings found for the specified time range".
- `GET /api/events`: tracked objects that began after `after` and before `before`, with `id`, `label`, `sub_label`,
  `camera`, `start_time`, `end_time` (null while it is tracked), `false_positive`, `zones` and `data`.
- `GET /api/review`: review items with `severity` (alert or detection) and `data.detections`, the ids of its objects.
"""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from fractions import Fraction
from time import time
from typing import Any

import av
from aiohttp import web

from bench.ingest.moving_picture import MovingPicture

_RATE = 90_000


@dataclass(slots=True)
class FakeFrigate:
    """segments: of each camera, (start, end) in whole seconds. Frame n of its picture was taken at epoch + n / fps.

    password: of the user admin; None: no login is asked for. away: whether every answer is 503. ahead: of its clock.
    clips: what is done to the next clips: "empty", "noise", "half" or "slow" (never ends).
    """

    segments: dict[str, list[tuple[float, float]]]
    pictures: dict[str, MovingPicture]
    epoch: float
    events: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    password: str | None = None
    away: bool = False
    ahead: float = 0.0
    clips: list[str] = field(default_factory=list)
    downloads: list[tuple[str, float, float]] = field(default_factory=list)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """On 127.0.0.1; yields the address."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("/api/config", self._config),
                web.post("/api/login", self._login),
                web.get("/api/events", self._list_events),
                web.get("/api/review", self._list_reviews),
                web.get("/api/{camera}/recordings", self._list_recordings),
                web.get("/api/{camera}/start/{start}/end/{end}/clip.mp4", self._clip),
            ]
        )
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.away:
            return web.Response(status=503)
        given = request.cookies.get("frigate_token") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.password is not None and request.path != "/api/login" and given != "token":
            return web.json_response({"message": "Unauthorized"}, status=401)
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["Date"] = formatdate(time() + self.ahead, usegmt=True)
        return response

    async def _config(self, _request: web.Request) -> web.Response:
        return web.json_response({"cameras": {name: {"record": {"enabled": True}} for name in self.segments}})

    async def _login(self, request: web.Request) -> web.Response:
        if await request.json() != {"user": "admin", "password": self.password}:
            return web.json_response({"message": "Login failed"}, status=401)
        response = web.json_response({})
        response.set_cookie("frigate_token", "token", httponly=True)
        return response

    async def _list_events(self, request: web.Request) -> web.Response:
        return web.json_response([row for row in self.events if self._is_asked_for(request, row)])

    async def _list_reviews(self, request: web.Request) -> web.Response:
        assert request.query["reviewed"] == "1"
        return web.json_response([row for row in self.reviews if self._is_asked_for(request, row)])

    def _is_asked_for(self, request: web.Request, row: dict[str, Any]) -> bool:
        after, before = float(request.query["after"]), float(request.query["before"])
        return row["camera"] in request.query["cameras"].split(",") and after < row["start_time"] < before

    async def _list_recordings(self, request: web.Request) -> web.Response:
        after, before = float(request.query["after"]), float(request.query["before"])
        return web.json_response(
            [
                {
                    "id": f"{start}-abc",
                    "start_time": start,
                    "end_time": end,
                    "segment_size": 1.5,
                    "motion": 0,
                    "objects": 0,
                }
                for start, end in self.segments.get(request.match_info["camera"], ())
                if end >= after and start <= before
            ]
        )

    async def _clip(self, request: web.Request) -> web.StreamResponse:
        camera, after, before = (
            request.match_info["camera"],
            *(float(request.match_info[at]) for at in ("start", "end")),
        )
        self.downloads.append((camera, after, before))
        segments = [
            (start, end)
            for start, end in self.segments.get(camera, ())
            if after <= start <= before or after <= end <= before or (start < after and before < end)
        ]
        if not segments:
            return web.json_response({"success": False, "message": "No recordings found"}, status=400)
        # An inpoint and an outpoint, in whole seconds, as Frigate writes them.
        begin = segments[0][0] + int(max(0.0, after - segments[0][0]))
        end = min(segments[-1][1], segments[-1][0] + int(before - segments[-1][0]))
        content = await asyncio.to_thread(self._render, camera, begin, end)
        match self.clips.pop(0) if self.clips else None:
            case "empty":
                content = b""
            case "noise":
                content = b"\x00\x01" * 5000
            case "half":
                content = await asyncio.to_thread(self._render, camera, begin, (begin + end) / 2)
            case "slow":
                response = web.StreamResponse(headers={"Content-Type": "video/mp4"})
                await response.prepare(request)
                await response.write(content[:100])
                await asyncio.sleep(3600)
        return web.Response(body=content, content_type="video/mp4")

    def _render(self, camera: str, begin: float, end: float) -> bytes:
        picture = self.pictures[camera]
        fps = picture.fps
        first, last = round((begin - self.epoch) * fps), round((end - self.epoch) * fps)
        raw = b"".join(b"\x00\x00\x00\x01" + unit for n in range(first, last) for unit in picture.mark(n))
        target = io.BytesIO()
        options = {"movflags": "frag_keyframe+empty_moov"}
        with (
            av.open(io.BytesIO(raw), "r", format="h264") as source,
            av.open(target, "w", format="mp4", options=options) as copy,
        ):
            stream = copy.add_stream_from_template(source.streams.video[0])
            number = 0
            for packet in source.demux(source.streams.video[0]):
                if packet.size:
                    packet.time_base = Fraction(1, _RATE)
                    packet.pts = packet.dts = number * _RATE // fps
                    packet.duration = _RATE // fps
                    packet.stream = stream
                    copy.mux(packet)
                    number += 1
        return target.getvalue()
