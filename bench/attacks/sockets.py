"""Attacks by WebSocket frames and messages. The server must close each with the expected code, or tolerate it and still
answer a query on the socket."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.attacks.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    RawWebSocket,
    encode_frame,
    encode_message,
)
from bench.attacks.texts import double_fragments

# Codes of the WebSocket protocol (RFC 6455), and of graphql-transport-ws.
MALFORMED, NO_UTF8, TOO_BIG = 1002, 1007, 1009
INVALID, UNAUTHORIZED, NO_PROTOCOL, TWICE_THE_ID, TWICE_INIT = 4400, 4401, 4406, 4409, 4429
TOLERATED = 0
_ENDLESS_SUBSCRIPTION = {"query": "subscription { eventDetected { id } }"}
_VIEWER = {"query": "{ viewer { id } }"}


@dataclass(frozen=True, slots=True)
class SocketAttack:
    """expected: the close code, TOLERATED, or the status that refuses the handshake.

    after_init: `sent` is sent after the server has acknowledged a valid token.
    """

    name: str
    expected: int
    sent: bytes = b""
    after_init: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str = "/graphql"


async def run_socket_attack(port: int, token: str, attack: SocketAttack) -> int:
    """Run an attack. Returns the outcome in the terms of `SocketAttack.expected`."""
    wire = await RawWebSocket.connect(port)
    try:
        status = await wire.handshake(attack.headers, attack.path)
        if status != 101:
            return status
        if attack.after_init:
            wire.send(encode_message(type="connection_init", payload={"Authorization": f"Bearer {token}"}))
            await wire.receive()
        wire.send(attack.sent + (b"" if attack.expected else _build_last_query(attack)))
        while True:
            opcode, body = await wire.receive()
            if opcode == CLOSE:
                return int.from_bytes(body[:2], "big") or 1005
            if opcode == TEXT and json.loads(body).get("id") == "the last":
                return TOLERATED
    finally:
        await wire.close()


def _build_last_query(attack: SocketAttack) -> bytes:
    assert attack.after_init, "without connection_init no query is answered"
    return encode_message(type="subscribe", id="the last", payload=_VIEWER)


def _build_handshake_attack(name: str, status: int, path: str = "/graphql", **headers: str) -> SocketAttack:
    dashed = {key.replace("_", "-"): value for key, value in headers.items()}
    return SocketAttack(f"handshake: {name}", status, after_init=False, headers=dashed, path=path)


def _encode_subscribe(id_: str, **payload: object) -> bytes:
    return encode_message(type="subscribe", id=id_, payload=payload)


SOCKETS: tuple[SocketAttack, ...] = (
    _build_handshake_attack("a page of another origin", 403, Origin="https://evil.example"),
    _build_handshake_attack("an origin that is none", 403, Origin="null"),
    _build_handshake_attack("an older version", 400, Sec_WebSocket_Version="8"),
    _build_handshake_attack("no key", 400, Sec_WebSocket_Key=""),
    _build_handshake_attack("a key that is none", 400, Sec_WebSocket_Key="x"),
    _build_handshake_attack("another path", 403, path="/readyz"),
    SocketAttack(
        "handshake: another protocol", NO_PROTOCOL, after_init=False, headers={"Sec-WebSocket-Protocol": "mqtt"}
    ),
    SocketAttack("handshake: no protocol", NO_PROTOCOL, after_init=False, headers={"Sec-WebSocket-Protocol": ""}),
    SocketAttack("frame: binary", INVALID, encode_frame(BINARY, b"\x00\xff")),
    SocketAttack("frame: text in binary", INVALID, encode_frame(BINARY, json.dumps({"type": "ping"}).encode())),
    SocketAttack("frame: no UTF-8", NO_UTF8, encode_frame(TEXT, b'{"type": "\xff\xfe"}')),
    SocketAttack("frame: overlong UTF-8", NO_UTF8, encode_frame(TEXT, b'{"type": "\xc0\xaf"}')),
    SocketAttack("frame: without a mask", MALFORMED, encode_frame(TEXT, b'{"type":"ping"}', masked=False)),
    SocketAttack("frame: reserved bits", MALFORMED, encode_frame(TEXT, b'{"type":"ping"}', reserved=2)),
    SocketAttack("frame: compressed, which was not agreed on", MALFORMED, encode_frame(TEXT, b"\x00", reserved=4)),
    SocketAttack("frame: an opcode that is none", MALFORMED, encode_frame(3, b"x")),
    SocketAttack("frame: a continuation of nothing", MALFORMED, encode_frame(CONTINUATION, b"x")),
    SocketAttack(
        "frame: a message in a message", MALFORMED, encode_frame(TEXT, b"{", final=False) + encode_frame(TEXT, b"}")
    ),
    SocketAttack("frame: a ping of 126 bytes", MALFORMED, encode_frame(PING, b"x" * 126)),
    SocketAttack("frame: a ping in pieces", MALFORMED, encode_frame(PING, b"x", final=False)),
    SocketAttack("frame: a close of one byte", MALFORMED, encode_frame(CLOSE, b"\x03")),
    SocketAttack("frame: a close with a code that is none", MALFORMED, encode_frame(CLOSE, (1005).to_bytes(2, "big"))),
    SocketAttack("frame: a close whose reason is no UTF-8", NO_UTF8, encode_frame(CLOSE, b"\x03\xe8\xff")),
    SocketAttack("size: 300 kB", TOO_BIG, encode_frame(TEXT, b"x" * 300_000)),
    SocketAttack("size: 1 GB announced", TOO_BIG, encode_frame(TEXT, b"x", declared_length=1 << 30)),
    SocketAttack("size: 2^63 bytes announced", TOO_BIG, encode_frame(TEXT, b"x", declared_length=1 << 63)),
    SocketAttack(
        "size: 300 kB in pieces",
        TOO_BIG,
        encode_frame(TEXT, b"x" * 1000, final=False) + encode_frame(CONTINUATION, b"x" * 1000, final=False) * 299,
    ),
    SocketAttack(
        "flood: pieces of nothing",
        TOLERATED,
        encode_frame(TEXT, b'{"type":"ping"', final=False)
        + encode_frame(CONTINUATION, final=False) * 5000
        + encode_frame(CONTINUATION, b"}"),
    ),
    SocketAttack("flood: pings of the socket", TOLERATED, encode_frame(PING, b"x" * 125) * 2000),
    SocketAttack("flood: pongs that nobody asked for", TOLERATED, encode_frame(PONG, b"x" * 125) * 2000),
    SocketAttack("flood: pings of the protocol", TOLERATED, encode_message(type="ping") * 500),
    SocketAttack("flood: completes of nothing", TOLERATED, encode_message(type="complete", id="x") * 500),
    SocketAttack("flood: broken operations", TOLERATED, _encode_subscribe("1", query="{") * 50),
    SocketAttack("flood: unknown types", INVALID, encode_message(type="x") * 2000),
    SocketAttack("message: no JSON", INVALID, encode_frame(TEXT, b"{")),
    SocketAttack("message: a list", INVALID, encode_frame(TEXT, b"[]")),
    SocketAttack("message: NaN", INVALID, encode_frame(TEXT, b'{"type": NaN}')),
    SocketAttack("message: lists beyond any stack", INVALID, encode_frame(TEXT, b"[" * 200_000)),
    SocketAttack("message: empty", INVALID, encode_frame(TEXT)),
    SocketAttack("message: without a type", INVALID, encode_message()),
    SocketAttack("message: of the server's", INVALID, encode_message(type="next", id="1", payload={})),
    SocketAttack("message: an id of 200 kB", TOLERATED, _encode_subscribe("x" * 200_000, **_VIEWER)),
    SocketAttack("before init: an operation", UNAUTHORIZED, _encode_subscribe("1", **_VIEWER), after_init=False),
    SocketAttack(
        "before init: pings, then an operation",
        UNAUTHORIZED,
        encode_message(type="ping") * 100 + _encode_subscribe("1", **_VIEWER),
        after_init=False,
    ),
    SocketAttack("before init: nonsense", INVALID, encode_message(type="start"), after_init=False),
    SocketAttack("init: twice", TWICE_INIT, encode_message(type="connection_init", payload={})),
    SocketAttack(
        "init: twice at once, no token",
        UNAUTHORIZED,
        encode_message(type="connection_init", payload={}) * 2,
        after_init=False,
    ),
    SocketAttack("init: without a token", UNAUTHORIZED, encode_message(type="connection_init"), after_init=False),
    SocketAttack(
        "init: a payload that is none", INVALID, encode_message(type="connection_init", payload=[]), after_init=False
    ),
    SocketAttack(
        "init: a token without an algorithm",
        UNAUTHORIZED,
        encode_message(type="connection_init", payload={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}),
        after_init=False,
    ),
    SocketAttack("operations: one id twice", TWICE_THE_ID, _encode_subscribe("1", **_ENDLESS_SUBSCRIPTION) * 2),
    SocketAttack(
        "operations: sixty at once",
        TOLERATED,
        b"".join(_encode_subscribe(str(number), query="{ x }") for number in range(60)),
    ),
    SocketAttack("operations: 2^22 by doubling", TOLERATED, _encode_subscribe("1", query=double_fragments(22))),
    SocketAttack(
        "operations: a thousand aliases",
        TOLERATED,
        _encode_subscribe("1", query="{" + " ".join(f"a{i}:viewer{{id}}" for i in range(900)) + "}"),
    ),
)
