"""A small RTSP server (RFC 2326) for tests and benches, which can misbehave. RTP goes over the same TCP connection, or
over UDP."""

import asyncio
import base64
import re
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bench.ingest.moving_picture import MovingPicture
from bench.ingest.rtp import CLOCK_RATE, PAYLOAD_TYPE, SSRC, describe, packetize, report


@dataclass(slots=True)
class ServedCamera:
    """One camera, and how it misbehaves.

    Frame n is at started_at + n / fps (seconds since the epoch). sent: the numbers of frames that were sent, in order.
    reports: whether RTCP sender reports are sent; clock_ahead: by how much their clock is wrong, in seconds.
    garbles: whether payloads are noise. hangs: whether nothing more is sent, though the line stays. refuses: an RTSP
    status for every DESCRIBE. credentials: "user:password" that a client has to give. only_udp: whether RTP goes over
    UDP alone. loses: one of so many packets does not arrive; 0: none is lost.
    """

    picture: MovingPicture
    started_at: float = field(default_factory=time.time)
    reports: bool = True
    clock_ahead: float = 0.0
    garbles: bool = False
    hangs: bool = False
    refuses: str | None = None
    credentials: str | None = None
    only_udp: bool = False
    loses: int = 0
    sent: list[int] = field(default_factory=list)
    connections: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def time_of(self, number: int) -> float:
        return self.started_at + number / self.picture.fps

    def drop(self) -> None:
        """End every connection."""
        for writer in self._writers:
            writer.transport.abort()


@asynccontextmanager
async def serve_rtsp(cameras: dict[str, ServedCamera], port: int = 0) -> AsyncIterator[str]:
    """Serve each camera at /NAME on 127.0.0.1. Yields the address, such as rtsp://127.0.0.1:5544."""
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await _Connection(cameras, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(accept, "127.0.0.1", port)
    try:
        yield f"rtsp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Connection:
    def __init__(
        self, cameras: dict[str, ServedCamera], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._cameras = cameras
        self._reader = reader
        self._writer = writer
        self._playing: asyncio.Task[None] | None = None
        # For RTP and RTCP, where they go over UDP.
        self._datagrams: list[asyncio.DatagramTransport] = []

    async def run(self) -> None:
        try:
            while request := await self._read_request():
                await self._answer(*request)
        finally:
            for transport in self._datagrams:
                transport.close()
            if self._playing is not None:
                self._playing.cancel()
                with suppress(asyncio.CancelledError, ConnectionError):
                    await self._playing

    async def _read_request(self) -> tuple[str, str, dict[str, str]] | None:
        while (first := await self._reader.read(1)) == b"$":
            # RTCP of the client.
            _, size = struct.unpack(">BH", await self._reader.readexactly(3))
            await self._reader.readexactly(size)
        if not first:
            return None
        head = (first + await self._reader.readuntil(b"\r\n\r\n")).decode()
        method, url, *_ = head.split(" ", 2)
        headers = {name.lower(): value for name, value in re.findall(r"^([\w-]+): *(.*?)\r?$", head, re.MULTILINE)}
        return method, url, headers

    async def _answer(self, method: str, url: str, headers: dict[str, str]) -> None:
        name = re.sub(r"^rtsp://[^/]*/", "", url).split("/")[0]
        camera = self._cameras.get(name)
        if camera is None:
            return await self._reply(headers, "404 Not Found")
        if camera.hangs:
            await asyncio.Event().wait()
        if method == "DESCRIBE" and camera.refuses:
            return await self._reply(headers, camera.refuses)
        if not _may(camera, headers):
            return await self._reply(headers, "401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"')
        if method == "OPTIONS":
            return await self._reply(headers, "200 OK", "Public: DESCRIBE, SETUP, TEARDOWN, PLAY, OPTIONS")
        if method == "DESCRIBE":
            body = describe(camera.picture)
            extra = f"Content-Base: {url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}"
            return await self._reply(headers, "200 OK", extra, body)
        if method == "SETUP":
            return await self._set_up(camera, headers)
        if method == "PLAY":
            await self._reply(headers, "200 OK", "Range: npt=0.000-")
            self._playing = asyncio.create_task(self._play(camera))
            return None
        await self._reply(headers, "200 OK")
        return None

    async def _set_up(self, camera: ServedCamera, headers: dict[str, str]) -> None:
        if not camera.only_udp:
            return await self._reply(headers, "200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        ports = re.search(r"client_port=(\d+)-(\d+)", headers.get("transport", ""))
        if ports is None:
            return await self._reply(headers, "461 Unsupported Transport")
        loop, host = asyncio.get_running_loop(), "127.0.0.1"
        for port in map(int, ports.groups()):
            transport, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, local_addr=(host, 0), remote_addr=(host, port)
            )
            self._datagrams.append(transport)
        mine = "-".join(str(transport.get_extra_info("sockname")[1]) for transport in self._datagrams)
        await self._reply(headers, "200 OK", f"Transport: RTP/AVP;unicast;{ports[0]};server_port={mine}")
        return None

    async def _reply(self, headers: dict[str, str], status: str, extra: str = "", body: bytes = b"") -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {headers.get('cseq', '0')}", "Session: 1;timeout=60"]
        self._writer.write("\r\n".join([*lines, *([extra] if extra else []), "", ""]).encode() + body)
        await self._writer.drain()

    async def _play(self, camera: ServedCamera) -> None:
        """Send frames at their times, from the next key frame on."""
        camera.connections += 1
        camera._writers.add(self._writer)
        number, sequence, reported_at = int((time.time() - camera.started_at) * camera.picture.fps) + 1, 0, 0.0
        while not camera.picture.is_key(number):
            number += 1
        try:
            while True:
                await asyncio.sleep(max(0.0, camera.time_of(number) - time.time()))
                if camera.hangs:
                    await asyncio.Event().wait()
                timestamp = number * CLOCK_RATE // camera.picture.fps & 0xFFFFFFFF
                if camera.reports and time.time() - reported_at > 1:
                    reported_at = time.time()
                    self._send(1, report(camera.time_of(number) + camera.clock_ahead, timestamp))
                payloads = packetize(camera.picture, number)
                for payload in payloads:
                    sequence = sequence + 1 & 0xFFFF
                    marker = 0x80 if payload is payloads[-1] else 0
                    head = struct.pack(">BBHII", 0x80, PAYLOAD_TYPE | marker, sequence, timestamp, SSRC)
                    if not camera.loses or sequence % camera.loses:
                        self._send(0, head + (b"\xff\x00\xaa" * 40 if camera.garbles else payload))
                camera.sent.append(number)
                await self._writer.drain()
                number += 1
        except ConnectionError:
            return
        finally:
            camera._writers.discard(self._writer)

    def _send(self, channel: int, data: bytes) -> None:
        if self._writer.is_closing():
            raise ConnectionResetError
        if self._datagrams:
            self._datagrams[channel].sendto(data)
            return
        self._writer.write(struct.pack(">cBH", b"$", channel, len(data)) + data)


def _may(camera: ServedCamera, headers: dict[str, str]) -> bool:
    if camera.credentials is None:
        return True
    return headers.get("authorization") == "Basic " + base64.b64encode(camera.credentials.encode()).decode()
