"""Sound goes into the file of its pictures, whichever comes first."""

import io
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import InputContainer
from av.stream import Stream

from bench.ingest.moving_picture import encode_moving_picture
from ingest.rtsp import camera as camera_module
from ingest.rtsp.address import CameraAddress
from ingest.rtsp.camera import CameraRecorder, RecordingTerms
from ingest.rtsp.packets import TimedPacket
from ingest.spool import SpoolFolder

SECONDS, FPS, SAMPLES = 6, 10, 800
STARTED_AT = 1_796_000_000.0


def make_footage() -> bytes:
    """Six seconds of H.264, with a key frame each second, and of G.711."""
    picture, target = encode_moving_picture(fps=FPS), io.BytesIO()
    raw = b"".join(b"\x00\x00\x00\x01" + unit for number in range(SECONDS * FPS) for unit in picture.mark(number))
    with av.open(io.BytesIO(raw), "r", format="h264") as source, av.open(target, "w", format="mov") as copy:
        pictures = copy.add_stream_from_template(source.streams.video[0])
        sound = copy.add_stream("pcm_alaw", rate=8000, layout="mono")
        for number, packet in enumerate(packet for packet in source.demux() if packet.size):
            packet.time_base = Fraction(1, FPS)
            packet.pts = packet.dts = number
            packet.duration, packet.stream = 1, pictures
            copy.mux(packet)
            frame = av.AudioFrame.from_ndarray(np.zeros((1, SAMPLES), np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = 8000, number * SAMPLES
            copy.mux(sound.encode(frame))
    return target.getvalue()


def read_early_sound(container: InputContainer, streams: list[Stream]) -> Iterator[TimedPacket]:
    """Each packet, and sound three seconds before the pictures of its time."""
    packets = [packet for packet in container.demux(streams) if packet.size]
    timed = [TimedPacket(packet, STARTED_AT, None, leaps=False) for packet in packets]
    return iter(sorted(timed, key=lambda one: one.position - 3 * (one.packet.stream.type == "audio")))


def test_sound_that_comes_before_its_pictures_waits_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "PacketReader", read_early_sound)
    terms = RecordingTerms(seconds=2.0, stall_seconds=5.0, has_sound=True)
    recorder = CameraRecorder(CameraAddress("gate", "rtsp://10.0.0.7"), SpoolFolder(tmp_path), terms, threading.Event())
    with av.open(io.BytesIO(make_footage()), "r") as container:
        recorder._record(container)
    lengths = []
    for recording in sorted(tmp_path.glob("gate/*")):
        with av.open(str(recording), "r") as container:
            times: dict[str, list[float]] = {"video": [], "audio": []}
            for packet in container.demux():
                if packet.size and packet.pts is not None and packet.time_base is not None:
                    times[packet.stream.type].append(float(packet.pts * packet.time_base))
        lengths.append([round(max(found) - min(found) + 0.1, 1) for found in times.values()])
    # The newest sound of a connection waits for a picture that never comes.
    assert lengths == [[3.0, 3.0], [3.0, 2.9]]
