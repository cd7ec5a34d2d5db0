"""Checkpoints of an analysis: numbers are read back exactly, and damaged checkpoints are refused."""

import pytest

from domain.analysis.checkpoint import decode_chunk, encode_chunk
from vision.detection.boxes import Detection

METADATA = {"pipeline": "vision/1", "checksum": "00"}
DETECTIONS = [(3, [Detection(0.1, 1 / 3, 2.0**-40, 1e9, 0.7000000476837158)]), (8, [])]


def test_numbers_come_back_just_as_they_were() -> None:
    assert decode_chunk(encode_chunk(DETECTIONS, METADATA), METADATA) == dict(DETECTIONS)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        encode_chunk(DETECTIONS, {**METADATA, "checksum": "11"}),
        encode_chunk(DETECTIONS, {**METADATA, "pipeline": "vision/0"}),
        b'{"pipeline": "vision/1", "checksum": "00", "frames": [[1, [[1, 2]]]]}',
    ],
)
def test_a_piece_that_is_damaged_or_of_another_footage_is_refused(body: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        decode_chunk(body, METADATA)
