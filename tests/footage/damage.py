"""Damage to a specimen's file as cameras, recorders and bad networks cause it, and the ground truth afterwards."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
from av.video.frame import VideoFrame

from tests.footage.barcode import Image, read_barcode
from tests.footage.specimen import Specimen, Truth

_TS_PACKET = 188


def drop_head(part: float) -> Callable[[Path], None]:
    """Remove the first `part` of a transport stream's packets: a recording that starts in the middle of a stream."""

    def cut(path: Path) -> None:
        packets = path.read_bytes()
        dropped = int(len(packets) / _TS_PACKET * part) * _TS_PACKET
        path.write_bytes(packets[dropped:])

    return cut


def drop_packets(first: float, last: float) -> Callable[[Path], None]:
    """Remove a transport stream's packets between two parts of its length: a network that failed."""

    def cut(path: Path) -> None:
        packets = path.read_bytes()
        count = len(packets) // _TS_PACKET
        path.write_bytes(packets[: int(count * first) * _TS_PACKET] + packets[int(count * last) * _TS_PACKET :])

    return cut


def append_file(other: Callable[[Path], Path]) -> Callable[[Path], None]:
    """Append another file's bytes: a recorder that restarted. other: writes that file into a folder."""

    def append(path: Path) -> None:
        folder = path.parent / f"{path.stem}-second"
        folder.mkdir()
        with path.open("ab") as file:
            file.write(other(folder).read_bytes())

    return append


def decodable_truth(specimen: Specimen, path: Path) -> Truth:
    """The ground truth of a file with missing frames, from the numbers of the frames that a plain decoder shows.

    Seconds follow from the numbers alone, not from timestamps.
    """
    numbers = decode_numbers(path)
    period = 1 / specimen.fps
    first = numbers[0]
    seconds = {number: (number - first) * period for number in numbers}
    gaps = [
        ((before - first + 1) * period, (after - first) * period)
        for before, after in pairwise(sorted(numbers))
        if after - before > 1
    ]
    return Truth(seconds, (max(numbers) - first + 1) * period, gaps)


def truth_with_gaps(gap_after: float) -> Callable[[Specimen, Path], Truth]:
    """The ground truth of times with holes: a hole of more than `gap_after` seconds is a gap."""

    def truth(specimen: Specimen, _path: Path) -> Truth:
        first, period = specimen.times[0], 1 / specimen.fps
        gaps = [
            (before - first + period, after - first)
            for before, after in pairwise(specimen.times)
            if after - before > gap_after
        ]
        return Truth(
            {number: seconds - first for number, seconds in enumerate(specimen.times)},
            specimen.times[-1] - first + period,
            gaps,
        )

    return truth


def continuous_truth(count: int) -> Callable[[Specimen, Path], Truth]:
    """The ground truth of `count` frames at the specimen's rate, whatever their timestamps are."""

    def truth(specimen: Specimen, _path: Path) -> Truth:
        return Truth({number: number / specimen.fps for number in range(count)}, count / specimen.fps)

    return truth


def to_rgb(frame: VideoFrame) -> Image:
    """A decoded frame as RGB, without the file's rotation."""
    return cast(Image, frame.to_ndarray(format="rgb24"))


def decode_numbers(path: Path) -> list[int]:
    """The numbers of the frames that can be decoded, in order of decoding."""
    numbers = []
    with av.open(str(path), metadata_errors="replace") as container:
        stream = container.streams.video[0]
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except (av.error.InvalidDataError, av.error.EOFError):
                    continue
                for frame in frames:
                    if isinstance(frame, VideoFrame) and not frame.is_corrupt:
                        number = read_barcode(to_rgb(frame))
                        if number is not None:
                            numbers.append(number)
        except av.error.InvalidDataError:
            pass
    return numbers
