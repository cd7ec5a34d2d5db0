"""What stands in a file while it is written, which is what a kill leaves."""

import io
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from bench.ingest.agents import mux
from bench.ingest.moving_picture import MovingPicture, encode_moving_picture, read_numbers
from ingest.rtsp.packets import TimedPacket
from ingest.rtsp.segment import Segment
from ingest.spool import SpoolFolder

STARTED_AT = 1_796_000_000.0


@pytest.fixture(scope="module")
def picture() -> MovingPicture:
    return encode_moving_picture(fps=25)


def read_file(file: Path) -> Iterator[tuple[int, float]]:
    """Number and position of each picture that can be read."""
    with av.open(str(file), "r") as container:
        for packet in container.demux(container.streams.video[0]):
            for number in read_numbers(bytes(packet)) if packet.size else ():
                assert packet.pts is not None
                assert packet.time_base is not None
                yield number, float(packet.pts * packet.time_base)


def test_a_kill_costs_at_most_a_tenth_of_a_second_and_two_pictures(tmp_path: Path, picture: MovingPicture) -> None:
    spool, written = SpoolFolder(tmp_path), []
    with av.open(io.BytesIO(mux(picture, range(100))), "r") as source:
        stream = source.streams.video[0]
        segment: Segment | None = None
        for number, packet in enumerate(packet for packet in source.demux(stream) if packet.size):
            # Pictures come irregularly, and nothing says how long one is.
            packet.duration = 0
            packet.pts = packet.dts = (packet.pts or 0) + (number % 3) * 500
            timed = TimedPacket(packet, STARTED_AT + number / 25, None, leaps=False)
            written.append(timed.position)
            segment = segment or Segment(spool, "gate", timed, stream, [stream])
            segment.write(timed)
            if number >= 10:
                (unfinished,) = tmp_path.glob(".recording/gate/*")
                cut = tmp_path / "cut.mp4"
                cut.write_bytes(unfinished.read_bytes())
                found = list(read_file(cut))
                assert [number for number, _ in found] == list(range(len(found)))
                assert written[-1] - written[len(found) - 1] <= 0.1 + 2 / 25
                assert [at for _, at in found] == pytest.approx(written[: len(found)], abs=0.001)
        assert segment is not None
        recording = segment.finish()
    assert recording is not None
    assert [number for number, _ in read_file(recording)] == list(range(100))
