"""Verifies a clip: compares the extent recorded while writing with the file."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
from av.error import FFmpegError, InvalidDataError

from vision.media.container import is_damage
from vision.media.decoder_memory import limit_decoder
from vision.media.timestamps import StreamTimestamps

_SLACK_FRAMES = 0.5
# Tolerance of the length of the last frame.
_END_SECONDS = 0.1


@dataclass(slots=True)
class ClipExtent:
    """What a clip shows, as positions in the footage. last: the position of the last frame."""

    start: float
    last: float = 0.0
    end: float = 0.0

    def add(self, seconds: float, end: float) -> None:
        self.last, self.end = max(self.last, seconds), max(self.end, end)


def is_clip_valid(clip: Path, shown: ClipExtent) -> bool:
    """Whether the first and last frame and the end of a clip are where they should be, and its first packet can be
    decoded. False where the file cannot be read.
    """
    try:
        return _matches_file(clip, shown)
    except FFmpegError as error:
        if not is_damage(error):
            raise
        return False


def _matches_file(clip: Path, shown: ClipExtent) -> bool:
    with av.open(str(clip)) as container:
        [stream] = container.streams.video
        limit_decoder(stream)
        stamps = StreamTimestamps(container, stream)
        ticks, decodes = [], False
        for packet in container.demux(stream):
            tick = stamps.packet_pts(packet) if packet.size else None
            if tick is not None and not packet.is_discard:
                ticks.append(tick)
            if not decodes:
                # Damage of the original is copied, too.
                with suppress(InvalidDataError):
                    decodes = any(True for _ in packet.decode())
        if not ticks or not decodes:
            return False
        first = float(min(ticks) * stamps.base)
        spans = float((max(ticks) - min(ticks)) * stamps.base)
        length = None if stream.duration is None else float(stream.duration * stamps.base)
    slack = max(0.002, _SLACK_FRAMES * stamps.frame_seconds)
    if length is not None and abs(length - (shown.end - shown.start)) > max(_END_SECONDS, 2 * slack):
        return False
    return abs(first) <= slack and abs(spans - (shown.last - shown.start)) <= slack
