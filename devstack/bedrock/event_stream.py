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
_STRING_TYPE = 7


def encode_event(kind: str, payload: Mapping[str, Any]) -> bytes:
    """A frame with one event of the stream, such as contentBlockDelta."""
    return _encode_json_frame(
        {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}, payload
    )


def encode_exception(error: ServiceError) -> bytes:
    """A frame that ends the stream with an error, whose type is spelled like throttlingException."""
    kind = error.kind[0].lower() + error.kind[1:]
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return _encode_json_frame(headers, error.body)


def _encode_json_frame(headers: Mapping[str, str], payload: Mapping[str, Any]) -> bytes:
    return encode_frame(headers, json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def encode_frame(headers: Mapping[str, str], payload: bytes) -> bytes:
    """One frame with string headers, lengths and both checksums."""
    head = b"".join(_encode_header(name, value) for name, value in headers.items())
    prelude = struct.pack("!II", 12 + len(head) + len(payload) + 4, len(head))
    frame = prelude + struct.pack("!I", crc32(prelude)) + head + payload
    return frame + struct.pack("!I", crc32(frame))


def _encode_header(name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack("!B", len(key)) + key + struct.pack("!BH", _STRING_TYPE, len(text)) + text
