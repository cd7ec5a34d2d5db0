"""Frames of the event stream, as botocore's own parser reads them."""

import json
from typing import Any

import pytest
from botocore.eventstream import ChecksumMismatch, EventStreamBuffer

from devstack.bedrock import event_stream as frames
from devstack.bedrock.errors import ServiceError


def parsed(data: bytes) -> list[Any]:
    buffer = EventStreamBuffer()
    buffer.add_data(data)
    return list(buffer)


def test_an_event_carries_its_type_and_payload() -> None:
    [message] = parsed(frames.encode_event("contentBlockDelta", {"delta": {"text": "안녕"}, "contentBlockIndex": 0}))
    assert message.headers == {
        ":event-type": "contentBlockDelta",
        ":content-type": "application/json",
        ":message-type": "event",
    }
    assert json.loads(message.payload) == {"delta": {"text": "안녕"}, "contentBlockIndex": 0}


def test_an_exception_is_named_as_the_streams_member() -> None:
    [message] = parsed(frames.encode_exception(ServiceError("ThrottlingException", "Slow down.")))
    assert message.headers[":exception-type"] == "throttlingException"
    assert message.headers[":message-type"] == "exception"
    assert json.loads(message.payload) == {"message": "Slow down."}


def test_frames_are_found_one_after_another_in_one_chunk() -> None:
    both = frames.encode_event("messageStart", {"role": "assistant"}) + frames.encode_event(
        "messageStop", {"stopReason": "end_turn"}
    )
    assert [message.headers[":event-type"] for message in parsed(both)] == ["messageStart", "messageStop"]


@pytest.mark.parametrize("position", [9, 20, -6])
def test_a_flipped_bit_does_not_pass_the_checksums(position: int) -> None:
    damaged = bytearray(frames.encode_event("messageStart", {"role": "assistant"}))
    damaged[position] ^= 1
    with pytest.raises(ChecksumMismatch):
        parsed(bytes(damaged))
