"""Frames of the AWS event stream (application/vnd.amazon.eventstream).

Format: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html and the Smithy specification
"Amazon Event Stream": total length, length of the headers, CRC-32 of those eight bytes, headers, payload, CRC-32 of
everything before it. All integers are big-endian.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from devstack.bedrock.errors import ServiceError

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_STRING = 7


def event(kind: str, payload: Mapping[str, Any]) -> bytes:
    """A frame that carries one event of the stream, such as contentBlockDelta."""
    return _json_frame({":event-type": kind, ":content-type": "application/json", ":message-type": "event"}, payload)


def exception(error: ServiceError) -> bytes:
    """A frame that ends the stream with an error; its type is the member's name, such as throttlingException."""
    kind = error.kind[0].lower() + error.kind[1:]
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return _json_frame(headers, error.body)


def _json_frame(headers: Mapping[str, str], payload: Mapping[str, Any]) -> bytes:
    return encode(headers, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def encode(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One frame with string headers, lengths and both checksums."""
    head = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack("!II", 12 + len(head) + len(payload) + 4, len(head))
    frame = prelude + struct.pack("!I", crc32(prelude)) + head + payload
    return frame + struct.pack("!I", crc32(frame))


def _header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack("!B", len(key)) + key + struct.pack("!BH", _STRING, len(text)) + text
