"""JSON of requests and answers means what Python's own module would make of it."""

import json
from datetime import UTC, datetime

import pytest

from schema.transport.content.json_text import decode_json_object, encode_json


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2.5, null, true, "한국어"]}',
        '{"a": 1, "a": 2}',
        '{"n": 18446744073709551616123}',
        '{"n": 9223372036854775807}',
        '{"a": "\\ud800"}',
        " {} ",
    ],
)
def test_objects_are_read_as_python_reads_them(text: str) -> None:
    assert decode_json_object(text.encode()) == json.loads(text)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"a": NaN}', b'{"a": ', b'{"a": 1}x', b'{"a":' * 2000, b"\xff{}", b"1"])
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        decode_json_object(body)


def test_answers_are_utf_8_and_what_it_lacks_is_escaped() -> None:
    assert encode_json({"a": "서울", "b": [0.5, None]}) == '{"a":"서울","b":[0.5,null]}'.encode()
    assert json.loads(encode_json({"a": "\ud800", "at": datetime(2026, 1, 1, tzinfo=UTC)})) == {
        "a": "\ud800",
        "at": "2026-01-01T00:00:00+00:00",
    }
    assert encode_json({"n": 2**70}) == b'{"n":1180591620717411303424}'


def test_moments_are_written_as_isoformat_writes_them() -> None:
    moments = [
        datetime(2026, 1, 1, 2, 3, 4, 5, UTC),
        datetime(800, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ]
    assert json.loads(encode_json(moments)) == [moment.isoformat() for moment in moments]
