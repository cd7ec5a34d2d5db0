"""Frames of all sorts, and sockets that do not keep to the protocol: each ends with the code that it should, or is
borne, and a query is answered on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.attacks.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Wire, frame, message
from bench.attacks.texts import doubling

# Codes of the WebSocket protocol (RFC 6455), and of graphql-transport-ws.
MALFORMED, NO_UTF8, TOO_BIG = 1002, 1007, 1009
INVALID, NO_INIT, FORBIDDEN, NO_PROTOCOL, TWICE_THE_ID, TWICE_INIT = 4400, 4401, 4403, 4406, 4409, 4429
BORNE = 0
_ENDLESS = {"query": "subscription { eventDetected { id } }"}
_VIEWER = {"query": "{ viewer { id } }"}


@dataclass(frozen=True, slots=True)
class SocketAttack:
    """expected: the code that the server closes the socket with, BORNE, or the status that refuses its handshake.

    greeted: `sent` goes out when the server has acknowledged a token that holds.
    """

    name: str
    expected: int
    sent: bytes = b""
    greeted: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = "/graphql"


async def outcome(port: int, token: str, attack: SocketAttack) -> int:
    """What came of it, as `SocketAttack.expected` says it."""
    wire = await Wire.to(port)
    try:
        status = await wire.shake(attack.headers, attack.path)
        if status != 101:
            return status
        if attack.greeted:
            wire.send(message(type="connection_init", payload={"Authorization": f"Bearer {token}"}))
            await wire.receive()
        wire.send(attack.sent + (b"" if attack.expected else _last(attack)))
        while True:
            opcode, body = await wire.receive()
            if opcode == CLOSE:
                return int.from_bytes(body[:2], "big") or 1005
            if opcode == TEXT and json.loads(body).get("id") == "the last":
                return BORNE
    finally:
        await wire.close()


def _last(attack: SocketAttack) -> bytes:
    assert attack.greeted, "without a greeting no query is answered"
    return message(type="subscribe", id="the last", payload=_VIEWER)


def _refused(name: str, status: int, path: str = "/graphql", **headers: str) -> SocketAttack:
    told = {key.replace("_", "-"): value for key, value in headers.items()}
    return SocketAttack(f"handshake: {name}", status, greeted=False, headers=told, path=path)


def _subscribe(id_: str, **payload: object) -> bytes:
    return message(type="subscribe", id=id_, payload=payload)


SOCKETS: tuple[SocketAttack, ...] = (
    _refused("a page of another origin", 403, Origin="https://evil.example"),
    _refused("an origin that is none", 403, Origin="null"),
    _refused("an older version", 400, Sec_WebSocket_Version="8"),
    _refused("no key", 400, Sec_WebSocket_Key=""),
    _refused("a key that is none", 400, Sec_WebSocket_Key="x"),
    _refused("another path", 403, path="/readyz"),
    SocketAttack("handshake: another protocol", NO_PROTOCOL, greeted=False, headers={"Sec-WebSocket-Protocol": "mqtt"}),
    SocketAttack("handshake: no protocol", NO_PROTOCOL, greeted=False, headers={"Sec-WebSocket-Protocol": ""}),
    SocketAttack("frame: binary", INVALID, frame(BINARY, b"\x00\xff")),
    SocketAttack("frame: text in binary", INVALID, frame(BINARY, json.dumps({"type": "ping"}).encode())),
    SocketAttack("frame: no UTF-8", NO_UTF8, frame(TEXT, b'{"type": "\xff\xfe"}')),
    SocketAttack("frame: overlong UTF-8", NO_UTF8, frame(TEXT, b'{"type": "\xc0\xaf"}')),
    SocketAttack("frame: without a mask", MALFORMED, frame(TEXT, b'{"type":"ping"}', masked=False)),
    SocketAttack("frame: reserved bits", MALFORMED, frame(TEXT, b'{"type":"ping"}', reserved=2)),
    SocketAttack("frame: compressed, which was not agreed on", MALFORMED, frame(TEXT, b"\x00", reserved=4)),
    SocketAttack("frame: an opcode that is none", MALFORMED, frame(3, b"x")),
    SocketAttack("frame: a continuation of nothing", MALFORMED, frame(CONTINUATION, b"x")),
    SocketAttack("frame: a message in a message", MALFORMED, frame(TEXT, b"{", last=False) + frame(TEXT, b"}")),
    SocketAttack("frame: a ping of 126 bytes", MALFORMED, frame(PING, b"x" * 126)),
    SocketAttack("frame: a ping in pieces", MALFORMED, frame(PING, b"x", last=False)),
    SocketAttack("frame: a close of one byte", MALFORMED, frame(CLOSE, b"\x03")),
    SocketAttack("frame: a close with a code that is none", MALFORMED, frame(CLOSE, (1005).to_bytes(2, "big"))),
    SocketAttack("frame: a close whose reason is no UTF-8", NO_UTF8, frame(CLOSE, b"\x03\xe8\xff")),
    SocketAttack("size: 300 kB", TOO_BIG, frame(TEXT, b"x" * 300_000)),
    SocketAttack("size: 1 GB announced", TOO_BIG, frame(TEXT, b"x", told=1 << 30)),
    SocketAttack("size: 2^63 bytes announced", TOO_BIG, frame(TEXT, b"x", told=1 << 63)),
    SocketAttack(
        "size: 300 kB in pieces",
        TOO_BIG,
        frame(TEXT, b"x" * 1000, last=False) + frame(CONTINUATION, b"x" * 1000, last=False) * 299,
    ),
    SocketAttack(
        "flood: pieces of nothing",
        BORNE,
        frame(TEXT, b'{"type":"ping"', last=False) + frame(CONTINUATION, last=False) * 5000 + frame(CONTINUATION, b"}"),
    ),
    SocketAttack("flood: pings of the socket", BORNE, frame(PING, b"x" * 125) * 2000),
    SocketAttack("flood: pongs that nobody asked for", BORNE, frame(PONG, b"x" * 125) * 2000),
    SocketAttack("flood: pings of the protocol", BORNE, message(type="ping") * 500),
    SocketAttack("flood: completes of nothing", BORNE, message(type="complete", id="x") * 500),
    SocketAttack("flood: broken operations", BORNE, _subscribe("1", query="{") * 50),
    SocketAttack("flood: unknown types", INVALID, message(type="x") * 2000),
    SocketAttack("message: no JSON", INVALID, frame(TEXT, b"{")),
    SocketAttack("message: a list", INVALID, frame(TEXT, b"[]")),
    SocketAttack("message: NaN", INVALID, frame(TEXT, b'{"type": NaN}')),
    SocketAttack("message: lists beyond any stack", INVALID, frame(TEXT, b"[" * 200_000)),
    SocketAttack("message: empty", INVALID, frame(TEXT)),
    SocketAttack("message: without a type", INVALID, message()),
    SocketAttack("message: of the server's", INVALID, message(type="next", id="1", payload={})),
    SocketAttack("message: an id of 200 kB", BORNE, _subscribe("x" * 200_000, **_VIEWER)),
    SocketAttack("before init: an operation", NO_INIT, _subscribe("1", **_VIEWER), greeted=False),
    SocketAttack(
        "before init: pings, then an operation",
        NO_INIT,
        message(type="ping") * 100 + _subscribe("1", **_VIEWER),
        greeted=False,
    ),
    SocketAttack("before init: nonsense", INVALID, message(type="start"), greeted=False),
    SocketAttack("init: twice", TWICE_INIT, message(type="connection_init", payload={})),
    SocketAttack(
        "init: twice at once, no token", FORBIDDEN, message(type="connection_init", payload={}) * 2, greeted=False
    ),
    SocketAttack("init: without a token", FORBIDDEN, message(type="connection_init"), greeted=False),
    SocketAttack("init: a payload that is none", INVALID, message(type="connection_init", payload=[]), greeted=False),
    SocketAttack(
        "init: a token without an algorithm",
        FORBIDDEN,
        message(type="connection_init", payload={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}),
        greeted=False,
    ),
    SocketAttack("operations: one id twice", TWICE_THE_ID, _subscribe("1", **_ENDLESS) * 2),
    SocketAttack(
        "operations: sixty at once", BORNE, b"".join(_subscribe(str(number), query="{ x }") for number in range(60))
    ),
    SocketAttack("operations: 2^22 by doubling", BORNE, _subscribe("1", query=doubling(22))),
    SocketAttack(
        "operations: a thousand aliases",
        BORNE,
        _subscribe("1", query="{" + " ".join(f"a{i}:viewer{{id}}" for i in range(900)) + "}"),
    ),
)
