"""Pieces of an analysis: numbers that come back as they were, and nothing that is not wanted."""

import pytest

from domain.analysis.checkpoint import decode_chunk, encode_chunk
from vision.people.detect import Detection

SAYS = {"pipeline": "vision/1", "checksum": "00"}
LOOKS = [(3, [Detection(0.1, 1 / 3, 2.0**-40, 1e9, 0.7000000476837158)]), (8, [])]


def test_numbers_come_back_just_as_they_were() -> None:
    assert decode_chunk(encode_chunk(LOOKS, SAYS), SAYS) == dict(LOOKS)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        encode_chunk(LOOKS, {**SAYS, "checksum": "11"}),
        encode_chunk(LOOKS, {**SAYS, "pipeline": "vision/0"}),
        b'{"pipeline": "vision/1", "checksum": "00", "frames": [[1, [[1, 2]]]]}',
    ],
)
def test_a_piece_that_is_damaged_or_of_another_footage_is_refused(body: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        decode_chunk(body, SAYS)
